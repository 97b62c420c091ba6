/** What a tap saw, as the lives of pods and containers of whatever runtime it was: see `tap` records in docs/journal.md. */
import type { HeaderRecord, JournalRecord } from '../../../journal/format.ts';

export interface Seen {
  /** @returns the record, and what it says of pods and containers */
  readonly take: (record: JournalRecord) => readonly JournalRecord[];
}

export const openSeen = (_header: HeaderRecord): Seen => ({ take: (record) => [record] });
