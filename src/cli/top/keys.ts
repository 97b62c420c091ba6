/** Bytes of a terminal as keys. Source: ECMA-48, as xterm and all that follow it send them. */

export type Key =
  | 'quit'
  | 'up'
  | 'down'
  | 'page up'
  | 'page down'
  | 'home'
  | 'end'
  | 'enter'
  | 'back'
  | 'order'
  | 'turn';

const keys: Readonly<Record<string, Key>> = {
  q: 'quit',
  '\u0003': 'quit',
  '\u0004': 'quit',
  k: 'up',
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  j: 'down',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b[5~': 'page up',
  '\u001b[6~': 'page down',
  g: 'home',
  '\u001b[H': 'home',
  '\u001b[1~': 'home',
  G: 'end',
  '\u001b[F': 'end',
  '\u001b[4~': 'end',
  '\r': 'enter',
  '\n': 'enter',
  l: 'enter',
  '\u001b[C': 'enter',
  '\u001bOC': 'enter',
  '\u001b': 'back',
  '\u007f': 'back',
  '\b': 'back',
  h: 'back',
  '\u001b[D': 'back',
  '\u001bOD': 'back',
  s: 'order',
  r: 'turn',
};

/** A sequence of the terminal, or one letter. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal sends
const one = /\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|./gsu;

/** Those that mean something, in their order. A sequence is never split: terminals write it at once. */
export const keysIn = (typed: string): readonly Key[] =>
  (typed.match(one) ?? []).flatMap((each) => {
    const key = keys[each];
    return key === undefined ? [] : [key];
  });
