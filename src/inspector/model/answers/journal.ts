/**
 * Records that fit a question, oldest first. All that fit, also after the moment: the moment is a place among them; times
 * before the end (`since:-5m`) are counted from it.
 */
import { parseQuery, QueryInvalid } from '../../../journal/query/parse.ts';
import { savedQueries } from '../../../journal/query/saved.ts';
import { isFromEnd } from '../../../journal/query/times.ts';
import type { Now } from '../at.ts';
import { foundBy } from '../found.ts';
import { journalRowOf } from '../journal-rows.ts';
import { partsOf } from '../parts.ts';
import { rowTestOf } from '../query.ts';
import type { AnswerOf, AskOf } from '../questions.ts';
import type { Source } from '../source.ts';

const mostRows = 1000;

export const journalAnswer = (source: Source, ask: AskOf<'journal'>, now: Now): AnswerOf<'journal'> => {
  const { rows } = source;
  const total = rows.end() - rows.first();
  const saved = savedQueries.find(({ name }) => name === ask.saved)?.query ?? '';
  const query = `${saved} ${ask.query}`.trim();
  const { of, all } = partsOf(source, ask.parts);
  try {
    const found = query === '' ? undefined : fittingRows(source, query, now.us);
    const offset = Math.max(0, Math.floor(ask.offset) || 0);
    const count = Math.min(mostRows, Math.max(0, Math.floor(ask.limit) || 0));
    const fitting = found?.length ?? total;
    const wanted: number[] = [];
    for (let place = offset; place < Math.min(fitting, offset + count); place += 1)
      wanted.push(found === undefined ? rows.first() + place : (found[place] as number));
    return {
      total,
      fitting,
      rows: wanted.map((row) => journalRowOf(source, row)),
      density: found === undefined ? all() : of(found),
      wrong: undefined,
    };
  } catch (error) {
    if (!(error instanceof QueryInvalid)) throw error;
    const from = Math.max(0, error.at - (saved === '' ? 0 : saved.length + 1));
    const wrong = { reason: error.message, from, to: from + error.length };
    return { total, fitting: 0, rows: [], density: of([]), wrong };
  }
};

/** @throws QueryInvalid */
const fittingRows = (source: Source, query: string, nowUs: number): readonly number[] => {
  const terms = parseQuery(query);
  const isRelative = terms.some(
    ({ key, values }) => (key === 'since' || key === 'until') && isFromEnd(values[0] ?? ''),
  );
  const key = `query ${isRelative ? nowUs : ''} ${query}`;
  return foundBy(source, key, () => rowTestOf(source, query, terms, nowUs));
};
