/** Above every page: which source, how it is, and the ways to everything else. */
import { useAnswer } from '../ask.ts';
import { at, goLive, moment } from '../moment.ts';
import { shortened, shown } from '../parts/text.tsx';
import { go } from '../route.ts';
import { save } from '../save.ts';
import { lookAt } from '../sources.ts';
import { connections, source, sourceId, sources } from '../state.ts';
import { openPalette } from './palette-state.ts';
import { toggleTheme } from './theme.ts';

export const Head = () => (
  <header class="head">
    <Picker />
    <Live />
    <span class="grow" />
    <button type="button" class="search" onClick={openPalette}>
      <span>Go to a pod, a page, a question…</span>
      <kbd>Ctrl K</kbd>
    </button>
    <button
      type="button"
      class="quiet"
      onClick={save}
      aria-label="Save this recording"
      title="save this recording, with its notes"
    >
      <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M8 2.5v7.5M4.800 7L8 10.200 11.200 7M3 13.500h10" />
      </svg>
    </button>
    <button type="button" class="quiet" onClick={toggleTheme} aria-label="Light or dark">
      <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M8 14A6 6 0 108 2a6 6 0 000 12z" />
        <path class="filled" d="M8 2a6 6 0 010 12z" />
      </svg>
    </button>
    <button type="button" class="quiet" onClick={() => go({ page: 'help' })} aria-label="Help" title="help (?)">
      ?
    </button>
  </header>
);

const kinds = { live: 'live', recording: 'recording', simulated: 'simulated', tap: 'tap' } as const;

/** Of a path its last part. */
const nameOf = (title: string): string => {
  const name = title.startsWith('/') ? title.split('/').findLast((part) => part !== '') : undefined;
  return shown(shortened(name ?? title, 60));
};

const Picker = () => (
  <label class="picker">
    <span class="unseen">Source</span>
    <select
      value={sourceId.value}
      title={shown(source.value?.title ?? '')}
      onChange={({ currentTarget }) => lookAt(currentTarget.value)}
    >
      {sources.value.map(({ id, title, kind }) => (
        <option key={id} value={id} title={shown(title)}>
          {`${kinds[kind] ?? shown(String(kind))} · ${nameOf(title)}`}
        </option>
      ))}
    </select>
  </label>
);

/** Whether what is shown is now, was, or is all there is. */
const Live = () => {
  const about = useAnswer('about', {}, 500).answer;
  const connection = connections.value[sourceId.value];
  if (source.value === undefined) return null;
  if (at.value !== undefined && moment.value !== undefined)
    return (
      <button type="button" class="live tone-busy" onClick={goLive} title="back to the newest (L)">
        <span aria-hidden="true">◐</span> {`at ${moment.value.run}:${Math.floor(moment.value.q)}`}
      </button>
    );
  const [tone, glyph, text] =
    about !== undefined && about.progress < 1
      ? (['busy', '◐', `reading, ${Math.floor(about.progress * 100)} %`] as const)
      : connection?.state === 'lost'
        ? (['bad', '▲', 'connection lost'] as const)
        : about?.ended !== undefined && source.value.kind === 'live'
          ? (['gone', '◌', 'ended'] as const)
          : source.value.kind === 'live' && about?.isLive
            ? (['good', '●', 'live'] as const)
            : (['rest', '○', source.value.kind === 'live' ? 'connecting' : 'recording'] as const);
  return (
    <span class={`live tone-${tone}`} role="status">
      <span aria-hidden="true">{glyph}</span> {text}
    </span>
  );
};
