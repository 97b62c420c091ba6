/** `troupe journal query`. */
import type { JournalRecord } from '../../journal/format.ts';
import { matcherOf } from '../../journal/query/match.ts';
import { keys, parseQuery, pointAt, QueryInvalid, type Term } from '../../journal/query/parse.ts';
import { savedQueries } from '../../journal/query/saved.ts';
import { boundsOf } from '../../journal/recording.ts';
import { lineOf, numberText, timeText } from '../../journal/wording.ts';
import { simExitCodes } from '../exit-codes.ts';
import { badUse, countIn, type QueryFlags } from './flags.ts';
import { outTo } from './out.ts';
import { readingOf } from './recordings.ts';

export const queryHere = async (words: readonly string[], flags: QueryFlags): Promise<number> => {
  const limit = countIn(flags.limit, '--limit', 1) ?? Number.POSITIVE_INFINITY;
  const out = outTo(undefined);
  if (flags.list) {
    await out.write(`${(flags.json ? [JSON.stringify({ saved: savedQueries, keys })] : listLines()).join('\n')}\n`);
    await out.close();
    return simExitCodes.fine;
  }
  const { query, file } = asked(words, flags.saved);
  const terms = understood(query, () => parseQuery(query));
  const bounds = needsBounds(terms) ? await boundsOf(file) : { firstWallUs: 0, lastUs: 0 };
  const fits = understood(query, () => matcherOf(query, terms, bounds));
  let found = 0;
  let all = 0;
  for await (const told of readingOf(file).told()) {
    all += 1;
    if (!fits(told)) continue;
    found += 1;
    await out.write(`${flags.json ? JSON.stringify(told.record) : textLine(told.record, told.us)}\n`);
    if (found >= limit) break;
  }
  await out.close();
  if (!flags.json) process.stderr.write(`${found} of ${all} records${found >= limit ? ' (--limit)' : ''}\n`);
  return simExitCodes.fine;
};

const asked = (
  words: readonly string[],
  saved: string | undefined,
): { readonly query: string; readonly file: string } => {
  if (saved === undefined) {
    const [query, file] = words;
    if (query === undefined)
      throw badUse(
        'what is asked for is missing',
        "troupe journal query 'kind:dead' FILE",
        'troupe journal query --list',
      );
    if (file === undefined) throw badUse('which recording is asked is missing', `troupe journal query '${query}' FILE`);
    return { query, file };
  }
  const known = savedQueries.find(({ name }) => name === saved);
  if (known === undefined)
    throw badUse(
      `there is no saved question "${saved}"`,
      ...savedQueries.map(({ name, about }) => `${name}: ${about}`),
    );
  const [narrowed, file] = words.length > 1 ? words : ['', words[0]];
  if (file === undefined)
    throw badUse('which recording is asked is missing', `troupe journal query --saved ${saved} FILE`);
  return { query: `${known.query} ${narrowed ?? ''}`.trim(), file };
};

/** Times of the clock, and those before the end, need a look at all of it first. */
const needsBounds = (terms: readonly Term[]): boolean =>
  terms.some(({ key, values }) => (key === 'since' || key === 'until') && /^-|:|^\d{4}-/.test(values[0] ?? ''));

const understood = <T>(query: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof QueryInvalid)) throw error;
    const [line = '', mark = '', what = ''] = pointAt(error);
    throw badUse(`"${query.slice(0, 60)}" cannot be understood: ${what}`, line, mark);
  }
};

const whoWidth = 34;
const textLine = (record: JournalRecord, us: number): string => {
  const { kind, who, what } = lineOf(record);
  return `${timeText(us).padStart(12)}  ${numberText(record.q).padEnd(8)} ${kind.padEnd(8)} ${who.padEnd(whoWidth)}  ${what}`.trimEnd();
};

const listLines = (): readonly string[] => {
  const width = Math.max(...savedQueries.map(({ name }) => name.length)) + 2;
  return [
    'Saved questions (--saved NAME):',
    ...savedQueries.flatMap(({ name, about, query }) => [
      `  ${name.padEnd(width)}${about}`,
      `  ${' '.repeat(width)}${query}`,
    ]),
    '',
    'Terms; a comma parts alternatives, * stands for anything, -term must not fit:',
    ...Object.entries(keys).map(([key, about]) => `  ${`${key}:`.padEnd(width)}${about}`),
    `  ${'failed'.padEnd(width)}what went wrong`,
    `  ${'word, "words"'.padEnd(width)}as text:`,
  ];
};
