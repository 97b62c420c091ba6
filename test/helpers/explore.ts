/**
 * Meets every reachable state of a chart with every message of an alphabet and every outcome of its services, by pure
 * transitions: no actor runs. States are told apart by what `shapeOf` keeps of them.
 */

import { expect } from 'vitest';
import {
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  createMachine,
  type InputFrom,
} from 'xstate';
import { pathOf } from '../../src/machines/chart.ts';
import { invokedIn } from '../../src/machines/lean.ts';
import { useLeanSteps } from '../../src/machines/lean-steps.ts';
import type { Reply } from '../../src/machines/messages.ts';

export interface Exploration<Machine extends AnyStateMachine> {
  readonly machine: Machine;
  readonly inputs: readonly InputFrom<Machine>[];
  /** Messages, made anew for each step: requests must have ids that were never used. */
  readonly alphabet: (snapshot: AnyMachineSnapshot) => readonly AnyEventObject[];
  /** Output of an invoked service that succeeds; undefined: it never ends by itself (a watcher). */
  readonly outputsOf: (service: string) => readonly unknown[] | undefined;
  /** Requests that wait, as the context has them. */
  readonly waitersIn: (snapshot: AnyMachineSnapshot) => readonly string[];
  readonly shapeOf: (snapshot: AnyMachineSnapshot) => unknown;
  /** Requests that this state hands on to another actor, which owes the answer from then on. */
  readonly handsOn?: (event: AnyEventObject, effects: readonly Effect[]) => boolean;
}

export interface Effect {
  readonly type: string;
  readonly params: unknown;
}

export interface Explored {
  readonly states: ReadonlySet<string>;
  readonly shapes: number;
  readonly steps: number;
  /** What must not be: a line each. */
  readonly findings: readonly string[];
  /** Shapes from which no end can be reached: a path each. */
  readonly stuck: readonly string[];
}

interface Visited {
  readonly snapshot: AnyMachineSnapshot;
  readonly path: readonly string[];
  readonly next: Set<string>;
}

export const explore = <Machine extends AnyStateMachine>(exploration: Exploration<Machine>): Explored => {
  const { machine, waitersIn, shapeOf } = exploration;
  const visited = new Map<string, Visited>();
  const queue: string[] = [];
  const states = new Set<string>();
  const findings = new Set<string>();
  const { step } = pureSteps(machine, exploration.inputs[0] as InputFrom<Machine>);
  let steps = 0;

  const visit = (snapshot: AnyMachineSnapshot, path: readonly string[]): string => {
    const shape = JSON.stringify([snapshot.value, shapeOf(snapshot)]);
    if (!visited.has(shape)) {
      visited.set(shape, { snapshot, path, next: new Set() });
      queue.push(shape);
      for (const leaf of leavesOf(snapshot)) states.add(leaf);
    }
    return shape;
  };

  for (const input of exploration.inputs) {
    const { begin } = pureSteps(machine, input);
    visit(begin(), []);
  }
  for (let shape = queue.shift(); shape !== undefined; shape = queue.shift()) {
    const from = visited.get(shape);
    if (from === undefined || from.snapshot.status !== 'active') continue;
    for (const event of eventsFor(exploration, from.snapshot)) {
      steps += 1;
      const path = [...from.path, event.type];
      const complain = (finding: string) => void findings.add(`${finding} (${path.join(' → ')})`);
      const { after, effects } = step(from.snapshot, event);
      if (after.status === 'error') {
        complain(`the chart threw: ${String(after.error)}`);
        continue;
      }
      checkAnswers({ exploration, before: from.snapshot, event, after, effects, complain, waitersIn });
      from.next.add(visit(after, path));
    }
  }
  return { states, shapes: visited.size, steps, findings: [...findings], stuck: stuckIn(visited) };
};

/** What xstate hands to a machine; of its own kind only where a chart is met without being run. */
interface Scope {
  readonly defer: (run: () => void) => void;
  readonly actionExecutor: (effect: Effect) => void;
}

/**
 * The chart's own transitions, with effects collected and nothing done. xstate's `transition` does the same, but for a
 * machine without a parent, and ours talk to theirs.
 */
const outlineOf = ({
  after,
  effects,
}: {
  readonly after: AnyMachineSnapshot;
  readonly effects: readonly Effect[];
}) => ({
  states: (after as unknown as { readonly _nodes: readonly { readonly id: string }[] })._nodes.map(({ id }) => id),
  rest: JSON.stringify([after.value, after.status, after.context, after.output, Object.keys(after.children)]),
  effects: effects.map(({ type }) => type),
});

const pureSteps = <Machine extends AnyStateMachine>(machine: Machine, input: InputFrom<Machine>) => {
  const parent = createActor(createMachine({}));
  const host = createActor(machine, { input, parent } as never) as unknown as { readonly _actorScope: Scope };
  const effects: Effect[] = [];
  let compared = 0;
  const scope = {
    ...host._actorScope,
    defer: () => {},
    actionExecutor: (effect: Effect) => void effects.push(effect),
  } as never;
  return {
    begin: () => machine.getInitialSnapshot(scope, input as never) as AnyMachineSnapshot,
    step: (before: AnyMachineSnapshot, event: AnyEventObject) => {
      const stepped = () => {
        effects.length = 0;
        try {
          const after = machine.transition(before as never, event as never, scope) as AnyMachineSnapshot;
          return { after, effects: [...effects] };
        } finally {
          useLeanSteps(true);
        }
      };
      const lean = stepped();
      compared += 1;
      if (compared % 5 !== 0) return lean;
      // xstate itself, without our plans, does the same.
      useLeanSteps(false);
      const own = stepped();
      expect(outlineOf(lean)).toEqual(outlineOf(own));
      return lean;
    },
  };
};

/** Dotted paths of the states that a snapshot is in, the outer ones too. */
const leavesOf = (snapshot: AnyMachineSnapshot): readonly string[] => {
  const nodes = (snapshot as unknown as { readonly _nodes: readonly { readonly path: readonly string[] }[] })._nodes;
  return nodes.map(({ path }) => path.join('.'));
};

const eventsFor = <Machine extends AnyStateMachine>(
  { alphabet, outputsOf }: Exploration<Machine>,
  snapshot: AnyMachineSnapshot,
): readonly AnyEventObject[] => {
  interface Node {
    readonly invoke: readonly { readonly id: string }[];
    readonly after: readonly { readonly eventType: string }[];
  }
  const nodes = (snapshot as unknown as { readonly _nodes: readonly Node[] })._nodes;
  const outcomes = nodes.flatMap((node) =>
    invokedIn(node).flatMap(({ id }) => [
      ...(outputsOf(id)?.map((output) => ({ type: `xstate.done.actor.${id}`, actorId: id, output })) ?? []),
      { type: `xstate.error.actor.${id}`, actorId: id, error: new Error('it failed') },
    ]),
  );
  const timers = nodes.flatMap(({ after }) => after.map(({ eventType }) => ({ type: eventType })));
  return [...alphabet(snapshot), ...outcomes, ...timers];
};

/** Who was asked and who waited is answered once, or waits still; nobody else is answered. */
const checkAnswers = (step: {
  readonly exploration: Exploration<AnyStateMachine>;
  readonly before: AnyMachineSnapshot;
  readonly event: AnyEventObject;
  readonly after: AnyMachineSnapshot;
  readonly effects: readonly Effect[];
  readonly complain: (finding: string) => void;
  readonly waitersIn: (snapshot: AnyMachineSnapshot) => readonly string[];
}): void => {
  const { exploration, before, event, after, effects, complain, waitersIn } = step;
  const asked = 'requestId' in event && event.type !== 'request.cancelled' ? [String(event.requestId)] : [];
  const cancelled = event.type === 'request.cancelled' ? [String(event.requestId)] : [];
  const owed = new Set([...waitersIn(before), ...asked]);
  const answered = effects.filter(({ type }) => type === 'answer').map(({ params }) => (params as Reply).requestId);
  for (const requestId of answered)
    if (!owed.delete(requestId)) complain(`answered twice or unasked: ${requestId.split('-')[0]}`);
  const waiting = new Set(waitersIn(after));
  const isHandedOn = exploration.handsOn?.(event, effects) ?? false;
  for (const requestId of owed)
    if (!waiting.has(requestId) && !cancelled.includes(requestId) && !(isHandedOn && asked.includes(requestId)))
      complain(`never answered: ${requestId.split('-')[0]} in ${pathOf(before.value)}`);
  for (const requestId of waiting) if (!owed.has(requestId)) complain(`waits after its answer: ${requestId}`);
};

/** By walking back from the ends. */
const stuckIn = (visited: ReadonlyMap<string, Visited>): readonly string[] => {
  const before = new Map<string, Set<string>>();
  for (const [shape, { next }] of visited)
    for (const after of next) before.set(after, (before.get(after) ?? new Set()).add(shape));
  const open = [...visited].filter(([, { snapshot }]) => snapshot.status === 'done').map(([shape]) => shape);
  const canEnd = new Set(open);
  for (let shape = open.pop(); shape !== undefined; shape = open.pop())
    for (const earlier of before.get(shape) ?? [])
      if (!canEnd.has(earlier)) {
        canEnd.add(earlier);
        open.push(earlier);
      }
  return [...visited]
    .filter(([shape]) => !canEnd.has(shape))
    .map(([, { snapshot, path }]) => `${pathOf(snapshot.value)} (${path.join(' → ')})`);
};

/** Dotted paths of every state of a chart. */
export const statesOf = (machine: AnyStateMachine): readonly string[] => {
  interface Node {
    readonly path: readonly string[];
    readonly states: Readonly<Record<string, Node>>;
  }
  const walk = (node: Node): readonly string[] => [node.path.join('.'), ...Object.values(node.states).flatMap(walk)];
  return walk(machine.root as unknown as Node).filter((path) => path !== '');
};
