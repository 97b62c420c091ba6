/** Over the strip of time: a flag at each moment at which something was written. */
import type { NoteRow } from '../../model/questions.ts';
import { setAt } from '../moment.ts';
import { noting, useNotes } from '../notes.ts';
import { shortened, shown } from '../parts/text.tsx';
import type { Strip } from './strip.ts';

/** As wide as a flag is on most screens, 0 to 1: none hides another. */
const apart = 0.016;
/** Drawn at most. */
const most = 200;

export const Flags = ({ strip }: { readonly strip: Strip }) => {
  const notes = useNotes();
  if (notes.length === 0) return null;
  return (
    <ul class="flags" aria-label="Notes on the time">
      {flagsOf(notes, strip).map(({ note: { id, run, q, row, wallUs }, place, text }) => (
        <li key={id} style={{ left: `${place * 100}%` }}>
          <button
            type="button"
            class={`flag ${place > 0.5 ? 'flag-left' : ''}`}
            aria-label={`Note at ${run}:${Math.floor(q)}: ${text}`}
            onClick={() => {
              setAt(row);
              noting.value = { run, q, wallUs };
            }}
          >
            <span aria-hidden="true">⚑</span>
            <span class="flag-text" aria-hidden="true">
              {text}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
};

interface Flag {
  /** The first of its record. */
  readonly note: NoteRow;
  /** 0 to 1. */
  readonly place: number;
  readonly text: string;
}

/** One for each record; where they would cover each other, the later ones stand further right. */
const flagsOf = (notes: readonly NoteRow[], strip: Strip): readonly Flag[] => {
  const byRecord = Map.groupBy(notes, ({ run, q }) => `${run} ${q}`);
  let free = 0;
  return [...byRecord.values()].slice(0, most).flatMap((its) => {
    const [note] = its;
    if (note === undefined) return [];
    const place = Math.min(1, Math.max(free, strip.placeOf(note.us)));
    free = place + apart;
    return [{ note, place, text: shown(shortened(its.map(({ text }) => text).join(' · '), 240)) }];
  });
};
