/**
 * `node bench/inspector/daemon.ts`: what a viewer costs the daemon: a simulated one with 500 pods under load, without a journal,
 * with one, and with one viewer; in turn. Processor time of its process, as a share of a core.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { askInspect } from '../../src/cli/control.ts';
import { openKubelet } from '../../src/cli/demo/simulated/kubelet.ts';
import { criClient } from '../../src/cri/client.ts';

const pods = Number(process.env.TROUPE_BENCH_PODS ?? 500);
const seconds = Number(process.env.TROUPE_BENCH_SECONDS ?? 15);
const rounds = Number(process.env.TROUPE_BENCH_ROUNDS ?? 3);
const troupe = join(import.meta.dirname, '../../src/cli/main.ts');
/** Between two looks of the kubelet at a pod, every second one with an exec: some 50 execs a second at 500 pods. */
const lookMs = 5000;
/** A pod is replaced this often. */
const stepMs = 500;

type Mode = 'no journal' | 'journal' | 'journal, one viewer';

const ticksOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
};
const ticksPerSecond = 100; // USER_HZ of every architecture that we run on

const served = async (dir: string, mode: Mode): Promise<{ readonly child: ChildProcess; readonly control: string }> => {
  const config = join(dir, 'config.toml');
  await writeFile(config, `[log]\nlevel = "error"\n${mode === 'no journal' ? '[journal]\nlevel = "off"\n' : ''}`);
  const args = ['serve', '--driver', 'simulated', '--listen', join(dir, 's.sock'), '--seed', '1', '--config', config];
  const child = spawn(process.execPath, [troupe, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  for await (const chunk of child.stderr ?? []) {
    said += String(chunk);
    if (said.includes('crictl --runtime-endpoint')) break;
  }
  child.stderr?.resume();
  const control = /control socket: (\S+)/.exec(said)?.[1];
  if (control === undefined) throw new Error(`the daemon does not serve: ${said}`);
  return { child, control };
};

/** @returns share of a core, 0 to 1 */
const measure = async (mode: Mode): Promise<number> => {
  const dir = await mkdtemp(join(tmpdir(), 'trp-bench-inspector-'));
  const { child, control } = await served(dir, mode);
  const over = new AbortController();
  const cri = criClient({ socketPath: join(dir, 's.sock') });
  const works: Promise<void>[] = [];
  try {
    const limits = { lookMs, looksToProbe: 2, callMs: 60_000, runMs: 60_000 };
    const kubelet = openKubelet({ cri, logDir: join(dir, 'logs'), over: over.signal, limits });
    const running: AbortController[] = [];
    const begin = (nth: number) => {
      const unwanted = new AbortController();
      running.push(unwanted);
      const containers = [0, 1].map((which) => ({ name: `c${which}`, script: 'sleep 100000' }));
      const wish = { namespace: 'bench', name: `p-${nth}`, image: 'registry.bench/x:1', containers, graceSeconds: 1 };
      works.push(kubelet.live(wish, unwanted.signal).catch(() => undefined));
    };
    await kubelet.pull('registry.bench/x:1');
    for (let nth = 0; nth < pods; nth += 1) {
      begin(nth);
      if (nth % 20 === 0) await pause(100);
    }
    const ready = async () => (await cri.runtime.listContainers({ filter: undefined })).containers.length >= pods * 2;
    while (!(await ready())) await pause(500);
    await pause(2000);
    if (mode === 'journal, one viewer') {
      const stream = await askInspect(control, over.signal);
      stream.on('error', () => undefined).resume();
    }
    const { pid = 0 } = child;
    const [fromTicks, fromMs] = [ticksOf(pid), performance.now()];
    for (let nth = pods; performance.now() - fromMs < seconds * 1000; nth += 1) {
      begin(nth);
      running.shift()?.abort();
      await pause(stepMs);
    }
    return (ticksOf(pid) - fromTicks) / ticksPerSecond / ((performance.now() - fromMs) / 1000);
  } finally {
    over.abort();
    await Promise.all(works);
    cri.close();
    const gone = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await gone;
    await rm(dir, { recursive: true, force: true });
  }
};

const modes: readonly Mode[] = ['no journal', 'journal', 'journal, one viewer'];
const figures = new Map<Mode, number[]>(modes.map((mode) => [mode, []]));
for (let round = 0; round < rounds; round += 1) for (const mode of modes) figures.get(mode)?.push(await measure(mode));
const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const usual = median(figures.get('journal') ?? []);
console.log(
  `${pods} pods of two containers, ${rounds} rounds of ${seconds} s; processor time of the daemon, of one core\n`,
);
console.log('| mode | median | all | beside a journal that nobody reads |\n|---|--:|---|--:|');
for (const [mode, all] of figures)
  console.log(
    `| ${mode} | ${percent(median(all))} | ${all.map(percent).join(', ')} | ${percent(median(all) - usual)} |`,
  );
