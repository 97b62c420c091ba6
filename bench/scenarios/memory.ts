/**
 * What a running pod costs in memory: proportional set size (PSS) of the daemon, its monitors or shims, and its infra containers.
 * The workload's own process and the kernel's memory are not counted. Source: proc_pid_smaps_rollup.
 */
import { readFile } from 'node:fs/promises';
import { type LivePod, podDown, podUp, slotOf, timer } from '../pod/lives.ts';
import { line } from '../report/statistics.ts';
import { pidsNaming } from '../runtimes/runtime.ts';
import { pidsBelow } from '../scene/cgroups.ts';
import { childrenOf } from '../scene/children.ts';
import { isServed, ledgerOf, type Scenario, type ServedContender } from './contender.ts';
import { inParallel } from './in-parallel.ts';

const stepPods = 10;
const steps = 3;
/** Collectors of garbage and allocators get this long to give back what a burst took. */
const settleMs = 4000;

export const memory: Scenario = async ({ contenders, signal, progress }) => {
  const ledger = ledgerOf();
  for (const contender of contenders.filter(isServed)) {
    if (contender.home === undefined) continue;
    progress(`memory of ${contender.name}`);
    await grow(contender, signal); // a first time, so that what only the first pods cost is not counted
    const points = await grow(contender, signal);
    const slopeOf = (of: (seen: MemorySeen) => number) => line(points.map(({ x, seen }) => ({ x, y: of(seen) })));
    const whole = slopeOf(({ daemonMb, restMb }) => daemonMb + restMb);
    ledger.note('a pod', contender.name, whole.slope);
    ledger.note('of it monitors, shims, infra', contender.name, slopeOf(({ restMb }) => restMb).slope);
    ledger.note('of it the daemon', contender.name, slopeOf(({ daemonMb }) => daemonMb).slope);
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) continue;
    ledger.note('the daemon without pods', contender.name, first.seen.daemonMb);
    ledger.note('the daemon without pods, RSS', contender.name, first.seen.daemonRssMb);
    ledger.note(`all with ${last.x} pods`, contender.name, last.seen.daemonMb + last.seen.restMb);
  }
  return {
    title: `Memory (PSS), slope from 0 to ${steps * stepPods} pods of one container`,
    rows: ledger.rows('MB', { 'a pod': { atMost: 0.3, wished: 0.25 } }),
    notes: ['Without the processes of the workload and without kernel memory.'],
  };
};

const grow = async ({ endpoint, home }: ServedContender, signal: AbortSignal) => {
  if (home === undefined) throw new Error('the memory of a runtime that is not ours cannot be seen');
  const silent = timer(() => {});
  const pods: LivePod[] = [];
  const points: { x: number; seen: MemorySeen }[] = [{ x: 0, seen: await seeMemory(home) }];
  for (let step = 0; step < steps; step++) {
    await inParallel(stepPods, { atATime: 5, signal }, async (index) => {
      pods.push(await podUp(endpoint, slotOf(endpoint, step * stepPods + index), silent));
    });
    points.push({ x: pods.length, seen: await seeMemory(home) });
  }
  await inParallel(pods.length, { atATime: 5, signal }, async (index) => {
    const pod = pods[index];
    if (pod !== undefined) await podDown(endpoint, pod, silent);
  });
  return points;
};

interface MemorySeen {
  /** With the processes that it has beside it. */
  readonly daemonMb: number;
  /** Pages that it shares with others, count in full: the bench is a node too. */
  readonly daemonRssMb: number;
  readonly restMb: number;
}

const seeMemory = async (home: NonNullable<ServedContender['home']>): Promise<MemorySeen> => {
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const monitors = (await pidsNaming(home.dir)).filter((pid) => pid !== home.pid);
  const daemon = [home.pid, ...(await childrenOf(home.pid))];
  const infra: number[] = [];
  for (const pid of await pidsBelow(home.cgroupRoot))
    if (!daemon.includes(pid) && !monitors.includes(pid) && !(await commandOf(pid)).startsWith('/bin/hold'))
      infra.push(pid);
  return {
    daemonMb: await sumMb(daemon, 'Pss'),
    daemonRssMb: await sumMb(daemon, 'Rss'),
    restMb: await sumMb(
      [...monitors, ...infra].filter((pid) => !daemon.includes(pid)),
      'Pss',
    ),
  };
};

const sumMb = async (pids: readonly number[], kind: 'Pss' | 'Rss'): Promise<number> => {
  const sizes = await Promise.all(pids.map((pid) => sizeMb(pid, kind)));
  return sizes.reduce((total, size) => total + size, 0);
};

const commandOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');

const sizeMb = async (pid: number, kind: 'Pss' | 'Rss'): Promise<number> => {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${kind}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) / 1024;
};
