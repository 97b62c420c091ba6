/** Records in equal parts of the time, for the scrubber. */
import { foundBy } from '../found.ts';
import { partsOf } from '../parts.ts';
import type { AnswerOf, AskOf } from '../questions.ts';
import type { Source } from '../source.ts';
import { isOfActor } from '../within.ts';

export const densityAnswer = (source: Source, { parts, actor }: AskOf<'density'>): AnswerOf<'density'> => {
  const { rows, bad } = source;
  const { fromUs, toUs, of, all } = partsOf(source, Math.max(1, parts));
  if (actor === undefined || actor === '') return { counts: all(), bad: of(bad), fromUs, toUs };
  const its = foundBy(source, `within ${actor}`, () => isOfActor(source, actor));
  return { counts: of(its), bad: of(its.filter(rows.isBad)), fromUs, toUs };
};
