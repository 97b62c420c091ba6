/** What a word of a question fits: of kinds, types, states, numbers. */
import type { JournalRecord } from '../format.ts';
import { kindNames } from '../wording.ts';

/** Kinds by their names and letters. */
export const kindOf = new Map<string, JournalRecord['k']>([
  ...(Object.entries(kindNames) as [JournalRecord['k'], string][]).map(([letter, name]) => [name, letter] as const),
  ...(Object.keys(kindNames) as JournalRecord['k'][]).map((letter) => [letter.toLowerCase(), letter] as const),
  ['transition', 'T'],
  ['effect', 'E'],
  ['observation', 'O'],
]);

const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');
/** A pattern that has to fit all of a word, whatever its case. */
export const globOf = (pattern: string): RegExp =>
  new RegExp(`^${escaped(pattern).replace(/\*+/g, '.*').replace(/\?/g, '.')}$`, 'i');
/** Fits the whole type, or one of its words between dots. */
export const typeLike = (pattern: string): ((type: string) => boolean) => {
  const glob = globOf(pattern);
  return (type) => glob.test(type) || type.split('.').some((word) => glob.test(word));
};
/** Fits the state, a region of it, or a word of it. */
export const stateLike = (pattern: string): ((state: string) => boolean) => {
  const glob = globOf(pattern);
  return (state) =>
    glob.test(state) ||
    state.split(',').some((region) => glob.test(region) || region.split('.').some((word) => glob.test(word)));
};
export const someOf =
  (fits: readonly ((text: string) => boolean)[]): ((text: string) => boolean) =>
  (text) =>
    fits.some((each) => each(text));

/** `17`, `100..200`, `100..`, `..200`. Undefined: it is none. */
export const rangeOf = (text: string): readonly [number, number] | undefined => {
  const [, from = '', dots, to = ''] = /^(\d*)(\.\.)?(\d*)$/.exec(text) ?? [];
  if (dots === undefined) return /^\d+$/.test(text) ? [Number(text), Number(text)] : undefined;
  if (from === '' && to === '') return undefined;
  return [from === '' ? 0 : Number(from), to === '' ? Number.POSITIVE_INFINITY : Number(to)];
};
