/**
 * The kinds of settings: how a value is checked, its default, and the sentence about it. The schema is the one list that
 * parsing, the commented default file and the error messages all come from.
 *
 * A field is `camelCase` in code and `snake_case` in the file; a duration's field ends in `Ms` in code, its key does not.
 */
import { z } from 'zod';
import { durationMs } from './duration.ts';

/** What there is to know of a setting beside its type. */
interface Leaf {
  readonly kind: 'leaf';
  readonly about: string;
  readonly standard: string | number | boolean | readonly string[];
  /** It can change while the daemon runs. */
  readonly isLive: boolean;
}
interface Table {
  readonly kind: 'table';
  readonly about: string;
  /** By key of the file, in the order in which they are printed. */
  readonly fields: ReadonlyMap<string, z.ZodType>;
  /** Names in code by keys of the file. */
  readonly nameOf: ReadonlyMap<string, string>;
}
interface Named {
  readonly kind: 'named';
  readonly about: string;
  readonly item: z.ZodType;
  /** The entries that are there when none is written. */
  readonly standard: readonly string[];
}
const traits = new WeakMap<z.ZodType, Leaf | Table | Named>();

/** @returns undefined for a type that was not made here. */
export const traitsOf = (type: z.ZodType): Leaf | Table | Named | undefined => traits.get(type);

const leaf = <T>(type: z.ZodType<T, unknown>, standard: Leaf['standard'], about: string): z.ZodType<T> => {
  const made = type.prefault(standard);
  traits.set(made, { kind: 'leaf', about, standard, isLive: false });
  return made;
};

/** The setting can change while the daemon runs: whoever uses it asks for it anew, each time. */
export const live = <T>(setting: z.ZodType<T>): z.ZodType<T> => {
  const known = traits.get(setting);
  if (known?.kind === 'leaf') traits.set(setting, { ...known, isLive: true });
  return setting;
};

export const text = (standard: string, about: string) => leaf(z.string(), standard, about);
export const flag = (standard: boolean, about: string) => leaf(z.boolean(), standard, about);
export const texts = (standard: readonly string[], about: string) =>
  leaf(z.array(z.string()).readonly(), standard, about);

/** A list; or a table, of which the values count: what containerd has as a table may be written here as it is there. */
export const textsOrTable = (standard: readonly string[], about: string) =>
  leaf(
    z
      .union([z.array(z.string()), z.record(z.string(), z.string()).transform((table) => Object.values(table))])
      .readonly(),
    standard,
    about,
  );

export const count = (standard: number, { min, max }: { min: number; max: number }, about: string) =>
  leaf(z.int().min(min).max(max), standard, about);

/** From 0 to 1. */
export const fraction = (standard: number, about: string) => leaf(z.number().min(0).max(1), standard, about);

export const choice = <const O extends readonly string[]>(options: O, standard: O[number], about: string) =>
  leaf<O[number]>(z.enum(options), standard, about);

const absolute = z.string().refine((path) => path.startsWith('/') && !path.includes('\0'), 'must be an absolute path');
const absoluteOrEmpty = z.union([z.literal(''), absolute], 'must be an absolute path, or empty');
export const path = (standard: string, about: string) => leaf(absolute, standard, about);
export const pathOrEmpty = (standard: string, about: string) => leaf(absoluteOrEmpty, standard, about);
export const paths = (standard: readonly string[], about: string) =>
  leaf(z.array(absolute).readonly(), standard, about);
/** Several directories in one text, as in `PATH`. */
export const pathList = (standard: string, about: string) =>
  leaf(
    z
      .string()
      .transform((list) => list.split(':').filter((dir) => dir !== ''))
      .pipe(z.array(absolute))
      .readonly(),
    standard,
    about,
  );

/** Milliseconds in code, `1m30s` in the file. */
export const duration = (standard: string, about: string) =>
  leaf(
    z
      .string()
      .refine(
        (written) => durationMs(written) !== undefined,
        'must be a duration such as 90s, 1h30m or 250ms, up to 596h',
      )
      .transform((written) => durationMs(written) ?? 0),
    standard,
    about,
  );

/** `imagePullProgressTimeoutMs` → `image_pull_progress_timeout`; a key with a capital is taken as it is. */
export const keyOf = (field: string): string =>
  /^[A-Z]/.test(field) ? field : field.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Fields = Readonly<Record<string, z.ZodType>>;
type Values<F extends Fields> = { readonly [K in keyof F]: z.output<F[K]> };

/** A section of fixed fields; what is not written has its default. */
export const table = <F extends Fields>(about: string, fields: F): z.ZodType<Values<F>> => {
  const byKey = new Map(Object.entries(fields).map(([field, type]) => [keyOf(field), type]));
  const nameOf = new Map(Object.keys(fields).map((field) => [keyOf(field), field]));
  const made = z
    .strictObject(Object.fromEntries(byKey))
    .transform((raw) => {
      const named = Object.entries(raw).map(([key, value]) => [nameOf.get(key) ?? key, value]);
      return Object.freeze(Object.fromEntries(named)) as Values<F>;
    })
    .prefault({});
  traits.set(made, { kind: 'table', about, fields: byKey, nameOf });
  return made;
};

/** A section of entries that the operator names. Written ones replace the standard ones. */
export const named = <T>(about: string, item: z.ZodType<T>, standard: readonly string[]) => {
  const name = z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be a name of letters, digits, dots and dashes');
  const made = z
    .record(name, item)
    .transform((raw): Readonly<Record<string, T>> => Object.freeze(raw))
    .prefault(Object.fromEntries(standard.map((one) => [one, {}])));
  traits.set(made, { kind: 'named', about, item, standard });
  return made;
};
