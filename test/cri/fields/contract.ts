/** What clients can say: every field of every request of the wire contract, read from `proto/api.proto` itself. */
import { readFileSync } from 'node:fs';

export interface Field {
  readonly name: string;
  /** Of the field, of its items, or of its map's values. */
  readonly type: string;
  readonly kind: 'one' | 'list' | 'map';
}

/** A field that holds a value. */
export interface Leaf {
  /** `CreateContainer.config.mounts[].host_path`: the RPC, then names as in the contract; `[]` for lists, `{}` for maps. */
  readonly path: string;
  /** A scalar's type, or an enum's name. */
  readonly type: string;
  readonly kind: Field['kind'];
}

const source = readFileSync(new URL('../../../proto/api.proto', import.meta.url), 'utf8');

const messages = ((): ReadonlyMap<string, readonly Field[]> => {
  const found = new Map<string, Field[]>();
  let open: Field[] | undefined;
  for (const line of source.split('\n')) {
    const start = /^message (\w+) \{(\})?/.exec(line);
    if (start !== null) {
      const fields: Field[] = [];
      found.set(start[1] as string, fields);
      open = start[2] === undefined ? fields : undefined;
    } else if (line.startsWith('}')) open = undefined;
    else {
      const field = /^\s+(?:(repeated) )?(?:map<\w+, *([\w.]+)>|([\w.]+)) (\w+) = \d+/.exec(line);
      if (field === null || open === undefined) continue;
      const [, repeated, valueType, type, name] = field;
      open.push({
        name: name as string,
        type: (valueType ?? type) as string,
        kind: valueType !== undefined ? 'map' : repeated !== undefined ? 'list' : 'one',
      });
    }
  }
  return found;
})();

const enums = new Map(
  [...source.matchAll(/^ *enum (\w+) \{([^}]*)\}/gm)].map(([, name, body]) => [
    name as string,
    [...(body as string).matchAll(/^\s+\w+ = (\d+);/gm)].map(([, number]) => Number(number)),
  ]),
);

/** Numbers of an enum, in the contract's order; undefined: not an enum. */
export const enumValues = (type: string): readonly number[] | undefined =>
  enums.get(type.slice(type.lastIndexOf('.') + 1));

/** By name: the request's message. */
export const requests = new Map(
  [...source.matchAll(/rpc (\w+)\((\w+)\)/g)].map(([, rpc, request]) => [rpc as string, request as string]),
);

/** Of a message; undefined: there is no such message. */
export const fieldsOf = (message: string): readonly Field[] | undefined => messages.get(message);

/** A wrapped scalar counts as one value: its wrapper says only whether it is there. */
const wrappers = new Set(['Int64Value', 'UInt64Value', 'Int32Value', 'UInt32Value', 'BoolValue', 'StringValue']);

const marks = { one: '', list: '[]', map: '{}' } as const;

/** @throws Error for a message that contains itself, for which a path would have no end */
export const leaves: readonly Leaf[] = (() => {
  const found: Leaf[] = [];
  const walk = (message: string, path: string, above: readonly string[]): void => {
    if (above.includes(message)) throw new Error(`${message} contains itself`);
    for (const { name, type, kind } of messages.get(message) ?? []) {
      const at = `${path}.${name}${marks[kind]}`;
      if (messages.has(type) && !wrappers.has(type)) walk(type, at, [...above, message]);
      else found.push({ path: at, type, kind });
    }
  };
  for (const [rpc, request] of requests) walk(request, rpc, []);
  return found;
})();
