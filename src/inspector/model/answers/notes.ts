/** What was written at moments of a source, in the order of the moments. */
import { rowAtNumber } from '../moments.ts';
import type { Note } from '../notes.ts';
import type { AnswerOf } from '../questions.ts';
import type { Source } from '../source.ts';

/** The row of its record, or of the last before that; the oldest, where that is not kept any more. -1: there is none. */
export const rowOfNote = (source: Source, { run, q }: Pick<Note, 'run' | 'q'>): number => {
  const { rows } = source;
  if (rows.end() === rows.first()) return -1;
  return Math.max(rows.first(), rowAtNumber(source, run, q));
};

export const notesAnswer = (source: Source): AnswerOf<'notes'> =>
  source.notes
    .all()
    .map((note) => ({ note, row: rowOfNote(source, note) }))
    .filter(({ row }) => row >= 0)
    .sort((a, b) => a.row - b.row || a.note.id - b.note.id)
    .map(({ note, row }) => {
      const us = source.rows.us(row);
      return { ...note, row, us, wallUs: source.firstWallUs() + us };
    });
