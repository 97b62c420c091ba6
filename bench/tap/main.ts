/**
 * What a tap adds to a call: the same calls to a runtime straight, through `troupe tap` as it is (bytes pass), and through one
 * with a plan that does nothing (calls pass), in turn, one at a time.
 *
 *   node bench/tap/main.ts RUNTIME-SOCKET [CALLS]
 *
 * Client, taps and runtime are processes of their own; the taps record and observe. Prints medians and 99th percentiles.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type CriClient, criClient } from '../../src/cri/client.ts';

const [upstream, count = '5000'] = process.argv.slice(2);
if (upstream === undefined || !(Number(count) >= 100)) {
  console.error('node bench/tap/main.ts RUNTIME-SOCKET [CALLS, at least 100]');
  process.exit(2);
}
const dir = await mkdtemp(join(tmpdir(), 'trp-bench-tap-'));
const troupe = join(import.meta.dirname, '../../src/cli/main.ts');
const taps: ChildProcess[] = [];
const clients: CriClient[] = [];
const hasSocket = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined;

/** A client through a tap of its own. */
const tapped = async (name: string, ...more: readonly string[]): Promise<CriClient> => {
  const listen = join(dir, `${name}.sock`);
  const args = ['tap', '--upstream', upstream, '--listen', listen, '--record', join(dir, name), '--observe', ...more];
  const tap = spawn(process.execPath, [troupe, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  taps.push(tap);
  while (!(await hasSocket(listen))) {
    if (tap.exitCode !== null) throw new Error('the tap ended');
    await pause(20);
  }
  return criClient({ socketPath: listen });
};

try {
  const ways = [
    { name: 'straight', cri: criClient({ socketPath: upstream }) },
    { name: 'bytes', cri: await tapped('bytes') },
    { name: 'calls', cri: await tapped('calls', '--inject', '*: off') },
  ];
  clients.push(...ways.map(({ cri }) => cri));
  for (const [name, call] of [
    ['Version', (cri: CriClient) => cri.runtime.version({ version: 'v1' })],
    ['ListContainers', (cri: CriClient) => cri.runtime.listContainers({ filter: undefined })],
  ] as const) {
    const times = ways.map((): number[] => []);
    for (let round = -200; round < Number(count); round += 1) {
      // who comes first changes: the next one finds caches warm
      for (let turn = 0; turn < ways.length; turn += 1) {
        const at = (((round + turn) % ways.length) + ways.length) % ways.length;
        const way = ways[at];
        if (way === undefined) continue;
        const startedMs = performance.now();
        await call(way.cri);
        if (round >= 0) times[at]?.push(performance.now() - startedMs);
      }
    }
    for (const [at, way] of ways.entries()) {
      const line = (p: number) => {
        const [plain, mine] = [quantile(times[0] ?? [], p), quantile(times[at] ?? [], p)];
        return `${mine.toFixed(3)} ms${at === 0 ? '' : ` (+${(mine - plain).toFixed(3)})`}`;
      };
      console.log(
        `${name.padEnd(15)} ${way.name.padEnd(9)} median ${line(0.5).padEnd(18)} p99 ${line(0.99).padEnd(18)}`,
      );
    }
  }
} finally {
  for (const { close } of clients) close();
  for (const tap of taps) {
    if (tap.exitCode !== null) continue;
    tap.kill('SIGTERM');
    await once(tap, 'exit');
  }
  await rm(dir, { recursive: true });
}

function quantile(times: readonly number[], p: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}
