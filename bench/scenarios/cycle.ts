/** One pod at a time: what each call takes, and the sums of going up and down. */
import { timer } from '../pod/lives.ts';
import { ledgerOf, type Scenario, takeTurns, withCpu } from './contender.ts';

const steps = {
  up: ['RunPodSandbox', 'CreateContainer', 'StartContainer'],
  down: ['StopContainer', 'RemoveContainer', 'StopPodSandbox', 'RemovePodSandbox'],
} as const;
const cpu = 'CPU time, with exec';
const order = [...steps.up, 'up', 'ExecSync', ...steps.down, 'down', 'whole cycle', cpu];

export const cycle: Scenario = async ({ contenders, rounds, signal, progress }) => {
  const ledger = ledgerOf();
  await takeTurns(contenders, { rounds: warmups, signal }, async ({ cycle }) => cycle(timer(() => {})));
  await takeTurns(contenders, { rounds, signal }, async (contender, round) => {
    const { name } = contender;
    progress(`pod cycle ${round + 1}/${rounds}`);
    const took = new Map<string, number>();
    const timed = timer((step, elapsedMs) => took.set(step, (took.get(step) ?? 0) + elapsedMs));
    const noteCpu = (cpuMs: number) => took.set(cpu, cpuMs);
    await withCpu(contender, noteCpu, () => contender.cycle(timed));
    const sum = (names: readonly string[]) => names.reduce((total, step) => total + (took.get(step) ?? 0), 0);
    took.set('up', sum(steps.up));
    took.set('down', sum(steps.down));
    took.set('whole cycle', sum(['up', 'down']));
    for (const step of order) {
      const value = took.get(step);
      if (value !== undefined) ledger.note(step, name, value);
    }
  });
  return {
    title: `One pod at a time, ${rounds} rounds`,
    rows: ledger.rows('ms', {
      up: { atMost: 0.55, wished: 0.45 },
      'whole cycle': { atMost: 0.7, wished: 0.6 },
    }),
    notes: [
      'up, down and the whole cycle are sums of calls; ExecSync is in none of them.',
      'floor: network namespace and CNI plugins, then overlay, runc create and runc start, with nothing around them.',
      'floor + infra: the same with an infra container, created and started while the CNI plugins run.',
    ],
  };
};

const warmups = 3;
