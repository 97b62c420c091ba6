/** Records in equal parts of the time, for the scrubber. */
import type { AnswerOf, AskOf } from '../questions.ts';
import type { Source } from '../source.ts';
import { isOfActor } from '../within.ts';

const mostParts = 4096;

export const densityAnswer = (source: Source, { parts, actor }: AskOf<'density'>): AnswerOf<'density'> => {
  const { rows } = source;
  const size = Math.max(1, Math.min(mostParts, Math.floor(parts) || 1));
  const counts = new Array<number>(size).fill(0);
  const bad = new Array<number>(size).fill(0);
  const first = rows.first();
  const end = rows.end();
  if (end === first) return { counts, bad, fromUs: 0, toUs: 0 };
  const fromUs = rows.us(first);
  const toUs = Math.max(fromUs, rows.us(end - 1));
  const scale = toUs === fromUs ? 0 : size / (toUs - fromUs);
  const fits = actor === undefined || actor === '' ? undefined : isOfActor(source, actor);
  for (let row = first; row < end; row += 1) {
    if (fits !== undefined && !fits(row)) continue;
    const part = Math.max(0, Math.min(size - 1, Math.floor((rows.us(row) - fromUs) * scale)));
    counts[part] = (counts[part] as number) + 1;
    if (rows.isBad(row)) bad[part] = (bad[part] as number) + 1;
  }
  return { counts, bad, fromUs, toUs };
};
