/** Notes, each with a way to be rid of it. */
import type { NoteRow } from '../../model/questions.ts';
import { deleteNote } from '../notes.ts';
import { shortened, shown } from './text.tsx';

export const NoteList = ({ notes }: { readonly notes: readonly NoteRow[] }) =>
  notes.length === 0 ? null : (
    <ul class="note-list" aria-label="Notes">
      {notes.map(({ id, text }) => (
        <li key={id}>
          <span aria-hidden="true">⚑</span>
          <span class="note-text">{shown(text).replaceAll('␊', '\n')}</span>
          <button
            type="button"
            class="quiet"
            aria-label={`Delete the note ${shown(shortened(text, 40))}`}
            onClick={() => deleteNote(id)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
