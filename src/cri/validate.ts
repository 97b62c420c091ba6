/**
 * Checks that every request shares. Each names the field by its path in the contract (`config.mounts[2].host_path`)
 * and never repeats a value, which may be a secret. All throw FailureError RequestInvalid {field, reason}.
 *
 * The form of ids is not checked: clients send prefixes, UUIDs, and ids of things that never were.
 */
import { FailureError } from '../machines/failure.ts';

/** For names, ids and references. */
const maxNameBytes = 4096;
/** Linux, PATH_MAX. */
const maxPathBytes = 4096;
/** A key and its value together. */
const maxLabelBytes = 4096;
/** What a JavaScript timer can wait for, 24.8 days: a longer time is as good as that. */
const maxTimerMs = 2 ** 31 - 1;

export const invalid = (field: string, reason: string): FailureError =>
  new FailureError('RequestInvalid', { field, reason });

/** A message that has to be there. */
export const present = <Message>(message: Message | undefined, field: string): Message => {
  if (message === undefined) throw invalid(field, 'is missing');
  return message;
};

/** Text for a program, a file or a record: no NUL, of bounded size. May be empty. */
export const text = (value: string, field: string, maxBytes = maxNameBytes): string => {
  if (value.includes('\0')) throw invalid(field, 'contains a NUL');
  if (Buffer.byteLength(value) > maxBytes) throw invalid(field, `is longer than ${maxBytes} bytes`);
  return value;
};

/** Text for a line of a file: no control characters either. */
export const line = (value: string, field: string, maxBytes = maxNameBytes): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(value)) throw invalid(field, 'contains a control character');
  return text(value, field, maxBytes);
};

/** A name, an id, a reference: one line that is not empty. */
export const named = (value: string, field: string, maxBytes = maxNameBytes): string => {
  if (value === '') throw invalid(field, 'is empty');
  return line(value, field, maxBytes);
};

export const absolutePath = (value: string, field: string): string => {
  if (!value.startsWith('/')) throw invalid(field, 'is not an absolute path');
  return text(value, field, maxPathBytes);
};

/** A path below a place that we choose: it must not lead out of it. */
export const relativePath = (value: string, field: string): string => {
  if (value.startsWith('/')) throw invalid(field, 'is not a relative path');
  return withoutParents(text(value, field, maxPathBytes), field);
};

export const withoutParents = (path: string, field: string): string => {
  if (path.split('/').includes('..')) throw invalid(field, 'contains ..');
  return path;
};

/** Empty, or what the check says. */
export const optional = (value: string, field: string, check: (value: string, field: string) => string): string =>
  value === '' ? value : check(value, field);

/** Applies a check to every item, each under its own path. */
export const each = <Item>(items: readonly Item[], field: string, check: (item: Item, field: string) => unknown) => {
  items.forEach((item, index) => {
    check(item, `${field}[${index}]`);
  });
};

/** A value of an enum that the contract knows. */
export const known = (value: number, values: Readonly<Record<string, number>>, field: string): number => {
  if (!Object.values(values).includes(value)) throw invalid(field, 'is not a known value');
  return value;
};

/** One of some values of an enum. */
export const oneOf = (
  value: number,
  values: Readonly<Record<string, number>>,
  names: readonly string[],
  field: string,
) => {
  if (!names.some((name) => values[name] === value)) throw invalid(field, `is not one of ${names.join(', ')}`);
};

/** An int64 in decimal, in a range. */
export const integer = (
  value: string,
  field: string,
  range: { readonly min: bigint; readonly max?: bigint },
): bigint => {
  const number = BigInt(value);
  if (number < range.min) throw invalid(field, `is less than ${range.min}`);
  if (range.max !== undefined && number > range.max) throw invalid(field, `is greater than ${range.max}`);
  return number;
};

/** Seconds as ms. int64 seconds become ms here, and nowhere else. */
export const secondsToMs = (seconds: string, field: string): number =>
  Math.min(Number(integer(seconds, field, { min: 0n })) * 1000, maxTimerMs);

/** 0 is no port but may be said: for the host's side it means that nothing is mapped. */
export const port = (value: number, field: string): number => {
  if (value < 0 || value > 65_535) throw invalid(field, 'is not between 0 and 65535');
  return value;
};

/** Keys and values of bounded size, for labels and selectors. */
export const labels = (map: Readonly<Record<string, string>>, field: string): void => {
  for (const [key, value] of Object.entries(map)) {
    if (Buffer.byteLength(key) + Buffer.byteLength(value) > maxLabelBytes) {
      throw invalid(entry(field, key), `key and value are longer than ${maxLabelBytes} bytes`);
    }
  }
};

/** The path of a map's entry; a long key is cut. */
export const entry = (field: string, key: string): string => `${field}[${JSON.stringify(key.slice(0, 256))}]`;
