/** What services were asked for, with what, and since when, in a life that is played again; and how long each usually takes. */
import type { AnyActorRef } from 'xstate';
import type { Undoing } from '../../actors/recovery.ts';
import type { ServiceName } from '../../machines/services.ts';
import type { StoredSandbox } from '../../machines/supervisor.ts';
import type { Desk } from '../logic.ts';
import type { WatchName } from '../world/watches.ts';

interface Since {
  /** Symbolic. */
  readonly name: string;
  readonly sinceMs: number;
}
export type OpenCall = Since &
  (
    | { readonly kind: 'call'; readonly service: ServiceName; readonly input: unknown }
    | { readonly kind: 'watch'; readonly watch: WatchName; readonly taskId: string | undefined; told: number }
    | { readonly kind: 'load'; readonly read: () => readonly StoredSandbox[] }
    | { readonly kind: 'debts'; readonly debts: Undoing }
  );

export interface Calls {
  /** Notes what is asked, and asks on. */
  readonly over: (desk: Desk) => Desk;
  /** Oldest first. */
  readonly open: ReadonlyMap<string, OpenCall>;
  readonly answered: (name: string) => void;
  /** The median, ms; undefined: none has answered yet. */
  readonly usualMs: (service: string) => number | undefined;
  /** `service owner` of all that was ever asked. */
  readonly wasAsked: (service: ServiceName, taskId: string) => boolean;
}

const mostDurations = 50;

export const openCalls = (options: {
  readonly nameOf: (ref: AnyActorRef) => string;
  readonly nowMs: () => number;
  /** It has no answer yet. */
  readonly isOpen: (name: string) => boolean;
}): Calls => {
  const { nameOf, nowMs, isOpen } = options;
  const open = new Map<string, OpenCall>();
  const took = new Map<string, number[]>();
  const asked = new Set<string>();
  /** What is answered while it is being asked never was open. */
  const note = (self: AnyActorRef, call: (since: Since) => OpenCall, ask: () => void): void => {
    const name = nameOf(self);
    open.set(name, call({ name, sinceMs: nowMs() }));
    ask();
    if (!isOpen(name)) open.delete(name);
  };
  return {
    open,
    over: (desk) => ({
      call: (service, self, input) => {
        asked.add(`${service} ${(input as { readonly taskId?: string }).taskId ?? ''}`);
        const ask = () => desk.call(service, self, input);
        note(self, (since) => ({ ...since, kind: 'call', service, input }), ask);
      },
      watch: (watch, self, input) => {
        const { taskId } = input as { readonly taskId?: string };
        const ask = () => desk.watch(watch, self, input);
        note(self, (since) => ({ ...since, kind: 'watch', watch, taskId, told: 0 }), ask);
      },
      load: (self, read) => {
        note(
          self,
          (since) => ({ ...since, kind: 'load', read }),
          () => desk.load(self, read),
        );
      },
      payDebts: (self, debts) => {
        note(
          self,
          (since) => ({ ...since, kind: 'debts', debts }),
          () => desk.payDebts(self, debts),
        );
      },
      leave: (self) => {
        open.delete(nameOf(self));
        desk.leave(self);
      },
    }),
    answered: (name) => {
      const call = open.get(name);
      open.delete(name);
      if (call?.kind !== 'call') return;
      const durations = took.get(call.service) ?? [];
      took.set(call.service, durations);
      if (durations.length >= mostDurations) durations.shift();
      durations.push(nowMs() - call.sinceMs);
    },
    usualMs: (service) => {
      const durations = took.get(service)?.toSorted((one, other) => one - other) ?? [];
      return durations[durations.length >> 1];
    },
    wasAsked: (service, taskId) => asked.has(`${service} ${taskId}`),
  };
};
