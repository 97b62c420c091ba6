/**
 * Records that fit a question, oldest first. All that fit, also after the moment: the moment is a place among them; times
 * before the end (`since:-5m`) are counted from it.
 */
import { parseQuery, QueryInvalid } from '../../../journal/query/parse.ts';
import { savedQueries } from '../../../journal/query/saved.ts';
import { isFromEnd } from '../../../journal/query/times.ts';
import type { Now } from '../at.ts';
import { journalRowOf } from '../journal-rows.ts';
import { type RowTest, rowTestOf } from '../query.ts';
import type { AnswerOf, AskOf } from '../questions.ts';
import type { Source } from '../source.ts';

const mostRows = 1000;
const mostParts = 4096;
const mostKept = 8;

interface Found {
  readonly test: RowTest;
  readonly rows: number[];
  /** All before this row was looked at. */
  end: number;
  /** The oldest row that was there. */
  readonly first: number;
}
const kept = new WeakMap<Source, Map<string, Found>>();

export const journalAnswer = (source: Source, ask: AskOf<'journal'>, now: Now): AnswerOf<'journal'> => {
  const { rows } = source;
  const total = rows.end() - rows.first();
  const saved = savedQueries.find(({ name }) => name === ask.saved)?.query ?? '';
  const query = `${saved} ${ask.query}`.trim();
  try {
    const found = query === '' ? undefined : foundBy(source, query, now.us);
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
      density: densityOf(source, found, ask.parts),
      wrong: undefined,
    };
  } catch (error) {
    if (!(error instanceof QueryInvalid)) throw error;
    const from = Math.max(0, error.at - (saved === '' ? 0 : saved.length + 1));
    const wrong = { reason: error.message, from, to: from + error.length };
    return { total, fitting: 0, rows: [], density: densityOf(source, [], ask.parts), wrong };
  }
};

/** @throws QueryInvalid */
const foundBy = (source: Source, query: string, nowUs: number): readonly number[] => {
  const { rows } = source;
  const terms = parseQuery(query);
  const isRelative = terms.some(
    ({ key, values }) => (key === 'since' || key === 'until') && isFromEnd(values[0] ?? ''),
  );
  const key = isRelative ? `${nowUs} ${query}` : query;
  let all = kept.get(source);
  if (all === undefined) {
    all = new Map();
    kept.set(source, all);
  }
  const first = rows.first();
  const known = all.get(key);
  const found =
    known?.first === first ? known : { test: rowTestOf(source, query, terms, nowUs), rows: [], end: first, first };
  all.delete(key);
  all.set(key, found);
  if (all.size > mostKept) for (const oldest of all.keys()) if (all.delete(oldest)) break;
  const end = rows.end();
  for (let row = found.end; row < end; row += 1) if (found.test(row)) found.rows.push(row);
  found.end = end;
  return found.rows;
};

const densityOf = (source: Source, found: readonly number[] | undefined, parts: number): readonly number[] => {
  const { rows } = source;
  const size = Math.max(0, Math.min(mostParts, Math.floor(parts) || 0));
  const counts = new Array<number>(size).fill(0);
  const first = rows.first();
  const end = rows.end();
  if (size === 0 || end === first) return counts;
  const fromUs = rows.us(first);
  const toUs = Math.max(fromUs, rows.us(end - 1));
  const scale = toUs === fromUs ? 0 : size / (toUs - fromUs);
  const count = (row: number) => {
    const part = Math.max(0, Math.min(size - 1, Math.floor((rows.us(row) - fromUs) * scale)));
    counts[part] = (counts[part] as number) + 1;
  };
  if (found === undefined) for (let row = first; row < end; row += 1) count(row);
  else for (const row of found) count(row);
  return counts;
};
