/** Watch expressions: paths into what an actor knows, `record.phase`, `waiters[0].requestId`. They are looked up, never run. */
import { keysOf } from '../../model/contexts.ts';
import type { Field } from '../../model/questions.ts';

/** @returns the names one after another; undefined: it is no path. */
export const parsePath = (text: string): readonly string[] | undefined => {
  const names: string[] = [];
  const rest = text.trim();
  const part = /(?:^|\.)([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["([^"\]]*)"\]/y;
  while (part.lastIndex < rest.length) {
    const found = part.exec(rest);
    const name = found?.[1] ?? found?.[2] ?? found?.[3];
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names.length === 0 ? undefined : names;
};

export type Watched =
  | { readonly kind: 'value'; readonly json: string; readonly isNew: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'wrong' };

/** @returns JSON of what is there; fields that are below the path are put together. */
export const watch = (fields: readonly Field[], text: string): Watched => {
  const path = parsePath(text);
  if (path === undefined) return { kind: 'wrong' };
  let isFound = false;
  let isNew = false;
  let value: unknown;
  for (const field of fields) {
    const own = keysOf(field.path);
    const isAbove = own.every((name, index) => path[index] === name) && own.length <= path.length;
    const isBelow = path.every((name, index) => own[index] === name) && own.length > path.length;
    if ((!isAbove && !isBelow) || field.value === undefined) continue;
    isNew ||= field.isNew;
    const parsed = parsedOf(field.value);
    if (isAbove) {
      const inner = innerOf(parsed, path.slice(own.length));
      if (inner === undefined) continue;
      value = inner;
    } else value = withValue(value, own.slice(path.length), parsed);
    isFound = true;
  }
  return isFound ? { kind: 'value', json: JSON.stringify(value), isNew } : { kind: 'absent' };
};

const parsedOf = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
};

const innerOf = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined,
    value,
  );

const withValue = (whole: unknown, [name, ...rest]: readonly string[], value: unknown): unknown => {
  if (name === undefined) return value;
  const base = typeof whole === 'object' && whole !== null ? Object.entries(whole) : [];
  const inner = base.find(([key]) => key === name)?.[1];
  return Object.fromEntries([...base.filter(([key]) => key !== name), [name, withValue(inner, rest, value)]]);
};
