/**
 * What a tap adds to a call: the same calls to a runtime straight and through `troupe tap`, in turn, one at a time.
 *
 *   node bench/tap/main.ts RUNTIME-SOCKET [CALLS]
 *
 * Client, tap and runtime are processes of their own; the tap records and observes. Prints medians and 99th percentiles.
 */
import { spawn } from 'node:child_process';
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
const listen = join(dir, 'tap.sock');
const troupe = join(import.meta.dirname, '../../src/cli/main.ts');
const args = ['tap', '--upstream', upstream, '--listen', listen, '--record', join(dir, 'record'), '--observe'];
const tap = spawn(process.execPath, [troupe, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
const hasSocket = async () => (await stat(listen).catch(() => undefined)) !== undefined;
const clients: CriClient[] = [];
try {
  while (!(await hasSocket())) {
    if (tap.exitCode !== null) throw new Error('the tap ended');
    await pause(20);
  }
  const [straight, tapped] = [upstream, listen].map((socketPath) => criClient({ socketPath }));
  if (straight === undefined || tapped === undefined) throw new Error('no clients');
  clients.push(straight, tapped);
  for (const [name, call] of [
    ['Version', (cri: CriClient) => cri.runtime.version({ version: 'v1' })],
    ['ListContainers', (cri: CriClient) => cri.runtime.listContainers({ filter: undefined })],
  ] as const) {
    const without: number[] = [];
    const through: number[] = [];
    for (let round = -200; round < Number(count); round += 1) {
      // who comes first changes: the second finds caches warm
      for (const [cri, times] of round % 2 === 0
        ? ([
            [straight, without],
            [tapped, through],
          ] as const)
        : ([
            [tapped, through],
            [straight, without],
          ] as const)) {
        const startedMs = performance.now();
        await call(cri);
        if (round >= 0) times.push(performance.now() - startedMs);
      }
    }
    const line = (p: number) => {
      const [plain, more] = [quantile(without, p), quantile(through, p)];
      return `${plain.toFixed(3)} → ${more.toFixed(3)} ms (+${(more - plain).toFixed(3)})`;
    };
    console.log(`${name.padEnd(15)} median ${line(0.5)}   p99 ${line(0.99)}   ${count} calls each`);
  }
} finally {
  for (const { close } of clients) close();
  if (tap.exitCode === null) {
    tap.kill('SIGTERM');
    await once(tap, 'exit');
  }
  await rm(dir, { recursive: true });
}

function quantile(times: readonly number[], p: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}
