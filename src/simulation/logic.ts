/**
 * What charts invoke, in a simulation: logic with the life cycle of xstate's promises and callbacks (started, done, failed,
 * stopped) that ends when the desk says so, at once and not a tick later.
 */
import type { AnyActorRef, CallbackActorLogic, PromiseActorLogic } from 'xstate';
import { wireCharts } from '../actors/charts.ts';
import type { Effects } from '../actors/effects.ts';
import type { Desk as WholeDesk } from './desk.ts';

/** What logic asks of a desk. */
export type Desk = Pick<WholeDesk, 'call' | 'watch' | 'load' | 'payDebts' | 'leave'>;

const desks = new WeakMap<object, Desk>();
/** Calls of this system's actors come to this desk; before it starts. */
export const giveDesk = (system: object, desk: Desk): void => void desks.set(system, desk);

const deskOf = (system: object): Desk => {
  const desk = desks.get(system);
  if (desk === undefined) throw new Error('this system has no desk');
  return desk;
};

interface State {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly output: unknown;
  readonly error: unknown;
  readonly input: unknown;
}
interface Scope {
  readonly self: AnyActorRef;
  readonly system: object;
}
type Event = { readonly type: string; readonly output?: unknown; readonly error?: unknown };

const logicOf = (begin: (desk: Desk, scope: Scope, input: unknown) => void) => ({
  getInitialSnapshot: (_: Scope, input: unknown): State => ({
    status: 'active',
    output: undefined,
    error: undefined,
    input,
  }),
  start: (state: State, scope: Scope) => {
    if (state.status === 'active') begin(deskOf(scope.system), scope, state.input);
  },
  transition: (state: State, event: Event, { self, system }: Scope): State => {
    if (state.status !== 'active') return state;
    if (event.type === 'sim.done') return { ...state, status: 'done', output: event.output, input: undefined };
    if (event.type === 'sim.failed') return { ...state, status: 'error', error: event.error, input: undefined };
    if (event.type !== 'xstate.stop') return state;
    deskOf(system).leave(self);
    return { ...state, status: 'stopped', input: undefined };
  },
  getPersistedSnapshot: (state: State) => state,
  restoreSnapshot: (state: State) => state,
});

/** For charts that a test has changed: `wireCharts(simulatedEffects, …)`. */
export const simulatedEffects: Effects = {
  service: <Output, Input>(name: Parameters<Effects['service']>[0]) =>
    logicOf((desk, { self }, input) => desk.call(name, self, input)) as unknown as PromiseActorLogic<Output, Input>,
  watch: <Input>(name: Parameters<Effects['watch']>[0]) =>
    logicOf((desk, { self }, input) => desk.watch(name, self, input)) as unknown as CallbackActorLogic<
      { type: string },
      Input
    >,
  loadRecords: (homeOf) =>
    logicOf((desk, { self, system }) => desk.load(self, homeOf(system).stored)) as unknown as ReturnType<
      Effects['loadRecords']
    >,
  payDebts: (homeOf) =>
    logicOf((desk, { self, system }) => desk.payDebts(self, homeOf(system).debts())) as unknown as ReturnType<
      Effects['payDebts']
    >,
};

/** The same charts as the daemon's, wired once for every simulation of this process. */
export const simulatedCharts = wireCharts(simulatedEffects);
