/** The notes of one moment: what is there, and room for one more. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { longestNote } from '../../model/notes.ts';
import type { Moment } from '../../model/questions.ts';
import { addNote, noting, useNotes } from '../notes.ts';
import { NoteList } from '../parts/note-list.tsx';
import { clockText } from '../parts/time.tsx';

export const NoteDialog = () => (noting.value === undefined ? null : <Open at={noting.value} />);

const close = (): void => {
  noting.value = undefined;
};

const Open = ({ at }: { readonly at: Pick<Moment, 'run' | 'q' | 'wallUs'> }) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const text = useSignal('');
  const notes = useNotes().filter(({ run, q }) => run === at.run && q === at.q);
  useEffect(() => {
    dialog.current?.showModal();
    // not the first control: that deletes a note
    field.current?.focus();
  }, []);
  const add = (): void => {
    if (text.value.trim() === '') return;
    addNote(at, text.value);
    close();
  };
  return (
    <dialog
      ref={dialog}
      class="note-dialog"
      aria-label="Notes of this moment"
      onClose={close}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close();
      }}
      onKeyDown={() => undefined}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <h2>
          {`Note at ${at.run}:${Math.floor(at.q)}`} <span class="dim">{clockText(at.wallUs)}</span>
        </h2>
        <NoteList notes={notes} />
        <textarea
          ref={field}
          aria-label="Note"
          placeholder="What is to be seen here?"
          rows={3}
          maxLength={longestNote}
          value={text.value}
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            add();
          }}
        />
        <p class="dim">Notes live in this page, until the recording is saved. Nothing is told to the node.</p>
        <div class="note-ways">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={text.value.trim() === ''}>
            Add the note
          </button>
        </div>
      </form>
    </dialog>
  );
};
