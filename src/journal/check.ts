/** Whether what came out of a line is a record: what each kind has at least, and of what type. Pure; nothing is thrown. */
import type { HeaderRecord, JournalRecord } from './format.ts';

export type ReadRecord = HeaderRecord | JournalRecord;

/** What each kind has at least, as text. */
const texts: Readonly<Record<ReadRecord['k'], readonly string[]>> = {
  H: ['format'],
  O: ['ph'],
  V: ['name', 'verdict', 'subject', 'message'],
  G: ['why'],
  I: ['s'],
  A: ['a'],
  Z: ['a', 'how'],
  M: ['a', 'e'],
  T: ['a', 'e', 'v0', 'v1'],
  E: ['a', 'n'],
  R: ['a', 'n', 'o'],
  D: ['a', 'e', 'why'],
  C: [],
  S: ['a'],
  N: ['e'],
};
/** What may be there, and is text then. */
const mayBeTexts = ['a', 'f', 'p', 'm', 'n'];

const isListOfActors = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) &&
    value.every((each: unknown) => {
      const { a, v } = (each ?? {}) as { readonly a?: unknown; readonly v?: unknown };
      return typeof a === 'string' && typeof v === 'string';
    }));

const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isOfKind = (value: Readonly<Record<string, unknown>>): boolean => {
  const { k } = value;
  if (typeof k !== 'string' || !Object.hasOwn(texts, k)) return false;
  for (const key of texts[k as ReadRecord['k']]) if (typeof value[key] !== 'string') return false;
  if (k === 'O') return isTextOrNone(value.m) && isTextOrNone(value.e); // its `n` is a number
  if (k === 'V' && !Array.isArray(value.w)) return false;
  if (k === 'C' && !isListOfActors(value.actors)) return false;
  if (k === 'S' && (typeof value.d !== 'object' || value.d === null || Array.isArray(value.d))) return false;
  if (k === 'I') return isTextOrNone(value.a);
  for (const key of mayBeTexts) if (!isTextOrNone(value[key])) return false;
  return true;
};

/** What was parsed, as a record; undefined: it is none, or of a kind that is not known here. */
export const recordFrom = (value: unknown): ReadRecord | undefined => {
  if (typeof value !== 'object' || value === null || !isOfKind(value as Readonly<Record<string, unknown>>))
    return undefined;
  const { k, q, t } = value as { k: string; q?: unknown; t?: unknown };
  if (k !== 'H' && (!isNumber(q) || !Number.isFinite(t))) return undefined;
  return value as ReadRecord;
};

/** Of a recording that was unfolded, numbers have parts. */
const isNumber = (q: unknown): boolean => typeof q === 'number' && q >= 0 && q <= Number.MAX_SAFE_INTEGER;

/** A record of a kind that a later version has is whole. */
export const isOfLaterKind = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'k' in value && !Object.hasOwn(texts, String(value.k));
