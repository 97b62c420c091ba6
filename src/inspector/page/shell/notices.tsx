/** What one should know of the source, whatever page is shown: that it is not all, not now, or not right. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useAnswer } from '../ask.ts';
import { isUnsaved } from '../notes.ts';
import { shortened, shown } from '../parts/text.tsx';
import { save, saveTrouble } from '../save.ts';
import { connections, source, sourceId } from '../state.ts';

export const Notices = () => {
  const about = useAnswer('about', {}, 500).answer;
  const connection = connections.value[sourceId.value];
  const isReading = about !== undefined && about.progress < 1;
  return (
    <div class="notices">
      {isReading && (
        <progress class="reading" aria-label="Reading the past" max={1} value={about.progress}>
          {`${Math.floor(about.progress * 100)} %`}
        </progress>
      )}
      {connection?.state === 'lost' && (
        <p class="banner tone-bad" role="alert">
          <span aria-hidden="true">▲</span> Connection lost, trying again
          {connection.retryMs === undefined ? '' : ` in ${Math.ceil(connection.retryMs / 1000)} s`}. What is shown is
          what was known.
        </p>
      )}
      {connection?.state === 'refused' && (
        <p class="banner tone-bad" role="alert">
          <span aria-hidden="true">▲</span> The server refuses:{' '}
          {shown(shortened(connection.reason ?? 'no reason told', 300))}
        </p>
      )}
      {source.value?.kind === 'live' && about?.ended !== undefined && (
        <p class="banner tone-gone" role="status">
          <span aria-hidden="true">◌</span> This is over: {shown(shortened(about.ended, 300))}
        </p>
      )}
      {saveTrouble.value !== undefined && (
        <p class="banner tone-bad" role="alert">
          <span aria-hidden="true">▲</span> The recording could not be saved: {shown(shortened(saveTrouble.value, 300))}
        </p>
      )}
      {isUnsaved.value && (
        <p class="banner note-hint" role="status">
          <span>
            <span aria-hidden="true">⚑</span> Notes live in this page until the recording is saved.
          </span>
          <button type="button" onClick={save}>
            Save with the notes
          </button>
        </p>
      )}
      <Troubles key={sourceId.value} texts={about?.troubles ?? []} />
    </div>
  );
};

/** How long one stays that nobody puts away. */
const stayMs = 12_000;

/** The newest trouble of the source, until it is put away; the rest are counted. */
const Troubles = ({ texts }: { readonly texts: readonly string[] }) => {
  const read = useSignal(0);
  useEffect(() => {
    if (texts.length <= read.value) return;
    const timer = setTimeout(() => {
      read.value = texts.length;
    }, stayMs);
    return () => clearTimeout(timer);
  }, [texts.length]);
  const unread = texts.slice(read.value);
  const last = unread.at(-1);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {last !== undefined && (
        <div class="toast">
          <span class="tone-bad" aria-hidden="true">
            ▲
          </span>
          <span>
            {shown(shortened(last, 400))}
            {unread.length > 1 && <span class="dim">{` and ${unread.length - 1} more`}</span>}
          </span>
          <button
            type="button"
            class="quiet"
            aria-label="Put away"
            onClick={() => {
              read.value = texts.length;
            }}
          >
            ×
          </button>
        </div>
      )}
    </div>
  );
};
