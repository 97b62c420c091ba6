/** The recording as this page has it, as a file of whoever looks. */
import { signal } from '@preact/signals';
import { ask } from './ask.ts';
import { notesAreSaved } from './notes.ts';
import { source } from './state.ts';

/** Why the last one could not be saved. */
export const saveTrouble = signal<string | undefined>(undefined);

/** Browsers take the bytes soon after they were asked to. */
const keptMs = 60_000;

/** Of a title: its last part, without what says how it was kept, and without what no file should be called. */
export const fileName = (title: string): string => {
  const last = title.split('/').findLast((part) => part !== '') ?? '';
  const bare = last.replace(/(\.(jsonl|ndjson|journal|sock))?(\.(gz|zst))?$/, '');
  const safe = bare
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 80);
  return `${safe === '' ? 'recording' : safe}.jsonl`;
};

/** Effects: a download. All that is read so far, with the notes; `troupe open` reads it. */
export const saveRecording = async (): Promise<void> => {
  const about = source.peek();
  if (about === undefined) return;
  saveTrouble.value = undefined;
  const bytes = await ask('file', { source: about.id });
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/x-ndjson' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(about.title);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
  notesAreSaved(about.id);
};

/** The same, for a button. */
export const save = (): void => {
  saveRecording().catch((error: unknown) => {
    saveTrouble.value = error instanceof Error ? error.message : String(error);
  });
};
