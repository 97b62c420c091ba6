/**
 * Does the actions of a step: xstate's own builtin ones where they are not of the common kinds, and everything else as xstate
 * does it, but with one snapshot at the end instead of one an action.
 *
 * Source: xstate 5.33.3, internals: actions as functions with `resolve` and `execute`, the fields of a machine's snapshot.
 */
import {
  type AnyActorLogic,
  type AnyActorRef,
  cancel,
  createActor,
  emit,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stopChild,
} from 'xstate';
import type { Node } from './lean-plan.ts';

export interface Event {
  readonly type: string;
}
export interface Snapshot {
  readonly status: string;
  readonly output: unknown;
  readonly error: unknown;
  readonly machine: Machine;
  readonly context: object;
  readonly _nodes: readonly Node[];
  readonly value: unknown;
  readonly tags: ReadonlySet<string>;
  readonly children: Readonly<Record<string, AnyActorRef | undefined>>;
  readonly historyValue: object;
  readonly matches: unknown;
  readonly hasTag: unknown;
  readonly can: unknown;
  readonly getMeta: unknown;
  readonly toJSON: unknown;
}
export interface Machine {
  readonly id: string;
  readonly root: Node;
  readonly options: { readonly maxIterations?: number };
  readonly implementations: {
    readonly actors: Readonly<Record<string, AnyActorLogic>>;
    readonly actions: Readonly<Record<string, unknown>>;
    readonly guards: Readonly<Record<string, unknown>>;
  };
}
export interface Scope {
  readonly self: AnyActorRef;
  readonly system: { readonly _sendInspectionEvent: (event: object) => void };
  readonly actionExecutor: (action: Done) => void;
}
/** One that is done now, or later if the actor is not running yet. */
interface Done {
  readonly type: string;
  readonly info: object;
  readonly params: unknown;
  readonly exec: ((info: never, params: never) => void) | undefined;
}
interface Args {
  readonly context: object;
  readonly event: Event;
  readonly self: AnyActorRef;
  readonly system: object;
  /** For assignments. */
  readonly spawn: () => never;
}
interface Builtin {
  readonly type: string;
  readonly resolve: (
    scope: Scope,
    snapshot: Snapshot,
    args: Args,
    params: unknown,
    action: Builtin,
    extra: object,
  ) => readonly [Snapshot, unknown, readonly unknown[] | undefined];
  readonly execute?: (scope: Scope, params: unknown) => void;
  readonly assignment?: unknown;
  readonly actorRef?: unknown;
  readonly collect?: (args: object, params: unknown) => void;
  readonly id?: unknown;
  readonly src?: unknown;
  readonly input?: unknown;
  readonly systemId?: unknown;
  readonly syncSnapshot?: unknown;
}
const executeSpawn = (spawnChild('') as unknown as Builtin).execute as (scope: Scope, params: unknown) => void;
const executeStop = (stopChild('') as unknown as Builtin).execute as (scope: Scope, params: unknown) => void;

/** What a collector wants of the kinds that need nothing of xstate's own. */
class Wanted {
  readonly what: 'assign' | 'stop';
  readonly of: unknown;
  constructor(what: Wanted['what'], of: unknown) {
    this.what = what;
    this.of = of;
  }
}
/** What the collector that is running has enqueued: they are synchronous. */
let queued: unknown[] = [];
/** Of the kinds that xstate makes. */
const wants = (make: unknown) => (first: never, second: never, third: never) =>
  void queued.push((make as (...args: readonly never[]) => unknown)(first, second, third));
/** The one `enqueue` of all collectors. */
const enqueue = Object.assign((action: unknown) => void queued.push(action), {
  assign: (assignment: unknown) => void queued.push(new Wanted('assign', assignment)),
  stopChild: (actorRef: unknown) => void queued.push(new Wanted('stop', actorRef)),
  spawnChild: wants(spawnChild),
  cancel: wants(cancel),
  raise: wants(raise),
  sendTo: wants(sendTo),
  sendParent: wants(sendParent),
  emit: wants(emit),
});

/** Whether a guard lets pass. */
export const passes = (guard: unknown, context: object, event: Event, snapshot: Snapshot): boolean => {
  const { guards } = snapshot.machine.implementations;
  const name = typeof guard === 'string' ? guard : (guard as { readonly type: string }).type;
  const found = typeof guard === 'function' ? guard : guards[name];
  if (found === undefined) throw new Error(`Guard '${name}' is not implemented.`);
  if (typeof found !== 'function') return passes(found, context, event, snapshot);
  const args = { context, event };
  if ('check' in found) return (found as unknown as Check).check(snapshot, args, found);
  const params = typeof guard === 'object' ? paramsOf(guard as Named, args) : undefined;
  return found(args, params) as boolean;
};
interface Check {
  readonly check: (snapshot: Snapshot, args: object, guard: unknown) => boolean;
}
interface Named {
  readonly type: string;
  readonly params?: unknown;
}
const paramsOf = ({ params }: Named, args: { readonly context: object; readonly event: Event }): unknown =>
  typeof params === 'function' ? params(args) : params;

/** One step: a snapshot, and what changes of it. */
export class Step {
  readonly #scope: Scope;
  readonly #event: Event;
  readonly #extra: { readonly internalQueue: Event[]; readonly deferredActorIds: undefined };
  #snapshot: Snapshot;
  #context: object;
  #children: Snapshot['children'];
  #args: Args | undefined;

  constructor(snapshot: Snapshot, event: Event, scope: Scope, internalQueue: Event[]) {
    this.#scope = scope;
    this.#event = event;
    this.#extra = { internalQueue, deferredActorIds: undefined };
    this.#snapshot = snapshot;
    this.#context = snapshot.context;
    this.#children = snapshot.children;
  }

  get context(): object {
    return this.#context;
  }

  /** What has become of it; of other states, where these are given. */
  snapshot(states?: Pick<Snapshot, '_nodes' | 'value' | 'tags'>): Snapshot {
    const was = this.#snapshot;
    const { _nodes, value, tags } = states ?? was;
    if (was._nodes === _nodes && was.context === this.#context && was.children === this.#children) return was;
    const { status, output, error, machine, historyValue, matches, hasTag, can, getMeta, toJSON } = was;
    const kept = { status, output, error, machine, historyValue, matches, hasTag, can, getMeta, toJSON };
    this.#snapshot = { ...kept, context: this.#context, _nodes, value, tags, children: this.#children };
    return this.#snapshot;
  }

  end(output: unknown): void {
    this.#snapshot = { ...this.snapshot(), status: 'done', output };
  }

  do(actions: readonly unknown[]): void {
    for (const action of actions) this.#one(action);
  }

  #one(action: unknown): void {
    if (action instanceof Wanted) {
      if (action.what === 'assign') this.#assign(action.of, undefined);
      else this.stop(action.of);
      return;
    }
    const isInline = typeof action === 'function';
    const name = typeof action === 'string' ? action : (action as Named).type;
    const found = isInline ? action : this.#snapshot.machine.implementations.actions[name];
    const args = this.#argsNow();
    const params = isInline || typeof action === 'string' ? undefined : paramsOf(action as Named, args);
    if (typeof found === 'function' && 'resolve' in found) {
      this.#builtin(found as unknown as Builtin, params, args);
      return;
    }
    const type = isInline ? action.name || '(anonymous)' : name;
    this.#scope.actionExecutor({ type, info: args, params, exec: found as Done['exec'] });
  }

  #builtin(action: Builtin, params: unknown, args: Args): void {
    switch (action.type) {
      case 'xstate.assign':
        this.#assign(action.assignment, params);
        return;
      case 'xstate.stopChild':
        this.stop(action.actorRef, params);
        return;
      case 'xstate.enqueueActions':
        this.do(this.#collect(action, params, args));
        return;
      case 'xstate.spawnChild':
        if (this.#spawn(action, args)) return;
    }
    const before = this.snapshot();
    const [after, resolved, more] = action.resolve(this.#scope, before, args, params, action, this.#extra);
    if (after !== before) {
      this.#snapshot = after;
      this.#context = after.context;
      this.#children = after.children;
    }
    const { execute } = action;
    if (execute !== undefined) this.#execute(action.type, args, resolved, execute);
    if (more !== undefined) this.do(more);
  }

  #execute(type: string, info: Args, params: unknown, execute: (scope: Scope, params: unknown) => void): void {
    this.#scope.actionExecutor({ type, info, params, exec: () => execute(this.#scope, params) });
  }

  #assign(assignment: unknown, params: unknown): void {
    const args = this.#argsNow();
    const change = typeof assignment === 'function' ? assignment(args, params) : fieldsOf(assignment, args, params);
    this.#context = { ...this.#context, ...change };
  }

  stop(actorRef: unknown, params?: unknown): void {
    const args = this.#argsNow();
    const named = typeof actorRef === 'function' ? actorRef(args, params) : actorRef;
    const ref = (typeof named === 'string' ? this.#children[named] : named) as AnyActorRef | undefined;
    if (ref !== undefined) {
      const { [ref.id]: _gone, ...others } = this.#children;
      this.#children = others;
    }
    this.#execute('xstate.stopChild', args, ref, executeStop);
  }

  /** @returns false where it is of a kind that xstate does itself. */
  #spawn({ id, src, input, systemId, syncSnapshot }: Builtin, args: Args): boolean {
    const logic = typeof src === 'string' ? this.#snapshot.machine.implementations.actors[src] : undefined;
    if (logic === undefined || systemId !== undefined || syncSnapshot === true || id === undefined) return false;
    const ownId = (typeof id === 'function' ? id(args) : id) as string;
    const { self } = this.#scope;
    const given = typeof input === 'function' ? input({ context: this.#context, event: this.#event, self }) : input;
    const actorRef = createActor(logic, { id: ownId, src: src as string, parent: self as never, input: given });
    this.#children = { ...this.#children, [ownId]: actorRef };
    this.#execute('xstate.spawnChild', args, { id, systemId, actorRef, src, input: given }, executeSpawn);
    return true;
  }

  #collect({ collect }: Builtin, params: unknown, args: Args): readonly unknown[] {
    const snapshot = this.snapshot();
    const check = (guard: unknown) => passes(guard, snapshot.context, this.#event, snapshot);
    const outer = queued;
    const own: unknown[] = [];
    queued = own;
    try {
      collect?.({ ...args, enqueue, check }, params);
    } finally {
      queued = outer;
    }
    return own;
  }

  #argsNow(): Args {
    if (this.#args?.context === this.#context) return this.#args;
    const { self, system } = this.#scope;
    this.#args = { context: this.#context, event: this.#event, self, system, spawn: noSpawn };
    return this.#args;
  }
}

export const noSpawn = (): never => {
  throw new Error('an assignment spawns nothing here: use spawnChild');
};
const fieldsOf = (assignment: unknown, args: object, params: unknown): object => {
  const fields: Record<string, unknown> = {};
  for (const key in assignment as Record<string, unknown>) {
    const of = (assignment as Record<string, unknown>)[key];
    fields[key] = typeof of === 'function' ? (of as Mapper)(args, params) : of;
  }
  return fields;
};
type Mapper = (args: object, params: unknown) => unknown;
