/** How often each transition was taken, and by whom. Pure. */
import { transitionsTaken } from '../../charts/active.ts';
import type { ChartDrawing, ChartTransition } from '../../charts/drawing.ts';
import type { ChartCoverage } from '../../model/questions.ts';

export type Origin = 'tests' | 'simulator' | 'source';
export const origins: readonly Origin[] = ['tests', 'simulator', 'source'];

export type Taken = (transition: ChartTransition, by: readonly Origin[]) => number;

/** @param seen steps from state to state in the source: what stays in its state is not in a journal */
export const countsOf = (drawings: readonly ChartDrawing[], seen: readonly ChartCoverage[]): Taken => {
  const inSource = new Map<ChartTransition, number>();
  for (const { machine, taken } of seen) {
    const drawing = drawings.find((each) => each.machine === machine);
    if (drawing === undefined) continue;
    for (const { from, event, to, times } of taken)
      for (const transition of transitionsTaken(drawing, { from, event, to }))
        inSource.set(transition, (inSource.get(transition) ?? 0) + times);
  }
  return (transition, by) => {
    const [tests = 0, simulator = 0] = transition.runs ?? [];
    const all: Record<Origin, number> = { tests, simulator, source: inSource.get(transition) ?? 0 };
    return by.reduce((sum, origin) => sum + all[origin], 0);
  };
};

export interface Figures {
  readonly defined: number;
  readonly taken: number;
}
export const figuresOf = ({ states }: ChartDrawing, counts: (transition: ChartTransition) => number): Figures => {
  const all = states.flatMap(({ on = [] }) => on);
  return { defined: all.length, taken: all.filter((transition) => counts(transition) > 0).length };
};
