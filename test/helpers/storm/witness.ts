/**
 * What clients were shown, and whether it can be true together: an answer that was asked for after another one had come must
 * not contradict it. Answers that overlap prove nothing.
 */
import type { Container, ContainerStatus, PodSandbox } from '../../../proto/generated/api.js';

export interface Witness {
  /** To be taken before a question is asked. */
  readonly moment: () => number;
  readonly sawContainer: (seen: Container | ContainerStatus, asked: number) => void;
  readonly sawPod: (seen: Pick<PodSandbox, 'id' | 'state' | 'createdAt'>, asked: number) => void;
  readonly wrong: readonly string[];
}

interface Shown {
  readonly at: number;
  readonly state: number;
  readonly facts: string;
}
const exited = 2;
const unknown = 3;

export const openWitness = (): Witness => {
  let clock = 0;
  const known = new Map<string, Shown[]>();
  const wrong: string[] = [];
  const see = (id: string, state: number, facts: string, asked: number) => {
    const before = known.get(id) ?? [];
    for (const shown of before) {
      if (shown.at >= asked || shown.state === unknown || state === unknown) continue;
      if (state < shown.state) wrong.push(`${id}: state ${state} after ${shown.state}`);
      if (facts !== '' && shown.facts !== '' && facts !== shown.facts)
        wrong.push(`${id}: ${facts}, and before that ${shown.facts}`);
    }
    clock += 1;
    known.set(id, [
      ...before.filter((shown) => shown.state !== state || shown.facts !== facts),
      { at: clock, state, facts },
    ]);
  };
  return {
    moment: () => clock,
    sawContainer: (seen, asked) => {
      // A list has no exit code: it tells the state alone.
      const facts =
        'exitCode' in seen && seen.state === exited
          ? `exit ${seen.exitCode} ${seen.reason} at ${seen.finishedAt}, created ${seen.createdAt}`
          : '';
      see(seen.id, seen.state, facts, asked);
    },
    sawPod: ({ id, state }, asked) => see(id, state, '', asked),
    wrong,
  };
};
