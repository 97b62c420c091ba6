/**
 * The seam between charts and what they invoke. Production does it with promises and callbacks; the simulation, with logic
 * that completes when it says so. Nothing else of the actor system knows which of the two it is.
 */
import { type CallbackActorLogic, fromCallback, fromPromise, type PromiseActorLogic } from 'xstate';
import { failureOf } from '../machines/failure.ts';
import type { Driver, ServiceName, Services, Watches } from '../machines/services.ts';
import type { StoredSandbox } from '../machines/supervisor.ts';
import type { Undoing } from './recovery.ts';

/** What the root's own services need of the system that they run in. */
export interface Home {
  /** All that is stored, before anything is recovered. */
  readonly stored: () => readonly StoredSandbox[];
  /** What nobody owns, to be undone one call after another. */
  readonly debts: () => Undoing;
}

/** How each thing that a chart invokes runs. All are made once for the charts, not once for a call. */
export interface Effects {
  readonly service: <N extends ServiceName>(name: N) => PromiseActorLogic<Services[N]['output'], Services[N]['input']>;
  readonly watch: <N extends keyof Watches>(name: N) => CallbackActorLogic<{ type: string }, Parameters<Watches[N]>[0]>;
  readonly loadRecords: (homeOf: (system: object) => Home) => PromiseActorLogic<readonly StoredSandbox[], void>;
  readonly payDebts: (homeOf: (system: object) => Home) => PromiseActorLogic<void, void>;
}

/** Of a real daemon: each service is a promise, each watcher a callback. */
export const promisedEffects = (options: {
  readonly services: Driver<ServiceName>;
  readonly watches: Watches;
  readonly beforeServing?: ((stored: readonly StoredSandbox[]) => Promise<void>) | undefined;
}): Effects => {
  const { services, watches, beforeServing } = options;
  return {
    service: (name) => fromPromise(({ input, signal }) => services[name](input as never, signal) as never),
    watch: (name) =>
      fromCallback(({ input, sendBack }) => {
        const turn = inTurn(sendBack);
        const end = watches[name](input as never, turn.send);
        turn.started();
        return end;
      }),
    loadRecords: (homeOf) =>
      fromPromise(async ({ system }) => {
        const stored = homeOf(system).stored();
        await beforeServing?.(stored);
        return stored;
      }),
    payDebts: (homeOf) =>
      fromPromise(async ({ system }) => {
        const { signal } = new AbortController();
        const debts = homeOf(system).debts();
        for (const owed of debts.undoes) {
          const { name, input } = owed.undo;
          const failure = await services[name](input as never, signal).then(() => undefined, failureOf);
          if (failure !== undefined) debts.failed(owed, failure);
        }
      }),
  };
};

/** What a watcher says while it is being started is said after that: an input comes when no other is being processed. */
const inTurn = <Fact>(send: (fact: Fact) => void) => {
  let waiting = 1;
  return {
    started: () => {
      waiting -= 1;
    },
    send: (fact: Fact) => {
      if (waiting === 0) {
        send(fact);
        return;
      }
      waiting += 1;
      queueMicrotask(() => {
        waiting -= 1;
        send(fact);
      });
    },
  };
};
