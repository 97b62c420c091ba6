/** What people wrote at moments of a source: kept beside its records, which stay as they were. */
import type { JournalRecord, NoteRecord } from '../../journal/format.ts';

export interface Note {
  /** In this source, from 1. */
  readonly id: number;
  /** The record that it is written at. */
  readonly run: number;
  readonly q: number;
  readonly text: string;
  /** It came with the recording. */
  readonly isRecorded: boolean;
}

export interface Notes {
  /** Of one that is there already, of no text, and of one too many: undefined. */
  readonly add: (note: Omit<Note, 'id'>) => Note | undefined;
  readonly remove: (id: number) => void;
  /** In the order in which they were added. */
  readonly all: () => readonly Note[];
}

export const longestNote = 2000;
export const mostNotes = 1000;

export const openNotes = (): Notes => {
  let notes: readonly Note[] = [];
  let last = 0;
  return {
    add: (given) => {
      const text = given.text.trim().slice(0, longestNote);
      const isThere = notes.some((note) => note.run === given.run && note.q === given.q && note.text === text);
      if (text === '' || isThere || notes.length >= mostNotes) return undefined;
      last += 1;
      const note = { ...given, text, id: last };
      notes = [...notes, note];
      return note;
    },
    remove: (id) => {
      notes = notes.filter((note) => note.id !== id);
    },
    all: () => notes,
  };
};

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** The moment that a record is a note of; undefined: it is a record like others. */
export const notedIn = (
  record: JournalRecord,
): { readonly run: number; readonly q: number; readonly text: string } | undefined => {
  if (record.k !== 'N') return undefined;
  const { run, q } = (record.at ?? {}) as Readonly<Record<string, unknown>>;
  return isNumber(run) && isNumber(q) ? { run, q, text: record.e } : undefined;
};

/** Numbers of notes stand between that of their record and the next: records derived from one are a ten-thousandth apart. */
const step = 1e-6;

/** As it stands in a file, behind its record. @param place among the notes of that record, from 0 */
export const noteRecord = (
  { q, t }: { readonly q: number; readonly t: number },
  { run, text }: { readonly run: number; readonly text: string },
  place: number,
): NoteRecord => ({ k: 'N', q: Number((q + (place + 1) * step).toFixed(6)), t, e: text, at: { run, q } });
