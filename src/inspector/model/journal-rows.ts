/** A record as a row of a list. */

import type { JournalRecord } from '../../journal/format.ts';
import { kindNames, lineOf } from '../../journal/wording.ts';
import type { JournalRow } from './questions.ts';
import type { Source } from './source.ts';

/** A field that is no text, where one is expected, may not be one that can be told. */
const textOf = (record: JournalRecord | undefined): string => {
  try {
    return record === undefined ? '' : lineOf(record).what;
  } catch {
    return 'cannot be told';
  }
};

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
    text: textOf(record),
    isBad: rows.isBad(row),
    cause: cause < 0 ? undefined : cause,
  };
};
