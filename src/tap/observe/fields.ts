/** Fields of a record's body. It may come from a file that anybody wrote: what is not of its kind is absent. */
import type { Json } from '../../machines/json.ts';

export const at = (value: Json, ...path: readonly string[]): Json => {
  let here: Json = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || Array.isArray(here) || !Object.hasOwn(here, name))
      return undefined;
    here = (here as { readonly [key: string]: Json })[name];
  }
  return here;
};

/** Empty where it is no text. */
export const textAt = (value: Json, ...path: readonly string[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
};

/** 0 where it is no number, as in the contract. */
export const numberAt = (value: Json, ...path: readonly string[]): number => {
  const found = Number(at(value, ...path) ?? 0);
  return Number.isFinite(found) ? found : 0;
};

export const listAt = (value: Json, ...path: readonly string[]): readonly Json[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

/** `namespace/name/uid/attempt` of a pod. */
export const podKey = (metadata: Json): string =>
  `${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}/${textAt(metadata, 'uid')}/${numberAt(metadata, 'attempt')}`;
