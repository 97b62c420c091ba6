/** What people write at moments: it lives in this page, until the recording is saved. */
import { computed, signal } from '@preact/signals';
import type { Moment, NoteRow } from '../model/questions.ts';
import { removeNote, useAnswer, writeNote } from './ask.ts';
import { moment, sourceId } from './state.ts';

/** Of the source that is looked at, in the order of their moments. */
export const useNotes = (): readonly NoteRow[] => useAnswer('notes', nothingElse).answer ?? none;
const nothingElse = {};
const none: readonly NoteRow[] = [];

/** Their texts, one after another, by the row of their record. */
export const notesByRow = (notes: readonly NoteRow[]): ReadonlyMap<number, string> => {
  const texts = new Map<number, string>();
  for (const { row, text } of notes) texts.set(row, texts.has(row) ? `${texts.get(row)} · ${text}` : text);
  return texts;
};

/** At which moment one is being written or read. */
export const noting = signal<Pick<Moment, 'run' | 'q' | 'wallUs'> | undefined>(undefined);

/** At the moment that is looked at. */
export const openNote = (): void => {
  noting.value = moment.peek();
};

/** Sources whose notes have changed since they were saved. */
const changed = signal<ReadonlySet<string>>(new Set());
export const isUnsaved = computed(() => changed.value.has(sourceId.value));

const mark = (source: string, isChanged: boolean): void => {
  const next = new Set(changed.peek());
  if (isChanged) next.add(source);
  else next.delete(source);
  changed.value = next;
};

export const addNote = (at: Pick<Moment, 'run' | 'q'>, text: string): void => {
  const source = sourceId.peek();
  writeNote(source, at, text);
  mark(source, true);
};
export const deleteNote = (id: number): void => {
  const source = sourceId.peek();
  removeNote(source, id);
  mark(source, true);
};
export const notesAreSaved = (source: string): void => mark(source, false);

/** Whoever leaves is asked, where notes would be lost. To be called once. */
export const guardNotes = (): void =>
  addEventListener('beforeunload', (event) => {
    if (changed.peek().size > 0) event.preventDefault();
  });
