/** What an actor knew at a row: its changes, applied in their order. See `src/journal/contexts.ts` for what a path is. */
import type { LifeRows } from './lives.ts';
import { lastUpTo } from './lives.ts';
import type { Source } from './source.ts';

export interface Known {
  /** JSON; undefined: it is gone. */
  readonly value: string | undefined;
  readonly before: string | undefined;
  /** Row of the last change. */
  readonly row: number;
}
export type KnownPaths = ReadonlyMap<string, Known>;

interface Folded {
  /** How many of the changes. */
  readonly count: number;
  readonly paths: Map<string, Known>;
}

/** What was worked out is kept at every so manieth change, for those who look back. */
const between = 4096;
const mostLives = 8;
const kept = new WeakMap<Source, Map<LifeRows, Folded[]>>();

/** Rows were dropped: what was worked out stands on others now. */
export const forgetKnown = (source: Source): void => void kept.delete(source);

/** Undefined: nothing was told of it until then. */
export const knownAt = (source: Source, life: LifeRows, row: number): KnownPaths | undefined => {
  const count = lastUpTo(life.contexts, row) + 1;
  if (count === 0 && life.known === undefined) return undefined;
  let lives = kept.get(source);
  if (lives === undefined) {
    lives = new Map();
    kept.set(source, lives);
  }
  const stages = lives.get(life) ?? [];
  lives.delete(life);
  lives.set(life, stages);
  if (lives.size > mostLives) for (const oldest of lives.keys()) if (lives.delete(oldest)) break;

  const near = stages.findLast((stage) => stage.count <= count);
  if (near?.count === count) return near.paths;
  const paths = new Map(near?.paths ?? knownBefore(source, life));
  let at = near?.count ?? 0;
  for (; at < count; at += 1) {
    apply(source, life.contexts[at] as number, paths);
    if ((at + 1) % between === 0 && !stages.some((stage) => stage.count === at + 1))
      stages.push({ count: at + 1, paths: new Map(paths) });
  }
  // The one that was asked for last is kept too: time mostly goes on.
  const last = stages.findIndex((stage) => stage.count % between !== 0);
  if (last >= 0) stages.splice(last, 1);
  stages.push({ count, paths });
  stages.sort((a, b) => a.count - b.count);
  return paths;
};

/** Where the oldest changes were dropped. */
const knownBefore = ({ rows }: Source, { known = '[]' }: LifeRows): Map<string, Known> => {
  const row = rows.first();
  const entries = JSON.parse(known) as readonly (readonly [string, string])[];
  return new Map(entries.map(([path, value]) => [path, { value, before: undefined, row }]));
};

const apply = (source: Source, row: number, paths: Map<string, Known>): void => {
  const record = source.record(row);
  if (record?.k !== 'S') return;
  for (const [path, value] of Object.entries(record.d)) {
    const before = paths.get(path)?.value;
    paths.set(path, { value: value === null ? undefined : JSON.stringify(value), before, row });
  }
};

/** The context itself, as far as it was told. */
export const rebuilt = (paths: KnownPaths): Readonly<Record<string, unknown>> => {
  const root: Record<string, unknown> = {};
  for (const [path, { value }] of paths) if (value !== undefined) put(root, keysOf(path), JSON.parse(value));
  return root;
};

/** `a.b\.c` is `a` and `b.c`. */
export const keysOf = (path: string): readonly string[] => {
  const keys: string[] = [''];
  for (let at = 0; at < path.length; at += 1) {
    const char = path[at] as string;
    if (char === '.') keys.push('');
    else {
      if (char === '\\') at += 1;
      keys[keys.length - 1] += char === '\\' ? (path[at] ?? '') : char;
    }
  }
  return keys;
};

const put = (root: Record<string, unknown>, keys: readonly string[], value: unknown): void => {
  let at = root;
  for (const key of keys.slice(0, -1)) {
    const inner = Object.hasOwn(at, key) ? at[key] : undefined;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) at = inner as Record<string, unknown>;
    else {
      const made: Record<string, unknown> = {};
      own(at, key, made);
      at = made;
    }
  }
  own(at, keys.at(-1) ?? '', value);
};

/** `__proto__` is a key like any other in what a pod wrote. */
const own = (target: object, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
};
