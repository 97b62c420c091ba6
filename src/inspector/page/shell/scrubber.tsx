/** Below every page: the whole time of the source, where one is in it, and ways through it. */
import { useMemo, useRef } from 'preact/hooks';
import { durationText } from '../../../journal/wording.ts';
import { useAnswer } from '../ask.ts';
import { at, goLive, moment, seek, setAt, step } from '../moment.ts';
import { openNote } from '../notes.ts';
import { clockText, dateText } from '../parts/time.tsx';
import { WhatIf } from '../play/what-if.tsx';
import { source } from '../state.ts';
import { Flags } from './flags.tsx';
import { isPlaying, speed, speeds, togglePlay } from './play.ts';
import { barsPath, stripOf } from './strip.ts';

/** As many as there are bars; twice a second is often enough to see it grow. */
const density = { parts: 480 };
const restMs = 500;
const box = { width: 1000, height: 28 };

export const Scrubber = () => (
  <section class="scrub" aria-label="Time">
    <Ways />
    <Strip />
    <Where />
  </section>
);

const Ways = () => (
  <div class="scrub-ways">
    <button
      type="button"
      class="quiet"
      aria-label="Input before"
      title="input before ( [ )"
      onClick={() => step('input', -1)}
    >
      <Icon d="M11 3.5L6.5 8l4.5 4.5M4.5 3.5v9" />
    </button>
    <button
      type="button"
      class="quiet"
      aria-label={isPlaying.value ? 'Pause' : 'Play'}
      title="play, pause (space)"
      onClick={togglePlay}
    >
      <Icon d={isPlaying.value ? 'M5.5 3.5v9M10.5 3.5v9' : 'M5 3.2l7.5 4.8L5 12.8z'} />
    </button>
    <button
      type="button"
      class="quiet"
      aria-label="Next input"
      title="next input ( ] )"
      onClick={() => step('input', 1)}
    >
      <Icon d="M5 3.5L9.500 8 5 12.5M11.5 3.5v9" />
    </button>
    <select
      aria-label="Speed"
      value={speed.value}
      onChange={({ currentTarget }) => {
        speed.value = Number(currentTarget.value);
      }}
    >
      {speeds.map((times) => (
        <option key={times} value={times}>{`${times}×`}</option>
      ))}
    </select>
    <button
      type="button"
      class="quiet"
      aria-label="Add a note"
      title="add a note to this moment (n)"
      onClick={openNote}
    >
      <Icon d="M4.5 14V2.5M4.5 3H12l-2 2.75 2 2.75H4.5" />
    </button>
  </div>
);

const Icon = ({ d }: { readonly d: string }) => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d={d} />
  </svg>
);

const Strip = () => {
  const { answer } = useAnswer('density', density, restMs);
  const about = useAnswer('about', {}, restMs).answer;
  const isHeld = useRef(false);
  const drawn = useMemo(() => {
    if (answer === undefined || answer.counts.length === 0) return undefined;
    const strip = stripOf(answer.counts, answer.fromUs, answer.toUs);
    const bad = answer.counts.map((count, part) => ((answer.bad[part] ?? 0) > 0 ? count : 0));
    return { strip, all: barsPath(strip, answer.counts, box), bad: barsPath(strip, bad, box) };
  }, [answer]);
  const now = moment.value;
  const place = drawn === undefined || now === undefined ? 1 : at.value === undefined ? 1 : drawn.strip.placeOf(now.us);
  const rows = about?.rows ?? 0;

  const seekTo = (event: PointerEvent, element: Element): void => {
    const { left, width } = element.getBoundingClientRect();
    if (drawn !== undefined && width > 0)
      seek(drawn.strip.timeAt(Math.max(0, Math.min(1, (event.clientX - left) / width))));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const ways: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => step('record', -1),
      ArrowRight: () => step('record', 1),
      PageUp: () => step('input', -10),
      PageDown: () => step('input', 10),
      Home: () => setAt(about?.first?.row),
      End: goLive,
    };
    const way = ways[event.key];
    if (way === undefined) return;
    event.preventDefault();
    way();
  };

  return (
    <div class="scrub-body">
      <div
        class="scrub-strip"
        role="slider"
        tabIndex={0}
        aria-label="Moment"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, rows - 1)}
        aria-valuenow={now?.row ?? 0}
        aria-valuetext={now === undefined ? 'nothing yet' : `${now.run}:${now.q}, ${clockText(now.wallUs)}`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          isHeld.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event, event.currentTarget);
        }}
        onPointerMove={(event) => {
          if (isHeld.current) seekTo(event, event.currentTarget);
        }}
        onPointerUp={() => {
          isHeld.current = false;
        }}
        onPointerCancel={() => {
          isHeld.current = false;
        }}
      >
        {drawn !== undefined && (
          <svg viewBox={`0 0 ${box.width} ${box.height}`} preserveAspectRatio="none" aria-hidden="true">
            {drawn.strip.gaps.map(({ x, width }) => (
              <rect key={x} class="strip-gap" x={x * box.width} width={width * box.width} height={box.height} />
            ))}
            <path class="strip-all" d={drawn.all} />
            <path class="strip-bad" d={drawn.bad} />
            <rect class="strip-after" x={place * box.width} width={(1 - place) * box.width} height={box.height} />
          </svg>
        )}
        <span class="strip-here" style={{ left: `${place * 100}%` }} />
      </div>
      {drawn !== undefined && <Flags strip={drawn.strip} />}
    </div>
  );
};

const Where = () => {
  const now = moment.value;
  const about = useAnswer('about', {}, restMs).answer;
  const isNow = at.value === undefined;
  const behind = now !== undefined && about?.last !== undefined ? about.last.us - now.us : 0;
  const isLive = source.value?.kind === 'live' && about?.ended === undefined;
  return (
    <div class="scrub-where">
      <div>
        {now === undefined ? (
          <span class="dim">no moment yet</span>
        ) : (
          <>
            <span class="scrub-at mono">{`${isNow ? '' : 'at '}${now.run}:${Math.floor(now.q)}`}</span>
            <span class="dim">
              {isNow ? (isLive ? ' now' : ' the end') : ` (−${durationText(Math.max(0, behind))})`}
            </span>
            <time class="dim" title={dateText(now.wallUs)}>
              {clockText(now.wallUs)}
            </time>
          </>
        )}
      </div>
      {!isNow && now !== undefined && <WhatIf run={now.run} q={now.q} isAbove />}
      {!isNow && (
        <button type="button" class="primary" onClick={goLive} title="to the newest (L)">
          {isLive ? 'Live' : 'To the end'}
        </button>
      )}
    </div>
  );
};
