/** What each event of an actor's chart would do to it as it is now: asked of the chart itself, with its guards, on the real snapshot. */
import type { AnyActorRef } from 'xstate';
import { pathOf } from '../../machines/chart.ts';
import { guardText } from './guard-text.ts';
import { machineIdOf, type Standing } from './time-machine.ts';

export type EventKind = 'request' | 'fact' | 'service' | 'timer' | 'message';

export interface EventVerdict {
  readonly type: string;
  readonly kind: EventKind;
  /** `none`: no active state handles it. `guard`: one does, and its guard says no. `depends`: on what the message holds. */
  readonly verdict: 'accepted' | 'guard' | 'none' | 'depends';
  /** Dotted paths of the states that it goes to; empty: it stays. */
  readonly to: readonly string[];
  /** Names of what it does. */
  readonly does: readonly string[];
  /** The guards that were asked and said no; of `depends` those that read the message. */
  readonly guards: readonly string[];
  /** The input of the recording that such a message came with: guards were asked about that one. */
  readonly sampleQ?: number | undefined;
}

export interface Accepts {
  readonly actor: string;
  readonly machine: string;
  readonly state: string;
  /** The moment: after this input. */
  readonly q: number;
  readonly events: readonly EventVerdict[];
}

interface Node {
  readonly key: string;
  readonly path: readonly string[];
  readonly transitions: ReadonlyMap<string, readonly Edge[]>;
}
interface Edge {
  readonly target: readonly Node[] | undefined;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
}
interface Chart {
  readonly events: readonly string[];
  readonly getTransitionData: (snapshot: unknown, event: { readonly type: string }) => readonly Edge[];
}
interface Snapshot {
  readonly value: unknown;
  readonly status: string;
  readonly _nodes: readonly Node[];
}

/** @returns undefined: there is no such actor then */
export const acceptsAt = (standing: Standing, actor: string): Accepts | undefined => {
  const ref = actorCalled(standing, actor);
  const machine = ref && machineIdOf(ref);
  if (ref === undefined || machine === undefined) return undefined;
  const { logic } = ref as unknown as { readonly logic: Chart };
  const snapshot = ref.getSnapshot() as unknown as Snapshot;
  const verdicts = logic.events
    .filter((type) => !isInternal(type))
    .map((type) => verdictOn(logic, snapshot, type, standing.sampleOf({ actor, machine, type })));
  return {
    actor,
    machine,
    state: pathOf(snapshot.value),
    q: standing.q,
    events: verdicts.sort((one, other) => rank(one) - rank(other) || compare(one.type, other.type)),
  };
};

const verdictOn = (
  chart: Chart,
  snapshot: Snapshot,
  type: string,
  sample: { readonly event: { readonly type: string }; readonly q: number } | undefined,
): EventVerdict => {
  const edges = snapshot.status === 'active' ? snapshot._nodes.flatMap((node) => node.transitions.get(type) ?? []) : [];
  const base = { type, kind: kindOf(type), to: [], does: [], guards: [] };
  if (edges.length === 0) return { ...base, verdict: 'none' };
  const asked = readable(sample?.event ?? { type });
  const guards = [...new Set(edges.flatMap(({ guard }) => (guard === undefined ? [] : [guardText(guard)])))];
  const of = sample === undefined ? {} : { sampleQ: sample.q };
  const taken = takenBy(chart, snapshot, asked.event);
  // A guard read what no message of the recording could tell.
  if (taken === undefined || (sample === undefined && asked.wasRead())) return { ...base, verdict: 'depends', guards };
  const known = asked.wasRead() ? of : {};
  if (taken.length === 0) return { ...base, verdict: 'guard', guards, ...known };
  return {
    ...base,
    verdict: 'accepted',
    to: taken.flatMap(({ target = [] }) => target.map(({ path }) => path.join('.'))),
    does: taken.flatMap(({ actions }) => actions.flatMap(nameOfAction)),
    ...known,
  };
};

/** @returns undefined: a guard cannot be asked about this message */
const takenBy = (chart: Chart, snapshot: Snapshot, event: { readonly type: string }): readonly Edge[] | undefined => {
  try {
    return chart.getTransitionData(snapshot, event);
  } catch {
    return undefined;
  }
};

/** A message that knows whether anything but its type was read. */
const readable = (event: { readonly type: string }) => {
  let isRead = false;
  const watched = new Proxy(event, {
    get: (target, key) => {
      if (key !== 'type') isRead = true;
      return Reflect.get(target, key);
    },
  });
  return { event: watched, wasRead: () => isRead };
};

const actorCalled = ({ replica }: Standing, actor: string): AnyActorRef | undefined => {
  const search = (ref: AnyActorRef): AnyActorRef | undefined => {
    const name = replica.nameOf(ref);
    if (name === actor) return ref;
    // Names of those below begin with this one's; those of the top do not.
    if (ref._parent !== undefined && !actor.startsWith(`${name}/`)) return undefined;
    const { children = {} } = ref.getSnapshot() as {
      readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
    };
    for (const child of Object.values(children)) {
      const found = child && search(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(replica.core.supervisor);
};

const isInternal = (type: string): boolean =>
  /^xstate\.(init|stop|done\.state)/.test(type) || type === '*' || type === '';

const kindOf = (type: string): EventKind => {
  if (type.startsWith('xstate.after.')) return 'timer';
  if (/^xstate\.(done|error)\.actor\./.test(type)) return 'service';
  const [noun = '', verb = ''] = type.split('.');
  if (/^(task|cni|exec|attach|forward|pull)$/.test(noun) && /(ed|ing|missing)$/.test(verb)) return 'fact';
  return /^(sandbox|container|image|system)$/.test(noun) && !/(ed|ing)$/.test(verb) ? 'request' : 'message';
};

const ranks = { accepted: 0, depends: 1, guard: 2, none: 3 } as const;
const rank = ({ verdict }: EventVerdict): number => ranks[verdict];
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const nameOfAction = (action: unknown): readonly string[] => {
  const name = typeof action === 'string' ? action : (action as { readonly type?: unknown } | undefined)?.type;
  return typeof name === 'string' && name !== '' ? [name.replace(/^xstate\./, '')] : [];
};
