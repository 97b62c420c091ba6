/** Two panes side by side with a divider between them that can be dragged, or moved by arrow keys. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

const least = 20;
const most = 75;
const usual = 45;
const step = 2;
const store = 'troupe.pod.split';

const kept = (): number => {
  try {
    const number = Number(localStorage.getItem(store) ?? usual);
    return number >= least && number <= most ? number : usual;
  } catch {
    return usual;
  }
};
/** Percent of the first pane. */
const share = signal(kept());
const setShare = (percent: number): void => {
  share.value = Math.round(Math.min(most, Math.max(least, percent)) * 10) / 10;
  try {
    localStorage.setItem(store, String(share.value));
  } catch {
    // a page from disk may keep nothing
  }
};

export const Halves = ({
  first,
  second,
}: {
  readonly first: ComponentChildren;
  readonly second: ComponentChildren;
}) => {
  const frame = useRef<HTMLDivElement>(null);
  const onPointerMove = (event: PointerEvent & { readonly currentTarget: HTMLElement }) => {
    const box = frame.current?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setShare(((event.clientX - box.left) / box.width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0;
    if (by === 0) return;
    event.preventDefault();
    setShare(share.peek() + by);
  };
  return (
    <div
      class="pod-halves"
      ref={frame}
      style={{ gridTemplateColumns: `minmax(0, ${share.value}fr) 12px minmax(0, ${100 - share.value}fr)` }}
    >
      {first}
      <hr
        class="pod-divider"
        tabIndex={0}
        aria-label="Width of the statecharts"
        aria-orientation="vertical"
        aria-valuenow={share.value}
        aria-valuemin={least}
        aria-valuemax={most}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDblClick={() => setShare(usual)}
      />
      {second}
    </div>
  );
};
