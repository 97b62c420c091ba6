/** A record as a row of a list. */
import { kindNames, lineOf } from '../../journal/wording.ts';
import type { JournalRow } from './questions.ts';
import type { Source } from './source.ts';

export const journalRowOf = (source: Source, row: number): JournalRow => {
  const { rows, strings } = source;
  const record = source.record(row);
  const k = String.fromCharCode(rows.kind(row));
  const us = rows.us(row);
  const cause = rows.cause(row);
  return {
    row,
    run: rows.run(row),
    q: rows.q(row),
    us,
    wallUs: source.firstWallUs() + us,
    k,
    kind: kindNames[k as keyof typeof kindNames] ?? k,
    actor: strings.textOf(rows.actor(row)),
    text: record === undefined ? '' : lineOf(record).what,
    isBad: rows.isBad(row),
    cause: cause < 0 ? undefined : cause,
  };
};
