/** One map of keys for the page: what is always there, and what a page that is shown adds. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

export interface KeyAction {
  /** For the help: what it does. */
  readonly about: string;
  readonly run: () => void;
}
/** `j`, `[`, `Enter`, `Ctrl+k` (⌘ too), or two after each other: `g p`. */
export type KeyMap = Readonly<Record<string, KeyAction>>;

interface Layer {
  readonly title: string;
  readonly map: () => KeyMap;
}
const layers = signal<readonly Layer[]>([]);

/** For the help: of what is shown now, the newest first. */
export const keysNow = (): readonly { readonly title: string; readonly map: KeyMap }[] =>
  layers.value.map(({ title, map }) => ({ title, map: map() })).reverse();

const addLayer = (layer: Layer): (() => void) => {
  layers.value = [...layers.peek(), layer];
  return () => {
    layers.value = layers.peek().filter((other) => other !== layer);
  };
};

/** Keys for as long as this component is shown; over those that were there before. */
export const useKeys = (title: string, map: KeyMap): void => {
  const now = useRef(map);
  now.current = map;
  useEffect(() => addLayer({ title, map: () => now.current }), [title]);
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
/** Of a control that has the focus, these are its own. */
const isOfControl = (key: string, target: EventTarget | null): boolean =>
  (key === 'Enter' || key === ' ') &&
  target instanceof HTMLElement &&
  target.closest('button, a, summary, [role=tab]') !== null;

const nameOf = (event: KeyboardEvent): string => {
  const key = event.key === ' ' ? 'Space' : event.key;
  const held = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  return `${held}${held === '' ? key : key.toLowerCase()}`;
};

/** To be called once. */
export const followKeys = (): void => {
  let before = '';
  document.addEventListener('keydown', (event) => {
    const key = nameOf(event);
    const isModal = document.querySelector('dialog[open]') !== null;
    if (event.defaultPrevented || event.altKey || (isModal && key !== 'Ctrl+k')) return;
    if (!key.startsWith('Ctrl+') && (isTyping(event.target) || isOfControl(event.key, event.target))) return;
    const wanted = before === '' ? [key] : [`${before} ${key}`, key];
    before = '';
    for (const { map } of layers.peek().toReversed()) {
      const told = map();
      const found = wanted.map((name) => told[name]).find((action) => action !== undefined);
      if (found !== undefined) {
        event.preventDefault();
        found.run();
        return;
      }
      if (Object.keys(told).some((name) => name.startsWith(`${key} `))) {
        before = key;
        return;
      }
    }
  });
};
