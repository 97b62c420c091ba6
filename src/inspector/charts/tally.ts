/** Counts the transitions that charts take, by where they are defined, their message and where they lead. */
import { coverageKey, eventKey } from './coverage.ts';

/** A chart's state, and a transition, as a chart has them. */
interface Node {
  readonly path: readonly string[];
}
interface Taken {
  readonly source: Node;
  readonly eventType: string;
  readonly target?: readonly Node[] | undefined;
}

/** By machine and key, how often. */
export type Tally = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const openTally = () => {
  const counts: Record<string, Record<string, number>> = {};
  return {
    hear: (machine: string, transitions: readonly object[]): void => {
      counts[machine] ??= {};
      const own = counts[machine];
      for (const { source, eventType, target = [] } of transitions as readonly Taken[]) {
        const to = target.map(({ path }) => path.join('.')).join();
        const key = coverageKey(source.path.join('.'), eventKey(eventType), to);
        own[key] = (own[key] ?? 0) + 1;
      }
    },
    seen: (): Tally => counts,
  };
};
