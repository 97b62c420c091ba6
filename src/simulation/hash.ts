/**
 * What two states must have in common to be the same: everything that can make a difference later. Wall-clock times cannot
 * (only whether they are there), nor how often something was tried before.
 *
 * Each thing has a text, which people can read, and a key, which is the same text where what is long in it was digested:
 * equal keys are equal texts. What is never changed is looked at once.
 */
import { hash } from 'node:crypto';
import type { AnyActorRef } from 'xstate';

/** One text for equal data, whatever the order of keys. */
export type Reader = (value: unknown) => string;

const readerOf = (plain: Reader, shorten: (text: string) => string): Reader => {
  const known = new WeakMap<object, string>();
  const read: Reader = (value) => {
    if (typeof value !== 'object' || value === null) return value === undefined ? '' : plain(value);
    const found = known.get(value);
    if (found !== undefined) return found;
    const text = shorten(Array.isArray(value) ? `[${value.map(read).join(',')}]` : `{${fieldsOf(value, read)}}`);
    known.set(value, text);
    return text;
  };
  return read;
};

const fieldsOf = (value: object, read: Reader): string => {
  const fields: string[] = [];
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) fields.push(`${key}:${isTime(key) ? (field === 0 ? '0' : 't') : read(field)}`);
  }
  return fields.sort().join(',');
};

const isTime = (key: string): boolean => key === 'atMs' || key.endsWith('AtMs');

/** Equal for equal texts, on any machine. */
export const digestOf = (text: string): string => hash('sha1', text, 'base64');

export const textOf: Reader = readerOf(
  (value) => JSON.stringify(value),
  (text) => text,
);
export const keyOf: Reader = readerOf(
  // With its length, no string can be taken for two, nor for anything else.
  (value) => (typeof value === 'string' ? `${value.length}"${value}` : String(value)),
  (text) => (text.length <= 200 ? text : digestOf(text)),
);

interface Seen {
  readonly status: string;
  readonly value?: unknown;
  readonly context?: unknown;
  readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
}

/** An actor and all below it, in the words of one reader. */
export const actorReaderOf = (read: Reader): ((ref: AnyActorRef) => string) => {
  const known = new WeakMap<object, string>();
  const ownText = (snapshot: Seen): string => {
    const found = known.get(snapshot);
    if (found !== undefined) return found;
    const text = `${snapshot.status} ${JSON.stringify(snapshot.value)} ${read(snapshot.context)}`;
    known.set(snapshot, text);
    return text;
  };
  const actorText = (ref: AnyActorRef): string => {
    const snapshot = ref.getSnapshot() as Seen;
    if (snapshot.value === undefined) return '';
    const below: string[] = [];
    for (const id in snapshot.children) {
      const child = snapshot.children[id];
      if (child !== undefined) below.push(actorText(child));
    }
    return `${ref.id} ${ownText(snapshot)}(${below.sort().join(';')})`;
  };
  return actorText;
};
export const actorText = actorReaderOf(textOf);
export const actorKey = actorReaderOf(keyOf);
