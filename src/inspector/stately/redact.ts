/** What an actor knows, as others may see it: its shape, numbers and truths; no text. */
import type { Json, JsonObject } from '../../machines/json.ts';

const deepest = 6;
const mostEntries = 50;

/** `$redacted:12` in the place of a text of twelve letters. Keys that are no plain words are redacted too: labels have them. */
export const redacted = (value: Json, depth = 0): Json => {
  if (typeof value === 'string') return `$redacted:${value.length}`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '$redacted';
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((each: Json) => redacted(each, depth + 1));
  return redactedObject(value as JsonObject, depth);
};

export const redactedObject = (value: JsonObject, depth = 0): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .slice(0, mostEntries)
      .map(([key, each], index) => [
        /^[A-Za-z]{1,40}$/.test(key) ? key : `$redacted:${index}`,
        redacted(each, depth + 1),
      ]),
  );

/** `record.phase` in a context: set, or gone where it is null. A path through what is no object makes one. */
export const setIn = (context: JsonObject, path: string, value: Json): JsonObject => {
  const [first = '', ...rest] = path.split('.');
  const { [first]: before, ...others } = context;
  if (rest.length === 0) return value === null ? others : { ...context, [first]: value };
  const inner = typeof before === 'object' && before !== null && !Array.isArray(before) ? (before as JsonObject) : {};
  return { ...context, [first]: setIn(inner, rest.join('.'), value) };
};
