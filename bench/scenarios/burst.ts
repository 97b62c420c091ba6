/** Many pods, some at a time, as after a node's restart: the time until the last one is up, and until all are gone. */
import { type LivePod, podDown, podUp, slotOf, timer } from '../pod/lives.ts';
import { isServed, ledgerOf, type Scenario, type ServedContender, takeTurns, withCpu } from './contender.ts';
import { inParallel } from './in-parallel.ts';

const podCount = 30;
const atATime = 10;

export const burst: Scenario = async ({ contenders, rounds, signal, progress }) => {
  const ledger = ledgerOf();
  const served = contenders.filter(isServed);
  const burstRounds = Math.max(2, Math.ceil(rounds / 5));
  await takeTurns(served, { rounds: 1, signal }, async (one) => void (await wave(one, signal)));
  await takeTurns(served, { rounds: burstRounds, signal }, async (one, round) => {
    progress(`burst ${round + 1}/${burstRounds}`);
    const noteCpu = (cpuMs: number) => ledger.note('CPU time', one.name, cpuMs);
    const { upMs, downMs } = await withCpu(one, noteCpu, () => wave(one, signal));
    ledger.note('up', one.name, upMs);
    ledger.note('down', one.name, downMs);
    ledger.note('both', one.name, upMs + downMs);
  });
  const goal = { atMost: 0.65, wished: 0.5 };
  return {
    title: `${podCount} pods, ${atATime} at a time, ${burstRounds} rounds`,
    rows: ledger.rows('ms', { up: goal, both: goal }),
    notes: ['Each round is all pods up, then all down, of one runtime; the runtimes take turns.'],
  };
};

const wave = async ({ endpoint }: ServedContender, signal: AbortSignal) => {
  const silent = timer(() => {});
  const pods: LivePod[] = [];
  const upAt = performance.now();
  await inParallel(podCount, { atATime, signal }, async (index) => {
    pods.push(await podUp(endpoint, slotOf(endpoint, index), silent));
  });
  const downAt = performance.now();
  await inParallel(podCount, { atATime, signal }, async (index) => {
    const pod = pods[index];
    if (pod !== undefined) await podDown(endpoint, pod, silent);
  });
  return { upMs: downAt - upAt, downMs: performance.now() - downAt };
};
