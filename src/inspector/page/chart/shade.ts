/** How well arrows are covered: of what they stand for, all, some, or nothing was taken. */
import type { ChartDrawing, ChartTransition } from '../../charts/drawing.ts';

export const shadeOf = (
  { states }: ChartDrawing,
  arrows: readonly number[],
  counts: (transition: ChartTransition) => number,
): string => {
  const all = states.flatMap(({ on = [] }) => on).filter(({ arrow }) => arrow !== undefined && arrows.includes(arrow));
  const taken = all.filter((transition) => counts(transition) > 0).length;
  return taken === 0 ? 'is-never' : taken < all.length ? 'is-partly' : 'is-covered';
};
