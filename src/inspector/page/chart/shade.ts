/** How well arrows are covered: of what they stand for, all, some, or nothing was taken. */
import { type Counts, transitionKey } from '../../charts/coverage.ts';
import type { ChartDrawing } from '../../charts/drawing.ts';

export const shadeOf = ({ states }: ChartDrawing, arrows: readonly number[], counts: Counts): string => {
  let defined = 0;
  let taken = 0;
  for (const { path, on = [] } of states)
    for (const transition of on) {
      if (transition.arrow === undefined || !arrows.includes(transition.arrow)) continue;
      defined += 1;
      if ((counts.get(transitionKey(path, transition, states)) ?? 0) > 0) taken += 1;
    }
  return taken === 0 ? 'is-never' : taken < defined ? 'is-partly' : 'is-covered';
};
