/**
 * How a chart answers a message: xstate's `macrostep`, where everything that depends only on the states that the chart is in
 * is worked out once and remembered: which transitions are looked at, what is left and entered, and what the state is then.
 *
 * Source: xstate 5.33.3, internals: `StateMachine.transition` and `getInitialSnapshot`. lean-steps.test.ts plays all charts with
 * and without, and fails where one does anything else than the other.
 */
import { StateMachine } from 'xstate';
import { type Event, type Machine, noSpawn, passes, type Scope, type Snapshot, Step } from './lean-actions.ts';
import { birthOf, type Node, type Plan, planOf, type Transition, valueIn, withoutConflicts } from './lean-plan.ts';

/** Which transitions are looked at for a message, the inner states' first. */
interface Candidates {
  readonly node: Node;
  readonly own: readonly Transition[];
  readonly inner: readonly Candidates[];
}
/** The states that a chart can be in at one time, and what follows from that. */
interface Configuration {
  readonly states: Pick<Snapshot, '_nodes' | 'value' | 'tags'>;
  readonly byType: Map<string, Candidates | undefined>;
  readonly always: readonly (readonly Transition[])[];
  readonly plans: Way;
}
/** Plans by the transitions that are taken, one after the other. */
interface Way {
  plan: Planned | undefined;
  readonly further: Map<Transition, Way>;
}
interface Planned extends Plan {
  readonly to: Configuration | undefined;
}
/** One chart. */
interface Known {
  readonly root: Node;
  /** For one message; more are a loop without an end. */
  readonly maxSteps: number;
  readonly configurations: Map<string, Configuration>;
  readonly birth: readonly Transition[];
  /** Before the first step; but for its context. */
  unborn: Snapshot | undefined;
  /** No transition names a message with a colon: then types are alike up to that. */
  readonly hasNoColons: boolean;
}

const none: readonly never[] = [];
const charts = new WeakMap<object, Known | undefined>();
const configurations = new WeakMap<readonly Node[], Configuration>();

const knownOf = (machine: Machine): Known | undefined => {
  if (charts.has(machine)) return charts.get(machine);
  const nodes = allBelow(machine.root);
  const isUsual = nodes.every(({ type, invoke }) => type !== 'history' && invoke.length === 0);
  const known: Known | undefined = isUsual
    ? {
        root: machine.root,
        maxSteps: machine.options.maxIterations ?? Number.POSITIVE_INFINITY,
        configurations: new Map(),
        birth: [birthOf(machine.root)],
        unborn: undefined,
        hasNoColons: nodes.every(({ transitions }) => ![...transitions.keys()].some((type) => type.includes(':'))),
      }
    : undefined;
  charts.set(machine, known);
  return known;
};
const allBelow = (node: Node): readonly Node[] => [node, ...Object.values(node.states).flatMap(allBelow)];

const configurationOf = (known: Known, nodes: readonly Node[]): Configuration => {
  const same = configurations.get(nodes);
  if (same !== undefined) return same;
  const key = nodes.map(({ order }) => order).join();
  let found = known.configurations.get(key);
  if (found === undefined) {
    const atomic = nodes.filter(({ type }) => type === 'atomic' || type === 'final');
    found = {
      states: {
        _nodes: nodes,
        value: valueIn(nodes, known.root),
        tags: new Set(nodes.flatMap(({ tags }) => tags)),
      },
      byType: new Map(),
      always: atomic.map(alwaysFrom).filter((list) => list.length > 0),
      plans: { plan: undefined, further: new Map() },
    };
    known.configurations.set(key, found);
  }
  configurations.set(nodes, found);
  return found;
};
const alwaysFrom = (leaf: Node): readonly Transition[] => {
  const found: Transition[] = [];
  for (let node: Node | undefined = leaf; node !== undefined; node = node.parent) found.push(...(node.always ?? none));
  return found;
};

const candidatesOf = (node: Node, nodes: readonly Node[], type: string): Candidates | undefined => {
  const inner = nodes
    .filter(({ parent }) => parent === node)
    .flatMap((child) => candidatesOf(child, nodes, type) ?? none);
  const exact = node.transitions.get(type) ?? none;
  const fitting = [...node.transitions.keys()].filter((each) => each !== type && fits(each, type));
  fitting.sort((one, other) => other.length - one.length);
  const own = [...exact, ...fitting.flatMap((each) => node.transitions.get(each) ?? none)];
  return own.length === 0 && inner.length === 0 ? undefined : { node, own, inner };
};
/** `*`, or `a.b.*`: a message whose type begins so. */
const fits = (pattern: string, type: string): boolean => {
  if (pattern === '*') return true;
  if (!pattern.endsWith('.*')) return false;
  const beginning = pattern.slice(0, -2);
  return type === beginning || type.startsWith(`${beginning}.`);
};

const select = (
  { node, own, inner }: Candidates,
  snapshot: Snapshot,
  event: Event,
  into: Transition[],
): readonly Transition[] => {
  const before = into.length;
  for (const each of inner) select(each, snapshot, event, into);
  if (into.length > before) return into;
  for (const transition of own) {
    if (transition.guard !== undefined && !passesOf(node, transition.guard, snapshot, event)) continue;
    into.push(transition);
    break;
  }
  return into;
};
const passesOf = (node: Node, guard: unknown, snapshot: Snapshot, event: Event): boolean => {
  try {
    return passes(guard, snapshot.context, event, snapshot);
  } catch (error) {
    node.next(snapshot, event); // it says which guard of which state throws
    throw error;
  }
};

const selected = (known: Known, snapshot: Snapshot, event: Event): readonly Transition[] => {
  const { byType } = configurationOf(known, snapshot._nodes);
  const colon = known.hasNoColons ? event.type.indexOf(':') : -1;
  const type = colon < 0 ? event.type : event.type.slice(0, colon + 1);
  let candidates = byType.get(type);
  if (candidates === undefined && !byType.has(type)) {
    candidates = candidatesOf(known.root, snapshot._nodes, type);
    byType.set(type, candidates);
  }
  return candidates === undefined ? none : select(candidates, snapshot, event, []);
};
const eventless = (known: Known, snapshot: Snapshot, event: Event): readonly Transition[] => {
  const { always } = configurationOf(known, snapshot._nodes);
  if (always.length === 0) return none;
  const taken = new Set<Transition>();
  for (const list of always) {
    const first = list.find(({ guard }) => guard === undefined || passes(guard, snapshot.context, event, snapshot));
    if (first !== undefined) taken.add(first);
  }
  return taken.size === 0 ? none : withoutConflicts([...taken], snapshot._nodes);
};

const planFor = (known: Known, nodes: readonly Node[], transitions: readonly Transition[]): Planned => {
  let way = configurationOf(known, nodes).plans;
  for (const transition of transitions) {
    let next = way.further.get(transition);
    if (next === undefined) {
      next = { plan: undefined, further: new Map() };
      way.further.set(transition, next);
    }
    way = next;
  }
  if (way.plan === undefined) {
    const plan = planOf(nodes, transitions, transitions === known.birth);
    way.plan = { ...plan, to: plan.nodes && configurationOf(known, plan.nodes) };
  }
  return way.plan;
};

/** Hears of the transitions that charts take, wherever in this process, one step after the other. */
export type Witness = (machine: string, transitions: readonly Transition[]) => void;
let witness: Witness | undefined;
/** To know what tests and simulations have seen of charts. @param hears undefined: nobody, as usual */
export const witnessSteps = (hears: Witness | undefined): void => {
  witness = hears;
};

const step = (
  known: Known,
  transitions: readonly Transition[],
  snapshot: Snapshot,
  event: Event,
  scope: Scope,
  queue: Event[],
): Snapshot => {
  if (transitions.length === 0) return snapshot;
  const { exits, actions, entries, farewell, to } = planFor(known, snapshot._nodes, transitions);
  const doing = new Step(snapshot, event, scope, queue);
  doing.do(exits);
  doing.do(actions);
  for (const entry of entries) {
    doing.do(entry.actions);
    if (entry.ending === undefined) continue;
    const { parent, regions, completing } = entry.ending;
    const outputOf = (output: unknown, of: Event) => mapped(output, doing.context, of, scope);
    if (parent !== undefined) queue.push(doneEvent(parent.id, outputOf(parent.output, event)));
    for (const id of regions) queue.push(doneEvent(id, undefined));
    if (completing === undefined) continue;
    const { output } = known.root;
    if (output === undefined) doing.end(undefined);
    else {
      const ofLast = completing.parent === undefined ? undefined : outputOf(completing.output, event);
      doing.end(outputOf(output, doneEvent(completing.id, ofLast)));
    }
  }
  doing.do(farewell);
  return doing.snapshot(to?.states);
};
const doneEvent = (id: string, output: unknown): Event & { readonly output: unknown } => ({
  type: `xstate.done.state.${id}`,
  output,
});
const mapped = (mapper: unknown, context: object, event: Event, { self }: Scope): unknown =>
  typeof mapper === 'function' ? mapper({ context, event, self }) : mapper;

/** @param first the transitions of the message; undefined: they were taken already */
const steps = (
  known: Known,
  first: readonly Transition[] | undefined,
  before: Snapshot,
  event: Event,
  scope: Scope,
  queue: Event[],
): Snapshot => {
  let snapshot = before;
  let current = event;
  const take = (transitions: readonly Transition[]) => {
    if (witness !== undefined && transitions.length > 0) witness(known.root.id, transitions);
    snapshot = step(known, transitions, snapshot, current, scope, queue);
    const actorRef = scope.self;
    const seen = { type: '@xstate.microstep', actorRef, event: current, snapshot, _transitions: transitions };
    scope.system._sendInspectionEvent(seen);
  };
  if (first !== undefined) take(first);
  let looks = true;
  let left = known.maxSteps;
  while (snapshot.status === 'active') {
    if (left === 0) throw new Error(`Infinite loop: more than ${known.maxSteps} microsteps for one message`);
    left -= 1;
    let enabled: readonly Transition[] = looks ? eventless(known, snapshot, current) : none;
    const was: Snapshot | undefined = enabled.length > 0 ? snapshot : undefined;
    if (enabled.length === 0) {
      const next = queue.shift();
      if (next === undefined) break;
      current = next;
      enabled = selected(known, snapshot, current);
    }
    take(enabled);
    looks = snapshot !== was;
  }
  if (snapshot.status !== 'active') {
    const doing = new Step(snapshot, current, scope, queue);
    for (const child of Object.values(snapshot.children)) doing.stop(child);
  }
  return snapshot;
};

type Transit = (this: Machine, snapshot: Snapshot, event: Event, scope: Scope) => Snapshot;
type Begin = (this: Born, scope: Scope, input: unknown) => Snapshot;
interface Born extends Machine {
  readonly config: { readonly context?: unknown };
  readonly _getPreInitialState: (scope: Scope, event: Event, queue: Event[]) => Snapshot;
}
const prototype = StateMachine.prototype as unknown as { transition: Transit; getInitialSnapshot: Begin };
const { transition: xstatesTransition, getInitialSnapshot: xstatesBirth } = prototype;
let isOn = true;
/** Whether steps are done here, or by xstate: to compare the two. */
export const useLeanSteps = (on: boolean): void => {
  isOn = on;
};

prototype.transition = function transition(snapshot, event, scope) {
  const known = isOn && event.type !== 'xstate.stop' ? knownOf(this) : undefined;
  if (known === undefined) return xstatesTransition.call(this, snapshot, event, scope);
  const first = selected(known, snapshot, event);
  // It fails with the error that nobody expected.
  if (first.length === 0 && event.type.startsWith('xstate.error.actor'))
    return xstatesTransition.call(this, snapshot, event, scope);
  return steps(known, first, snapshot, event, scope, []);
};

prototype.getInitialSnapshot = function getInitialSnapshot(scope, input) {
  const known = isOn ? knownOf(this) : undefined;
  const { context } = this.config;
  if (known === undefined) return xstatesBirth.call(this, scope, input);
  const event = { type: 'xstate.init', input };
  const queue: Event[] = [];
  const given: object = typeof context === 'function' ? {} : (context ?? {});
  known.unborn ??= { ...this._getPreInitialState(scope, event, queue), context: given };
  let snapshot = known.unborn;
  try {
    if (typeof context === 'function')
      snapshot = { ...snapshot, context: { ...context({ spawn: noSpawn, input, self: scope.self }) } };
    const born = step(known, known.birth, snapshot, event, scope, queue);
    return steps(known, undefined, born, event, scope, queue);
  } catch (error) {
    return { ...snapshot, status: 'error', error };
  }
};
