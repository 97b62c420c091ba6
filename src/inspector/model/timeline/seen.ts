/** A record where it stands in its source: what timelines and sequences are made of. */
import type { JournalRecord } from '../../../journal/format.ts';

export interface Seen {
  /** Number of it in the source, from 0. */
  readonly row: number;
  /** µs since the source's first record. */
  readonly us: number;
  readonly record: JournalRecord;
}

/** Whether a name is the actor's, or of something below it. */
export const isWithin = (name: string, actor: string): boolean =>
  name.startsWith(actor) && (name.length === actor.length || name[actor.length] === '/');
