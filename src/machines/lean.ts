/**
 * Makes xstate's work on a message cheaper, and changes nothing that it does.
 *
 * An action that changes the context or the children makes a new snapshot, for which xstate works out the state's value from
 * its nodes again, though only a transition to another state changes that: half of the time that a chart took. Here assign,
 * spawn, stop and invoke copy the snapshot with what they change. What `StateNode`'s getters look up each time is looked up once.
 *
 * Source: xstate 5.33.3, internals: `StateNode._initialize`, actions as functions with `resolve` and `execute`, the fields of a
 * snapshot of a machine. lean.test.ts plays charts with and without, and fails where another version means something else.
 */
import { type AnyActorLogic, type AnyActorRef, createActor, StateNode, spawnChild, stopChild } from 'xstate';

interface Snapshot {
  readonly machine: { readonly implementations: { readonly actors: Readonly<Record<string, AnyActorLogic>> } };
  readonly context: object;
  readonly children: Readonly<Record<string, AnyActorRef | undefined>>;
}
interface Args {
  readonly context: object;
  readonly event: unknown;
  readonly self: AnyActorRef;
  readonly system: unknown;
}
interface Scope {
  readonly self: AnyActorRef;
}
type Resolved = readonly [Snapshot, unknown, readonly unknown[] | undefined];
/** An action of xstate's own. */
interface Builtin {
  readonly type: string;
  resolve: (scope: Scope, snapshot: Snapshot, args: Args, params: unknown, action: Builtin, extra: unknown) => Resolved;
  readonly assignment?: unknown;
  readonly actorRef?: unknown;
  readonly id?: unknown;
  readonly src?: unknown;
  readonly input?: unknown;
  readonly systemId?: unknown;
  readonly syncSnapshot?: unknown;
}
interface Invoke {
  readonly id: string;
  readonly src: string;
  readonly onSnapshot?: unknown;
}
interface Node {
  readonly parent: Node | undefined;
  readonly machine: { readonly implementations: { readonly actions: Readonly<Record<string, unknown>> } };
  readonly transitions: ReadonlyMap<string, readonly { readonly actions: readonly unknown[] }[]>;
  readonly always: readonly { readonly actions: readonly unknown[] }[] | undefined;
  readonly entry: unknown[];
  readonly exit: unknown[];
  readonly invoke: readonly Invoke[];
  readonly initial: { readonly actions: readonly unknown[] };
  readonly type: string;
}

/** What each state invokes, by xstate's word for it: xstate itself is shown none. */
const invoked = new WeakMap<object, readonly { readonly id: string }[]>();
/** What a state of a chart invokes. */
export const invokedIn = (node: {
  readonly invoke: readonly { readonly id: string }[];
}): readonly { readonly id: string }[] => invoked.get(node) ?? node.invoke;

const originals = new WeakMap<object, Builtin['resolve']>();

const assign: Builtin['resolve'] = (_, snapshot, { event, self, system }, params, { assignment }) => {
  const args = { context: snapshot.context, event, self, system, spawn: noSpawn };
  const change = typeof assignment === 'function' ? assignment(args, params) : fieldsOf(assignment, args, params);
  return [{ ...snapshot, context: { ...snapshot.context, ...change } }, undefined, undefined];
};
const fieldsOf = (assignment: unknown, args: object, params: unknown): object =>
  Object.fromEntries(
    Object.entries(assignment as object).map(([key, of]) => [key, typeof of === 'function' ? of(args, params) : of]),
  );
const noSpawn = () => {
  throw new Error('an assignment spawns nothing here: use spawnChild');
};

const spawn: Builtin['resolve'] = (scope, snapshot, args, params, action, extra) => {
  const { id, src, input } = action;
  const logic = typeof src === 'string' ? snapshot.machine.implementations.actors[src] : undefined;
  if (logic === undefined || action.systemId !== undefined || action.syncSnapshot === true || id === undefined)
    return original(action)(scope, snapshot, args, params, action, extra);
  const ownId = (typeof id === 'function' ? id(args) : id) as string;
  const { context } = snapshot;
  const given = typeof input === 'function' ? input({ context, event: args.event, self: scope.self }) : input;
  const actorRef = createActor(logic, { id: ownId, src: src as string, parent: scope.self as never, input: given });
  return [
    { ...snapshot, children: { ...snapshot.children, [ownId]: actorRef } },
    { id, systemId: undefined, actorRef, src, input: given },
    undefined,
  ];
};

const stop: Builtin['resolve'] = (_, snapshot, args, params, { actorRef }) => {
  const named = typeof actorRef === 'function' ? actorRef(args, params) : actorRef;
  const ref = (typeof named === 'string' ? snapshot.children[named] : named) as AnyActorRef | undefined;
  if (ref === undefined) return [snapshot, undefined, undefined];
  const { [ref.id]: _gone, ...children } = snapshot.children;
  return [{ ...snapshot, children }, ref, undefined];
};

const enqueue: Builtin['resolve'] = (scope, snapshot, args, params, action, extra) => {
  const resolved = original(action)(scope, snapshot, args, params, action, extra);
  for (const each of resolved[2] ?? []) lighten(each);
  return resolved;
};

const leanOnes: Readonly<Record<string, Builtin['resolve']>> = {
  'xstate.assign': assign,
  'xstate.spawnChild': spawn,
  'xstate.stopChild': stop,
  'xstate.enqueueActions': enqueue,
};

const original = (action: Builtin): Builtin['resolve'] => {
  const resolve = originals.get(action);
  if (resolve === undefined) throw new Error(`${action.type} was not made lean`);
  return resolve;
};
const isBuiltin = (action: unknown): action is Builtin => typeof action === 'function' && 'resolve' in action;

const lighten = (action: unknown): void => {
  if (!isBuiltin(action) || originals.has(action)) return;
  const lean = leanOnes[action.type];
  if (lean === undefined) return;
  originals.set(action, action.resolve);
  action.resolve = lean;
};

/** Invoking is spawning at the entry and stopping at the exit, last of all in both. */
const lightenInvokes = (node: Node): void => {
  const { invoke } = node;
  if (invoke.some(({ src, onSnapshot }) => src.startsWith('xstate.invoke.') || onSnapshot !== undefined)) return;
  // A message from an entry to what the same state invokes needs to be put off: xstate does that.
  if (node.entry.some((action) => isBuiltin(action) && action.type === 'xstate.sendTo')) return;
  for (const each of invoke) {
    node.entry.push(spawnChild(each.src, { ...each, syncSnapshot: false } as never));
    node.exit.push(stopChild(each.id));
  }
  invoked.set(node, invoke);
  fix(node, 'invoke', []);
};
const fix = (node: Node, name: 'invoke' | 'initial', value: unknown) => Object.defineProperty(node, name, { value });

const prototype = StateNode.prototype as unknown as { _initialize: (this: Node) => void };
const initialize = prototype._initialize;

prototype._initialize = function lean() {
  initialize.call(this);
  lightenInvokes(this);
  if (this.type === 'compound') fix(this, 'initial', this.initial);
  const transitions = [...this.transitions.values()].flat().concat(this.always ?? []);
  const actions = transitions.flatMap((transition) => transition.actions);
  for (const action of [...actions, ...this.entry, ...this.exit]) lighten(action);
  if (this.type === 'compound') for (const action of this.initial.actions) lighten(action);
  if (this.parent === undefined)
    for (const action of Object.values(this.machine.implementations.actions)) lighten(action);
};
