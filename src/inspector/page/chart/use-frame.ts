/** Moves what a frame shows: wheel, drag, keys. */
import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { moved, type Size, type View, zoomed } from './view.ts';

export interface Frame {
  readonly view: Signal<View>;
  readonly size: Signal<Size>;
  /** Somebody has moved it: it is not fitted anew when the frame changes. */
  readonly isHeld: Signal<boolean>;
  readonly keys: (event: KeyboardEvent, does: { readonly showAll: () => void; readonly centre: () => void }) => void;
}

const step = 60;
const dragFrom = 4;
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [step, 0],
  ArrowRight: [-step, 0],
  ArrowUp: [0, step],
  ArrowDown: [0, -step],
};

export const useFrame = (frame: RefObject<HTMLDivElement | null>): Frame => {
  const view = useSignal<View>({ x: 0, y: 0, k: 1 });
  const size = useSignal<Size>({ width: 0, height: 0 });
  const isHeld = useSignal(false);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const watch = new ResizeObserver(() => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    watch.observe(element);
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const at = { x: event.clientX - left, y: event.clientY - top };
      isHeld.value = true;
      view.value = zoomed(view.value, Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) * 0.0022), at);
    };
    let last: { x: number; y: number; isDrag: boolean } | undefined;
    const down = (event: PointerEvent) => {
      if (event.button === 0) last = { x: event.clientX, y: event.clientY, isDrag: false };
    };
    const move = (event: PointerEvent) => {
      if (last === undefined) return;
      const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
      if (!last.isDrag && Math.hypot(dx, dy) < dragFrom) return;
      if (!last.isDrag) element.setPointerCapture(event.pointerId);
      isHeld.value = true;
      view.value = moved(view.value, dx, dy);
      last = { x: event.clientX, y: event.clientY, isDrag: true };
    };
    const up = (event: PointerEvent) => {
      // What ends a drag is no click.
      if (last?.isDrag) element.addEventListener('click', swallow, { capture: true, once: true });
      if (last?.isDrag) setTimeout(() => element.removeEventListener('click', swallow, { capture: true }));
      if (element.hasPointerCapture(event.pointerId)) element.releasePointerCapture(event.pointerId);
      last = undefined;
    };
    const swallow = (event: Event) => event.stopPropagation();
    element.addEventListener('wheel', wheel, { passive: false });
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    return () => {
      watch.disconnect();
      element.removeEventListener('wheel', wheel);
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
    };
  }, []);
  const keys: Frame['keys'] = (event, { showAll, centre }) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = { x: size.value.width / 2, y: size.value.height / 2 };
    const arrow = arrows[event.key];
    if (event.key === '+' || event.key === '=') view.value = zoomed(view.value, 1.25, middle);
    else if (event.key === '-') view.value = zoomed(view.value, 0.8, middle);
    else if (event.key === '0') showAll();
    else if (event.key === '.') centre();
    else if (arrow !== undefined) view.value = moved(view.value, ...arrow);
    else return;
    if (event.key !== '0') isHeld.value = true;
    event.preventDefault();
    event.stopPropagation();
  };
  return { view, size, isHeld, keys };
};
