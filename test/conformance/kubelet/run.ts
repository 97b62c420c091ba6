/**
 * A real kubelet against a daemon of its own, with pods that do what pods do: npm run kubelet. Prints each check, and what
 * failed; nothing of it is left behind.
 *
 *   --short        a minute's worth: no log rotation, no restarts, few pods at once; does not wait for the kubelet's collector
 *   --gates GATES  `default`, or `alpha`: with EventedPLEG, PodAndContainerStatsFromCRI and CRIListStreaming. Without: both
 *   --logs DIR     keep the logs of kubelet and daemon
 *
 * scripts/kubelet.sh builds what it needs. Environment: KUBELET, KUBELET_RUNC (paths).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Checks, openChecks } from './checks.ts';
import { runPods } from './run-pods.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    gates: { type: 'string' },
    logs: { type: 'string' },
  },
});

const program = process.env.KUBELET;
if (program === undefined) throw new Error('KUBELET is not set; run: npm run kubelet');
const allGates = ['default', 'alpha'];
const gates = allGates.filter((name) => values.gates === undefined || values.gates === name);
if (gates.length === 0) throw new Error(`--gates ${values.gates}: one of ${allGates.join(', ')}`);

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => interrupt.abort(new Error(`ended by ${name}`)));
const print = (line: string) => process.stdout.write(`${line}\n`);
const keep = async (name: string, text: string): Promise<void> => {
  if (values.logs === undefined) return;
  await mkdir(values.logs, { recursive: true });
  await writeFile(join(values.logs, name), text);
};

const all: Checks[] = [];
for (const name of gates) {
  print(`feature gates: ${name}`);
  const startedAtMs = performance.now();
  const checks = openChecks(print, interrupt.signal);
  all.push(checks);
  await runPods({
    kubelet: program,
    runc: process.env.KUBELET_RUNC,
    hasAlphaGates: name === 'alpha',
    isShort: values.short,
    checks,
    keep: (file, text) => keep(`${name}-${file}`, text),
  });
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  print(`feature gates ${name}: ${checks.passed()} passed, ${checks.failed().length} failed; ${seconds} s`);
}
const failed = all.flatMap((checks) => checks.failed());
for (const name of failed) print(`failed: ${name}`);
process.exitCode = failed.length === 0 ? 0 : 1;
