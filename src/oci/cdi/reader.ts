/** Checks of the shape of a CDI file that say where it is wrong. What a file has beyond the specification is wrong too. */
import type { Json, JsonObject } from '../../machines/json.ts';

/** What is wrong with a file, and where in it. */
export class CdiFault extends Error {}

export const faultAt = (place: string, reason: string): CdiFault =>
  new CdiFault(place === '' ? reason : `${place}: ${reason}`);

/** @param known names of all its fields */
export const objectAt = (value: Json | undefined, place: string, known: readonly string[]): JsonObject => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw faultAt(place, 'must be an object');
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw faultAt(place, `has a field '${unknown}' that no version of CDI knows`);
  return value as JsonObject;
};

/** Empty where absent. */
export const listAt = (value: Json | undefined, place: string): readonly Json[] => {
  if (value == null) return [];
  if (!Array.isArray(value)) throw faultAt(place, 'must be a list');
  return value;
};

export const textAt = (value: Json | undefined, place: string): string => {
  if (typeof value !== 'string' || value === '') throw faultAt(place, 'must be a text that is not empty');
  if (value.includes('\0')) throw faultAt(place, 'contains a NUL byte');
  return value;
};

export const textsAt = (value: Json | undefined, place: string): readonly string[] =>
  listAt(value, place).map((item, index) => textAt(item, `${place}[${index}]`));

export const pathAt = (value: Json | undefined, place: string): string => {
  const path = textAt(value, place);
  if (!path.startsWith('/')) throw faultAt(place, `must be an absolute path, not '${path}'`);
  if (path.split('/').includes('..')) throw faultAt(place, `'${path}' contains '..'`);
  return path;
};

const maxNumber = 2 ** 32 - 1;
export const numberAt = (value: Json | undefined, place: string): number => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maxNumber) {
    throw faultAt(place, 'must be a whole number from 0 to 4294967295');
  }
  return value;
};

export const flagAt = (value: Json | undefined, place: string): boolean => {
  if (typeof value !== 'boolean') throw faultAt(place, 'must be true or false');
  return value;
};

/** `{[name]: read(value)}`, and nothing where it is absent. */
export const optionalAt = <Name extends string, Value>(
  from: JsonObject,
  name: Name,
  place: string,
  read: (value: Json | undefined, place: string) => Value,
): { readonly [K in Name]?: Value } =>
  from[name] == null ? {} : ({ [name]: read(from[name], `${place}.${name}`) } as { readonly [K in Name]?: Value });
