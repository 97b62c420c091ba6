/** Keys that are there on every page. */
import { type KeyMap, useKeys } from '../keys.ts';
import { goLive, step } from '../moment.ts';
import { openNote } from '../notes.ts';
import { shownPages } from '../pages.ts';
import { go, route } from '../route.ts';
import { isPaletteOpen, openPalette } from './palette-state.ts';
import { togglePlay } from './play.ts';

const focusSearch = (): void => {
  const field = document.querySelector<HTMLInputElement>('main input[type=search]');
  if (field === null) openPalette();
  else {
    field.focus();
    field.select();
  }
};

const own: KeyMap = {
  '/': { about: 'search in this page', run: focusSearch },
  'Ctrl+k': {
    about: 'go to a pod, a page, a question',
    run: () => {
      isPaletteOpen.value = !isPaletteOpen.value;
    },
  },
  '?': { about: 'help', run: () => go({ page: 'help' }) },
  '[': { about: 'input before', run: () => step('input', -1) },
  ']': { about: 'next input', run: () => step('input', 1) },
  ',': { about: 'change of a state before', run: () => step('transition', -1, route.peek().actor) },
  '.': {
    about: 'next change of a state; of this actor, on its page',
    run: () => step('transition', 1, route.peek().actor),
  },
  Space: { about: 'play, pause', run: togglePlay },
  n: { about: 'add a note to this moment', run: openNote },
  L: { about: 'back to the newest', run: goLive },
};

const ways = (): KeyMap =>
  Object.fromEntries(
    shownPages().map(({ id, title, key }) => [`g ${key}`, { about: title, run: () => go({ page: id }) }]),
  );

export const OwnKeys = () => {
  useKeys('Everywhere', { ...own, ...ways() });
  return null;
};
