/** A chart as it is defined: its states and transitions in the order of the code, without a drawing. */
import type { AnyStateMachine, StateNode } from 'xstate';
import { invokedIn } from '../../../machines/lean.ts';
import type { ChartTransition, StateKind } from '../../charts/drawing.ts';
import { actionNames, guardName, refusalIn } from './names.ts';

export interface PlainState {
  readonly path: string;
  readonly parent: number | undefined;
  readonly kind: StateKind;
  /** Number of the state inside that is entered with it. */
  readonly initial: number | undefined;
  readonly isPassing: boolean;
  readonly services: readonly string[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly on: readonly ChartTransition[];
}
export interface PlainChart {
  readonly machine: string;
  readonly delays: { readonly [name: string]: number };
  readonly states: readonly PlainState[];
}

interface Definition {
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
  readonly target?: readonly StateNode[] | undefined;
}

/** @throws Error for a state that this cannot show: history */
export const exportChart = (machine: AnyStateMachine): PlainChart => {
  const nodes: StateNode[] = [];
  const visit = (node: StateNode): void => {
    nodes.push(node);
    for (const child of Object.values(node.states)) visit(child as StateNode);
  };
  visit(machine.root as unknown as StateNode);
  const numbers = new Map(nodes.map((node, number) => [node, number]));
  const numberOf = (node: StateNode): number => {
    const number = numbers.get(node);
    if (number === undefined) throw new Error(`${node.id} is no state of ${machine.id}`);
    return number;
  };
  const transition = (event: string, { guard, actions, target }: Definition): ChartTransition => {
    const name = guardName(guard);
    const stays = target === undefined || target.length === 0;
    const refuses = stays ? refusalIn(actions, event) : undefined;
    const does = refuses === undefined ? actionNames(actions) : [];
    return {
      event,
      ...(name === undefined ? {} : { guard: name }),
      ...(stays ? {} : { to: target.map(numberOf) }),
      ...(does.length === 0 ? {} : { does }),
      ...(refuses === undefined ? {} : { refuses }),
    };
  };
  const states = nodes.map((node): PlainState => {
    const { type } = node;
    if (type === 'history') throw new Error(`${node.id}: history states are not drawn`);
    const always = (node.always ?? []) as readonly Definition[];
    const on = [
      ...always.map((definition) => transition('', definition)),
      ...[...node.transitions].flatMap(([event, list]) =>
        (list as unknown as readonly Definition[]).map((definition) => transition(event, definition)),
      ),
    ];
    const [first] = type === 'compound' ? (node.initial.target as readonly StateNode[]) : [];
    return {
      path: node.path.join('.'),
      parent: node.parent === undefined ? undefined : numberOf(node.parent as StateNode),
      kind: type,
      initial: first === undefined ? undefined : numberOf(first),
      isPassing: always.some(({ guard, target }) => guard === undefined && target !== undefined),
      services: invokedIn(node as unknown as Parameters<typeof invokedIn>[0]).map(({ id }) => id),
      entry: actionNames(node.entry),
      exit: actionNames(node.exit),
      on,
    };
  });
  const delays = Object.entries(machine.implementations.delays as Record<string, unknown>).flatMap(([name, ms]) =>
    typeof ms === 'number' ? [[name, ms] as const] : [],
  );
  return { machine: machine.id, delays: Object.fromEntries(delays), states };
};
