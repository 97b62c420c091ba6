/** Which settings can change while the daemon runs, and what is different between two configurations. */
import type { z } from 'zod';
import { traitsOf } from './fields.ts';
import { type Config, configSchema } from './schema.ts';

interface Setting {
  /** As in the file: `log`, `level`. */
  readonly path: readonly string[];
  /** As in code. */
  readonly fields: readonly string[];
  readonly isLive: boolean;
}

/** Every setting; a section of entries that the operator names is one. */
const settingsOf = (type: z.ZodType, path: readonly string[], fields: readonly string[]): readonly Setting[] => {
  const traits = traitsOf(type);
  if (traits?.kind !== 'table') return [{ path, fields, isLive: traits?.kind === 'leaf' && traits.isLive }];
  return [...traits.fields].flatMap(([key, below]) =>
    settingsOf(below, [...path, key], [...fields, traits.nameOf.get(key) ?? key]),
  );
};

const settings = settingsOf(configSchema, [], []);
const nameOf = ({ path }: Setting): string => path.join('.');

/** By their names in the file, in its order. */
export const liveSettings: readonly string[] = settings.filter(({ isLive }) => isLive).map(nameOf);

const valueIn = (config: Config, { fields }: Setting): unknown =>
  fields.reduce((value: unknown, field) => (value as Record<string, unknown>)[field], config);

/** Names of the settings that differ. */
export const changesBetween = (one: Config, other: Config): readonly string[] =>
  settings
    .filter((setting) => JSON.stringify(valueIn(one, setting)) !== JSON.stringify(valueIn(other, setting)))
    .map(nameOf);

/** `before`, with what can change taken from `written`. Frozen. */
export const withLive = (before: Config, written: Config): Config =>
  settings
    .filter(({ isLive }) => isLive)
    .reduce<Config>((config, setting) => replaced(config, setting.fields, valueIn(written, setting)) as Config, before);

const replaced = (thing: unknown, [field, ...rest]: readonly string[], value: unknown): unknown => {
  if (field === undefined) return value;
  const table = thing as Readonly<Record<string, unknown>>;
  return Object.freeze({ ...table, [field]: replaced(table[field], rest, value) });
};
