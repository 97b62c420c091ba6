/**
 * What two states must have in common to be the same: everything that can make a difference later. Wall-clock times cannot
 * (only whether they are there), nor how often something was tried before.
 */
import type { AnyActorRef } from 'xstate';

const known = new WeakMap<object, string>();

/** One text for equal data, whatever the order of keys. What is never changed is read once. */
export const textOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return value === undefined ? '' : JSON.stringify(value);
  const found = known.get(value);
  if (found !== undefined) return found;
  const text = Array.isArray(value) ? `[${value.map(textOf).join(',')}]` : `{${fieldsOf(value)}}`;
  known.set(value, text);
  return text;
};

const fieldsOf = (value: object): string => {
  const fields: string[] = [];
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    fields.push(`${key}:${isTime(key) ? (field === 0 ? '0' : 't') : textOf(field)}`);
  }
  return fields.sort().join(',');
};

const isTime = (key: string): boolean => key === 'atMs' || key.endsWith('AtMs');

interface Seen {
  readonly status: string;
  readonly value?: unknown;
  readonly context?: unknown;
  readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
}

/** An actor and all below it. */
export const actorText = (ref: AnyActorRef): string => {
  const { status, value, context, children = {} } = ref.getSnapshot() as Seen;
  if (value === undefined) return '';
  const below: string[] = [];
  for (const child of Object.values(children)) if (child !== undefined) below.push(actorText(child));
  return `${ref.id} ${status} ${JSON.stringify(value)} ${textOf(context)}(${below.sort().join(';')})`;
};
