/** Times in which nobody worked and nobody waited: a timeline draws them short. */

export interface Extent {
  readonly fromUs: number;
  readonly toUs: number;
}

/** A gap of less than this part of what is drawn at its length is drawn at its length, too. */
const leastPart = 0.08;

/**
 * @param busy in any order, may overlap
 * @returns gaps within the whole that are worth drawing short, in order
 */
export const gapsIn = (whole: Extent, busy: readonly Extent[]): readonly Extent[] => {
  const gaps: Extent[] = [];
  let at = whole.fromUs;
  for (const { fromUs, toUs } of [...busy].sort((a, b) => a.fromUs - b.fromUs)) {
    if (fromUs > at) gaps.push({ fromUs: at, toUs: Math.min(fromUs, whole.toUs) });
    at = Math.max(at, toUs);
    if (at >= whole.toUs) break;
  }
  if (at < whole.toUs) gaps.push({ fromUs: at, toUs: whole.toUs });
  const idle = gaps.reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
  const least = Math.max(1, (whole.toUs - whole.fromUs - idle) * leastPart);
  return gaps.filter(({ fromUs, toUs }) => toUs - fromUs > least);
};
