/** Looks into JSON of which nothing is known. */
import type { Json } from '../../../machines/json.ts';

/** Undefined: it is not there. */
export const inside = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (at, name) =>
      typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, name)
        ? (at as { readonly [key: string]: Json })[name]
        : undefined,
    value,
  );

/** Empty: it is not there, or no text. */
export const textIn = (value: Json | undefined, ...path: readonly string[]): string => {
  const found = inside(value, ...path);
  return typeof found === 'string' ? found : '';
};
