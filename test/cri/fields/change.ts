/** Setting one field of a request by its path in the contract. */
import { enumValues, fieldsOf, type Leaf } from './contract.ts';
import type { Message } from './verdicts.ts';

/** As the generated codecs call it. */
const camel = (name: string): string => name.replace(/_([a-zA-Z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Sets the value in place. Messages on the way that are absent are made; of a list of messages it is the first item.
 * A list of values gets it as its one more item, a map under the key `field.test/key`, unless the value is a whole
 * list or map.
 */
export const setField = (request: Message, leaf: Leaf, value: unknown): void => {
  const [, ...names] = leaf.path.split('.');
  const last = names.pop() as string;
  let at = request;
  for (const name of names) {
    const key = camel(name.replace('[]', ''));
    if (name.endsWith('[]')) {
      const items = (at[key] ?? []) as Message[];
      at[key] = items.length === 0 ? [{}] : items;
      at = (at[key] as Message[])[0] as Message;
    } else {
      at[key] ??= {};
      at = at[key] as Message;
    }
  }
  const key = camel(last.replace(/[[\]{}]/g, ''));
  if (leaf.kind === 'list') at[key] = Array.isArray(value) ? value : [...((at[key] as unknown[]) ?? []), value];
  else if (leaf.kind === 'map') {
    const entries = typeof value === 'object' && value !== null ? value : { 'field.test/key': value };
    at[key] = { ...(at[key] as object), ...entries };
  } else at[key] = value;
};

/** {@link setField} for a field that is one value. @param path without the RPC: `config.linux.cgroup_parent` */
export const put = (request: Message, path: string, value: unknown): void =>
  setField(request, { path: `.${path}`, type: '', kind: 'one' }, value);

/** What {@link put} has put there; undefined: nothing. No lists on the way. */
export const valueAt = (request: Message, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => (at as Message | undefined)?.[camel(name)], request);

/** The message with zero values for what it does not say, which the codecs insist on. Names that it does not have stay out. */
export const completed = (message: string, partial: Message): Message =>
  Object.fromEntries(
    (fieldsOf(message) ?? []).map(({ name, type, kind }) => {
      const key = camel(name);
      const value = partial[key];
      if (kind === 'map') return [key, value ?? {}];
      const isMessage = fieldsOf(type) !== undefined;
      if (kind === 'list') {
        const items = (value ?? []) as readonly unknown[];
        return [key, isMessage ? items.map((item) => completed(type, item as Message)) : items];
      }
      if (isMessage) return [key, value === undefined ? undefined : completed(type, value as Message)];
      return [key, value ?? zeroOf(type)];
    }),
  );
const zeroOf = (type: string): unknown => {
  if (enumValues(type) !== undefined) return 0;
  const known = madeUp[type];
  if (typeof known === 'boolean') return false;
  if (typeof known === 'number') return 0;
  if (typeof known === 'string') return known === '7' ? '0' : '';
  return Buffer.alloc(0);
};

/** Some value that is not the type's zero. */
export const anyValue = ({ type }: Leaf): unknown => {
  const known = enumValues(type);
  if (known !== undefined) return known.find((number) => number !== 0) ?? 0;
  const made = madeUp[type];
  if (made === undefined) throw new Error(`no value is known for type ${type}`);
  return made;
};
const madeUp: Readonly<Record<string, unknown>> = {
  string: 'something',
  bool: true,
  int32: 7,
  uint32: 7,
  int64: '7',
  uint64: '7',
  double: 0.5,
  bytes: Buffer.from('something'),
  Int64Value: { value: '7' },
  UInt64Value: { value: '7' },
};
