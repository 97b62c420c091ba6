/** Which transitions of a chart were taken, and how often. Pure. */
import type { ChartState, ChartTransition } from './drawing.ts';

/** How often each transition was taken, by {@link transitionKey}. */
export type Counts = ReadonlyMap<string, number>;

/** The end of one of many children is the same event for all of them: `xstate.done.actor.exec:e1` is that of `exec:*`. */
export const eventKey = (type: string): string => type.replace(/^(xstate\.(?:done|error)\.actor\.[^:]+):.*$/, '$1:*');

/** `state event target`, divided by tabs: the state that defines it, and where it leads; no target where it stays. */
export const coverageKey = (state: string, event: string, target: string): string => [state, event, target].join('\t');

export const transitionKey = (
  path: string,
  { event, to = [] }: ChartTransition,
  states: readonly ChartState[],
): string => coverageKey(path, event, to.map((each) => states[each]?.path ?? '').join(','));
