/** Who plays in what a tap saw: pods, containers and clients, with their names and their births; and the records of one record. */
import { changesOf } from '../../../journal/contexts.ts';
import type { JournalRecord } from '../../../journal/format.ts';
import type { Json } from '../../../machines/json.ts';
import type { Change } from '../../../tap/observe/things.ts';

type Untimed = JournalRecord extends infer R ? (R extends JournalRecord ? Omit<R, 'q' | 't'> : never) : never;

export interface Cast {
  /** What follows comes of this record. */
  readonly begin: (record: JournalRecord) => void;
  /** @returns its number; `c` is the record of {@link begin} where none is given. */
  readonly add: (record: Untimed) => number;
  readonly made: () => readonly JournalRecord[];
  /** Of a pod or container, by its id or, where only one fits, by the beginning of it. */
  readonly nameOf: (id: string) => string | undefined;
  /** The same, also of what is over. */
  readonly lastNameOf: (id: string) => string | undefined;
  /** Its name; it comes to be with the first thing that it does. */
  readonly client: (cx: number) => string;
  readonly clientGone: (cx: number) => void;
  /** How the kubelet calls what has this id. */
  readonly call: (id: string, metadata: Json) => void;
  readonly heard: (change: Change) => void;
}

const parts = 10_000;
const shortestPrefix = 4;
const maxCalled = 50_000;

export const openCast = (): Cast => {
  const births = new Map<string, number>();
  /** Those that are there, by id. */
  const names = new Map<string, string>();
  /** Those that are over. */
  const gone = new Map<string, string>();
  const contexts = new Map<string, object>();
  const called = new Map<string, Json>();
  const clients = new Map<number, string>();
  let base: JournalRecord | undefined;
  let made: JournalRecord[] = [];

  const add = (record: Untimed): number => {
    if (base === undefined) return 0;
    const q = (base.q * parts + Math.min(made.length + 1, parts - 1)) / parts;
    made.push({ c: base.q, ...record, q, t: base.t } as JournalRecord);
    return q;
  };
  const born = (path: string): string => {
    const birth = (births.get(path) ?? 0) + 1;
    births.set(path, birth);
    return `${path}#${birth}`;
  };
  const find = (id: string): string | undefined => {
    const exact = names.get(id);
    if (exact !== undefined || id.length < shortestPrefix) return exact;
    const fitting = [...names].filter(([each]) => each.startsWith(id));
    return fitting.length === 1 ? fitting[0]?.[1] : undefined;
  };
  const over = (id: string, name: string, how: 'done' | 'stopped') => {
    names.delete(id);
    if (gone.size >= maxCalled) gone.clear();
    gone.set(id, name);
    contexts.delete(name);
    add({ k: 'Z', a: name, how });
  };
  const arrive = ({ kind, id, podId }: Change): string => {
    const pod = kind === 'container' ? names.get(podId) : undefined;
    const own = `${kind === 'pod' ? 'pod' : 'ctr'}:${id}`;
    const name = born(pod === undefined ? own : `${pod}/${own}`);
    names.set(id, name);
    const m = kind === 'pod' ? 'observedPod' : 'observedContainer';
    add({ k: 'A', a: name, ...(pod === undefined ? {} : { p: pod }), m });
    const metadata = called.get(id);
    const d = metadata === undefined ? undefined : changesOf({}, { record: { config: { metadata } } });
    if (d !== undefined) add({ k: 'S', a: name, d });
    return name;
  };

  return {
    begin: (record) => {
      base = record;
      made = [];
    },
    add,
    made: () => made,
    nameOf: (id) => (id === '' ? undefined : find(id)),
    lastNameOf: (id) => find(id) ?? gone.get(id),
    client: (cx) => {
      const found = clients.get(cx);
      if (found !== undefined) return found;
      const name = born(`client:${cx}`);
      clients.set(cx, name);
      add({ k: 'A', a: name, m: 'client' });
      add({ k: 'T', a: name, e: 'open', v0: '', v1: 'connected' });
      return name;
    },
    clientGone: (cx) => {
      const name = clients.get(cx);
      if (name === undefined) return;
      clients.delete(cx);
      add({ k: 'T', a: name, e: 'close', v0: 'connected', v1: 'gone' });
      add({ k: 'Z', a: name, how: 'done' });
    },
    call: (id, metadata) => {
      if (id === '' || metadata === undefined || called.has(id)) return;
      if (called.size >= maxCalled) called.clear();
      called.set(id, metadata);
    },
    heard: (change) => {
      const { id, event, from, to, context } = change;
      if (to === undefined) {
        const name = names.get(id);
        if (name !== undefined) over(id, name, 'stopped');
        return;
      }
      if (to === 'removed' && !names.has(id)) return;
      // What was removed and is shown again goes on under a name of its own.
      const name = names.get(id) ?? arrive(change);
      if (from !== to) add({ k: 'T', a: name, e: event, v0: from, v1: to });
      const d = changesOf(contexts.get(name), context);
      contexts.set(name, context);
      if (d !== undefined) add({ k: 'S', a: name, d });
      if (to === 'removed') over(id, name, 'done');
    },
  };
};
