/**
 * A journal as Stately's messages: of one pod and all below it, with states and names of messages, and of what actors know no
 * more than its shape. Pure.
 */
import { namesLike } from '../../journal/actor-name.ts';
import type { HeaderRecord } from '../../journal/format.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { Line } from '../stream.ts';
import { type Inspected, protocolVersion, type StatelyMessage } from './messages.ts';
import { redactedObject, setIn } from './redact.ts';
import { type ChartNode, valueIn } from './value.ts';

export interface TranslateOptions {
  /** Symbolic name of a pod, or its end; undefined: the first pod that is told of. */
  readonly actor?: string | undefined;
  /** A chart by its name; undefined: there is none. */
  readonly chartOf: (machine: string) => ChartNode | undefined;
}

export interface Translator {
  readonly take: (line: Line) => readonly StatelyMessage[];
  /** Those that are there, as they are: for who comes late. */
  readonly present: () => readonly StatelyMessage[];
  /** The pod; undefined: it has not been told of. */
  readonly root: () => string | undefined;
  /** All of the past has been told: a pod that is gone by now gives its place to the next. */
  readonly settle: () => void;
}

interface Known {
  readonly actor: string;
  readonly parent: string | undefined;
  readonly machine: string | undefined;
  state: string;
  status: Inspected['status'];
  context: JsonObject;
  atMs: number;
}

const ends = { done: 'done', error: 'error', stopped: 'stopped' } as const;

export const openTranslator = ({ actor: wanted, chartOf }: TranslateOptions): Translator => {
  const fits = wanted === undefined ? undefined : namesLike(wanted);
  const known = new Map<string, Known>();
  const definitions = new Map<string, string | undefined>();
  let header: HeaderRecord | undefined;
  let root: string | undefined;

  const isOurs = (actor: string): boolean => {
    root ??= !actor.includes('/') && (fits === undefined ? actor.startsWith('pod:') : fits(actor)) ? actor : undefined;
    return root !== undefined && (actor === root || actor.startsWith(`${root}/`));
  };
  const definitionOf = (machine: string): string | undefined => {
    if (!definitions.has(machine)) {
      const chart = chartOf(machine);
      definitions.set(machine, chart === undefined ? undefined : JSON.stringify(chart));
    }
    return definitions.get(machine);
  };
  const common = (actor: string, atMs: number) => ({
    sessionId: actor,
    rootId: root ?? actor,
    createdAt: String(Math.round(atMs)),
    id: null,
    _version: protocolVersion,
  });
  const snapshotOf = ({ machine, state, status, context }: Known): Inspected => {
    const chart = machine === undefined ? undefined : chartOf(machine);
    const value = chart === undefined ? state : valueIn(chart, state);
    return { status, context: redactedObject(context), ...(machine === undefined || state === '' ? {} : { value }) };
  };
  const actorOf = (of: Known): StatelyMessage => {
    const definition = of.machine === undefined ? undefined : definitionOf(of.machine);
    return {
      type: '@xstate.actor',
      name: of.actor.slice(of.actor.lastIndexOf('/') + 1),
      ...(of.parent === undefined || of.actor === root ? {} : { parentId: of.parent }),
      ...(definition === undefined ? {} : { definition }),
      snapshot: snapshotOf(of),
      ...common(of.actor, of.atMs),
    };
  };
  const snapshot = (of: Known, type: string, atMs: number): StatelyMessage => ({
    type: '@xstate.snapshot',
    event: { type },
    snapshot: snapshotOf(of),
    ...common(of.actor, atMs),
  });
  const born = (actor: string, more: Partial<Known>): Known => {
    const each: Known = {
      actor,
      parent: undefined,
      machine: undefined,
      state: '',
      status: 'active',
      context: {},
      atMs: 0,
      ...more,
    };
    known.set(actor, each);
    return each;
  };

  return {
    root: () => root,
    settle: () => {
      if (root !== undefined && known.get(root)?.status !== 'active') root = undefined;
    },
    present: () => [...known.values()].filter(({ status }) => status === 'active').map(actorOf),
    take: (line) => {
      if (line.k === 'H') {
        // Another life of the daemon: nobody of before is there.
        header = line;
        known.clear();
        return [];
      }
      if (line.k === 'C')
        return (line.actors ?? [])
          .filter(({ a }) => isOurs(a) && !known.has(a))
          .map(({ a, m, p, v }) => actorOf(born(a, { machine: m, parent: p, state: v, atMs: msOf(line.t) })));
      if (!('a' in line) || line.a === undefined || !isOurs(line.a)) return [];
      const atMs = msOf(line.t);
      if (line.k === 'A') return [actorOf(born(line.a, { machine: line.m, parent: line.p, atMs }))];
      const each = known.get(line.a);
      if (line.k === 'M' || line.k === 'D') {
        const source = line.f === undefined ? {} : { sourceId: line.f };
        return [{ type: '@xstate.event', event: { type: line.e }, ...source, ...common(line.a, atMs) }];
      }
      if (each === undefined) return [];
      if (line.k === 'T') {
        each.state = line.v1;
        if (each.status !== 'active') known.delete(line.a);
        return [snapshot(each, line.e, atMs)];
      }
      if (line.k === 'S') {
        for (const [path, value] of Object.entries(line.d)) each.context = setIn(each.context, path, value);
        return [];
      }
      if (line.k === 'Z') {
        // Its last transition is told after its end; a service has none.
        each.status = ends[line.how];
        if (each.machine === undefined) known.delete(line.a);
        return [snapshot(each, `xstate.${line.how === 'stopped' ? 'stop' : line.how}`, atMs)];
      }
      return [];
    },
  };

  function msOf(us: number): number {
    return (header?.epochMs ?? 0) + us / 1000;
  }
};
