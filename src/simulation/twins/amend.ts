/** A chart with one thing changed: the same configuration, read anew. For twins that are broken on purpose. */
import { type AnyStateMachine, StateMachine } from 'xstate';
import { wireCharts } from '../../actors/charts.ts';
import { containerMachine } from '../../machines/container.ts';
import { sandboxMachine } from '../../machines/sandbox.ts';
import type { ServiceName } from '../../machines/services.ts';
import { simulatedEffects } from '../logic.ts';
import type { Parts } from '../stage.ts';
import type { AnyAct } from '../world/act.ts';
import { actOf } from '../world/acts.ts';

/** A state of a configuration, as xstate takes it; plain objects and functions. */
export interface Node {
  states: Record<string, Node>;
  on: Record<string, unknown>;
  invoke: { onDone?: unknown; onError?: unknown };
  always?: unknown;
  onDone?: unknown;
  entry?: unknown;
  after?: unknown;
  initial?: string;
}
type At = (path: string) => Node;

/** Objects and lists are copied, functions are not. */
const copied = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copied(inner)]));
};

const amended = <M extends AnyStateMachine>(machine: M, change: (at: At) => void): M => {
  const config = copied(machine.config) as Node;
  change((path) => {
    let node: Node | undefined = config;
    for (const name of path === '' ? [] : path.split('.')) node = node?.states?.[name];
    if (node === undefined) throw new Error(`the chart ${machine.id} has no state ${path}`);
    node.on ??= {};
    node.states ??= {};
    return node;
  });
  return new StateMachine(config as never, machine.implementations as never) as unknown as M;
};

/** The container's chart, changed. */
export const withContainer = (change: (at: At) => void): Parts => ({
  charts: wireCharts(simulatedEffects, { container: amended(containerMachine, change), sandbox: sandboxMachine }),
});
/** The sandbox's. */
export const withSandbox = (change: (at: At) => void): Parts => ({
  charts: wireCharts(simulatedEffects, { container: containerMachine, sandbox: amended(sandboxMachine, change) }),
});
type ActChange = (act: AnyAct) => Partial<AnyAct>;
/** Some services, changed, by their names. */
export const withServices = (changes: Readonly<Partial<Record<ServiceName, ActChange>>>): Parts => {
  const others = new Map<ServiceName, AnyAct>();
  for (const [name, change] of Object.entries(changes) as [ServiceName, ActChange][]) {
    const act = actOf(name);
    others.set(name, { ...act, ...change(act) });
  }
  return { actOf: (name) => others.get(name) ?? actOf(name) };
};
export const withService = (name: ServiceName, change: ActChange): Parts => withServices({ [name]: change });

/** An entry that is a list of actions, without this one. */
export const without = (node: Node, action: string): void => {
  const entry = node.entry as readonly unknown[];
  if (!Array.isArray(entry) || !entry.includes(action)) throw new Error(`its entry has no ${action}`);
  node.entry = entry.filter((each) => each !== action);
};
/** A list of transitions, without those with this guard. */
export const unguarded = (transitions: unknown, guard: string): unknown => {
  const list = (Array.isArray(transitions) ? transitions : [transitions]) as readonly { readonly guard?: unknown }[];
  if (!list.some((each) => each.guard === guard)) throw new Error(`none of them has the guard ${guard}`);
  return list.filter((each) => each.guard !== guard);
};
