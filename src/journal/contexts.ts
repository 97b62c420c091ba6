/**
 * What has changed in what an actor knows, as `S` records tell it: paths of leaves with their new values. Compared by reference
 * from the top, for charts never change a context, they replace what is other in it.
 *
 * A path is dotted; a dot within a key is `\.`, and a backslash `\\`. Leaves are texts, numbers, booleans, lists (always
 * whole) and empty objects. `null`: the leaf is gone, or null. Who applies the changes in their order has the context.
 */
import type { Json } from '../machines/json.ts';

export type Changes = Readonly<Record<string, Json>>;

/** Texts are cut at so many characters, lists after so many entries: they are to be looked at. */
const longestText = 4096;
const longestList = 200;
const deepest = 24;

type Fields = Readonly<Record<string, unknown>>;

/** @returns undefined: nothing has. */
export const changesOf = (before: unknown, after: unknown): Changes | undefined => {
  const changes: Record<string, Json> = {};
  compare(changes, '', before, after, 0);
  for (const _ in changes) return changes;
  return undefined;
};

const compare = (changes: Record<string, Json>, path: string, before: unknown, after: unknown, depth: number): void => {
  if (before === after || depth > deepest) return;
  const [were, are] = [branchesOf(before), branchesOf(after)];
  if (were === undefined && are === undefined) {
    const [was, is] = [leafOf(before, depth), leafOf(after, depth)];
    if (was !== is && !(isList(was) && isList(is) && JSON.stringify(was) === JSON.stringify(is)))
      put(changes, path, is);
    return;
  }
  // A leaf that becomes a branch goes first, and so do the leaves of a branch that becomes one.
  if (were === undefined && isThere(before) && path !== '') put(changes, path, null);
  for (const key in were)
    if (are === undefined || !(key in are)) compare(changes, below(path, key), were[key], undefined, depth + 1);
  for (const key in are) compare(changes, below(path, key), were?.[key], are[key], depth + 1);
  if (are === undefined && isThere(after) && path !== '') put(changes, path, leafOf(after, depth));
};

const isThere = (value: unknown): boolean => value !== undefined && value !== null;
const isList = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Undefined: it is a leaf. */
const branchesOf = (value: unknown): Fields | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isActor(value)) return undefined;
  for (const _ in value) return value as Fields;
  return undefined;
};

/** A context may hold another actor. */
const isActor = (value: object): boolean => 'sessionId' in value && 'send' in value;

const leafOf = (value: unknown, depth: number): Json => {
  switch (typeof value) {
    case 'string':
      return value.length <= longestText ? value : `${value.slice(0, longestText)}… (${value.length} characters)`;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null || depth > deepest) return null;
  if (isActor(value)) return String((value as { readonly id?: unknown }).id);
  if (!Array.isArray(value))
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, leafOf(each, depth + 1)]])),
    );
  const shown = value.slice(0, longestList).map((each: unknown) => leafOf(each, depth + 1));
  return value.length <= longestList ? shown : [...shown, `… (${value.length} entries)`];
};

const below = (path: string, key: string): string => {
  const own = /[.\\]/.test(key) ? key.replace(/[.\\]/g, '\\$&') : key;
  return path === '' ? own : `${path}.${own}`;
};

const put = (changes: Record<string, Json>, path: string, value: Json): void => {
  if (path !== '__proto__') {
    changes[path] = value;
    return;
  }
  // A key like any other in what a pod wrote.
  Object.defineProperty(changes, path, { value, enumerable: true, configurable: true, writable: true });
};
