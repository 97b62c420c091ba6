/** Commands in a running container, as probes are: one after the other, and many at once. */
import { execOnce, type LivePod, podDown, podUp, slotOf, timer } from '../pod/lives.ts';
import {
  type Contender,
  isServed,
  ledgerOf,
  type Scenario,
  type ServedContender,
  takeTurns,
  withCpu,
} from './contender.ts';
import { inParallel } from './in-parallel.ts';

const callsEach = 5;
const atOnce = 20;

export const exec: Scenario = async ({ contenders, rounds, signal, progress }) => {
  const ledger = ledgerOf();
  const served = contenders.filter(isServed);
  const silent = timer(() => {});
  const pods = new Map<Contender, LivePod>();
  for (const one of served) pods.set(one, await podUp(one.endpoint, slotOf(one.endpoint, 0), silent));
  const podOf = (one: Contender): LivePod => pods.get(one) ?? { podSandboxId: '', containerIds: [] };
  await takeTurns(served, { rounds: warmups, signal }, (one) => execOnce(one.endpoint, podOf(one), silent));
  await takeTurns(served, { rounds, signal }, async (one, round) => {
    progress(`exec ${round + 1}/${rounds}`);
    const timed = timer((_, elapsedMs) => ledger.note('one', one.name, elapsedMs));
    const noteCpu = (cpuMs: number) => ledger.note('one, CPU time', one.name, cpuMs / callsEach);
    await withCpu(one, noteCpu, async () => {
      for (let call = 0; call < callsEach; call++) await execOnce(one.endpoint, podOf(one), timed);
    });
  });
  await takeTurns(served, { rounds, signal }, async (one, round) => {
    progress(`${atOnce} execs at once ${round + 1}/${rounds}`);
    const noteCpu = (cpuMs: number) => ledger.note('20 at once, CPU time of each', one.name, cpuMs / atOnce);
    const elapsedMs = await withCpu(one, noteCpu, () => volley(one, podOf(one), signal));
    ledger.note('20 at once, until the last', one.name, elapsedMs);
  });
  for (const one of served) await podDown(one.endpoint, podOf(one), silent);
  return {
    title: `ExecSync of /bin/true, ${rounds} rounds of ${callsEach}, and of ${atOnce} at once`,
    rows: ledger.rows('ms', { one: { atMost: 0.9 }, '20 at once, until the last': { atMost: 0.95 } }),
    notes: ['CPU time is of the daemon, all that it started and the command.'],
  };
};

const volley = async ({ endpoint }: ServedContender, pod: LivePod, signal: AbortSignal): Promise<number> => {
  const silent = timer(() => {});
  const startedAt = performance.now();
  await inParallel(atOnce, { atATime: atOnce, signal }, () => execOnce(endpoint, pod, silent));
  return performance.now() - startedAt;
};

const warmups = 3;
