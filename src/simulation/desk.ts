/**
 * What the daemon waits for: calls of services, watchers, the loading of records. A call begins, has its effect, and is
 * answered at three moments of the simulator's choosing; who stops waiting does not take back what has happened.
 */
import type { AnyActorRef } from 'xstate';
import type { Undoing } from '../actors/recovery.ts';
import { FailureError, failureOf } from '../machines/failure.ts';
import { type Keep, KeptMap, keepList } from '../machines/keeping.ts';
import type { ServiceName } from '../machines/services.ts';
import type { ActorName, Names } from './names.ts';
import type { AnyAct } from './world/act.ts';
import { actOf } from './world/acts.ts';
import { cniLoaded, type Fact, firstFacts, type WatchName } from './world/watches.ts';
import type { Task, World } from './world/world.ts';

export interface Call extends ActorName {
  readonly kind: 'call';
  readonly service: ServiceName;
  readonly input: unknown;
  readonly act: AnyAct;
  readonly begunAtMs: number;
  /** `refused`: something was wrong with it. `landed`: it has happened, and nobody knows yet. `left`: nobody waits any more. */
  state: 'begun' | 'refused' | 'landed' | 'left';
  output: unknown;
  error: unknown;
  readonly answer: (answer: Answer) => void;
}
export type Answer = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly error: unknown };

/** Records are being read. */
export interface Load extends ActorName {
  readonly kind: 'load';
  readonly answer: () => void;
}
/** A watcher, and what it has yet to tell. */
export interface Watch extends ActorName {
  readonly kind: 'watch';
  readonly watch: WatchName;
  readonly taskId: string | undefined;
  readonly facts: Fact[];
  /** What it told last. */
  told?: Fact | undefined;
  readonly send: (fact: Fact) => void;
}
export type Pending = Call | Load | Watch;

export interface Desk {
  /** Oldest first. */
  readonly pending: ReadonlySet<Pending>;
  readonly call: (service: ServiceName, self: AnyActorRef, input: unknown) => void;
  readonly watch: (watch: WatchName, self: AnyActorRef, input: unknown) => void;
  readonly load: (self: AnyActorRef, read: () => unknown) => void;
  readonly payDebts: (self: AnyActorRef, debts: Undoing) => void;
  /** The actor is over. */
  readonly leave: (self: AnyActorRef) => void;
  /** It happens. */
  readonly land: (call: Call) => void;
  /** It has happened, or not; whoever waits hears it. */
  readonly settle: (call: Call) => void;
  /** It is over without having happened, or with a part of it; who waits hears that it failed. */
  readonly fail: (call: Call, how: 'before' | 'half' | 'unanswered') => void;
  readonly finish: (pending: Load | Watch) => void;
  readonly taskEnded: (task: Readonly<Task>) => void;
  /** The daemon dies: what it held itself is gone, what it did stays. */
  readonly crash: () => void;
  readonly keep: Keep;
}

/** Hears of every call: it begins, its caller hears how it ended, its caller is over, it happens after that. */
export type HearCall = (call: Call, what: 'begun' | 'done' | 'failed' | 'left' | 'late') => void;

export const openDesk = (world: World, names: Names, actFor = actOf, hear: HearCall = () => undefined): Desk => {
  const pending = new Set<Pending>();
  const owned = new KeptMap<AnyActorRef, Pending>();

  const begin = (name: ActorName, service: ServiceName, input: unknown, answer: Call['answer']): Call => {
    const act = actFor(service);
    const call: Call = {
      kind: 'call',
      name: name.name,
      path: name.path,
      service,
      input,
      act,
      state: 'begun',
      output: undefined,
      error: undefined,
      begunAtMs: world.now(),
      answer: (given) => {
        hear(call, given.ok ? 'done' : 'failed');
        answer(given);
      },
    };
    try {
      act.begin?.(world, input as never);
    } catch (error) {
      call.state = 'refused';
      call.error = error;
    }
    pending.add(call);
    hear(call, 'begun');
    return call;
  };
  const land = (call: Call) => {
    try {
      call.output = call.act.land(world, call.input as never);
      call.state = call.state === 'left' ? 'left' : 'landed';
    } catch (error) {
      call.error = error;
      if (call.state !== 'left') call.state = 'refused';
    }
  };
  const close = (call: Call, answer: Answer) => {
    pending.delete(call);
    call.answer(answer);
  };
  const endOf = (self: AnyActorRef) => (answer: Answer) => {
    owned.delete(self);
    self.send(answer.ok ? { type: 'sim.done', output: answer.output } : { type: 'sim.failed', error: answer.error });
  };

  return {
    pending,
    call: (service, self, input) => void owned.set(self, begin(names.of(self), service, input, endOf(self))),
    watch: (watch, self, input) => {
      const { taskId } = input as { readonly taskId?: string };
      const { name, path } = names.of(self);
      const send = (fact: Fact) => self._parent?.send(fact);
      const facts = watch === 'watchCniConfig' ? [cniLoaded(world.now())] : firstFacts(watch, world, taskId);
      const entry: Watch = { kind: 'watch', name, path, watch, taskId, facts, send };
      owned.set(self, entry);
      pending.add(entry);
    },
    load: (self, read) => {
      const { name, path } = names.of(self);
      const answer = () => endOf(self)({ ok: true, output: read() });
      const entry: Load = { kind: 'load', name, path, answer };
      owned.set(self, entry);
      pending.add(entry);
    },
    payDebts: (self, debts) => {
      const own = names.of(self);
      const step = (at: number) => {
        const owed = debts.undoes[at];
        if (owed === undefined) {
          endOf(self)({ ok: true, output: undefined });
          return;
        }
        const { name: service, input } = owed.undo;
        const call = begin(
          { name: `${own.name}/${service}`, path: `${own.path}/${service}` },
          service,
          input,
          (answer) => {
            if (!answer.ok) debts.failed(owed, failureOf(answer.error));
            step(at + 1);
          },
        );
        owned.set(self, call);
      };
      step(0);
    },
    leave: (self) => {
      const entry = owned.get(self);
      if (entry === undefined) return;
      owned.delete(self);
      if (entry.kind === 'call' && entry.state === 'begun' && entry.act.isReading !== true) {
        entry.state = 'left';
        hear(entry, 'left');
      } else {
        pending.delete(entry);
        if (entry.kind === 'call' && entry.state === 'begun') entry.act.release?.(world, entry.input as never);
      }
    },
    land,
    settle: (call) => {
      if (call.state === 'begun' || call.state === 'left') land(call);
      if (call.state === 'left') {
        pending.delete(call);
        hear(call, 'late');
      } else
        close(call, call.state === 'landed' ? { ok: true, output: call.output } : { ok: false, error: call.error });
    },
    fail: (call, how) => {
      if (how === 'half') call.act.half?.(world, call.input as never);
      if (how === 'unanswered' && call.state === 'begun') land(call);
      if (how !== 'unanswered') call.act.release?.(world, call.input as never);
      if (call.state === 'left') pending.delete(call);
      else {
        const code = how === 'unanswered' ? 'ToolTimedOut' : call.act.fails;
        close(call, { ok: false, error: new FailureError(code, { service: call.service }) });
      }
    },
    finish: (entry) => {
      if (entry.kind === 'load') {
        pending.delete(entry);
        entry.answer();
        return;
      }
      const fact = entry.facts.shift();
      entry.told = fact ?? entry.told;
      if (fact !== undefined) entry.send(fact);
    },
    taskEnded: ({ taskId, end }) => {
      if (end === undefined) return;
      for (const entry of pending)
        if (entry.kind === 'watch' && entry.watch === 'watchTask' && entry.taskId === taskId)
          entry.facts.push({ type: 'task.exited', exitCode: end.exitCode, atMs: end.atMs });
    },
    crash: () => {
      for (const entry of pending)
        if (entry.kind === 'call' && entry.state !== 'landed') entry.act.release?.(world, entry.input as never);
      pending.clear();
      owned.clear();
    },
    keep: () => {
      const entries = [...pending];
      const inside = entries.map(keepOne);
      const backs = owned.keep();
      return () => {
        pending.clear();
        for (const entry of entries) pending.add(entry);
        for (const back of inside) back();
        backs();
      };
    },
  };
};

/** What changes in one of them. */
const keepOne = (entry: Pending): (() => void) => {
  if (entry.kind === 'watch') {
    const { told } = entry;
    const back = keepList(entry.facts);
    return () => {
      entry.told = told;
      back();
    };
  }
  if (entry.kind === 'load') return () => undefined;
  const { state, output, error } = entry;
  return () => {
    entry.state = state;
    entry.output = output;
    entry.error = error;
  };
};
