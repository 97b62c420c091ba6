/**
 * What the daemon waits for: calls of services, watchers, the loading of records. A call begins, has its effect, and is
 * answered at three moments of the simulator's choosing; who stops waiting does not take back what has happened.
 */
import type { AnyActorRef } from 'xstate';
import type { Undoing } from '../actors/recovery.ts';
import { FailureError, failureOf } from '../machines/failure.ts';
import { type Keep, KeptMap } from '../machines/keeping.ts';
import type { ServiceName } from '../machines/services.ts';
import type { StoredSandbox } from '../machines/supervisor.ts';
import type { ActorName, Names } from './names.ts';
import { type Answer, type Call, isUndecided, keepPending, type Load, type Pending, type Watch } from './pending.ts';
import { actOf } from './world/acts.ts';
import { limitOf } from './world/call-limits.ts';
import type { PlannedFault } from './world/fault-plan.ts';
import { type Fact, firstFacts, type WatchName } from './world/watches.ts';
import type { Task, World } from './world/world.ts';

export interface Desk {
  /** Oldest first. */
  readonly pending: ReadonlySet<Pending>;
  readonly call: (service: ServiceName, self: AnyActorRef, input: unknown) => void;
  readonly watch: (watch: WatchName, self: AnyActorRef, input: unknown) => void;
  readonly load: (self: AnyActorRef, read: () => readonly StoredSandbox[]) => void;
  readonly payDebts: (self: AnyActorRef, debts: Undoing) => void;
  /** The actor is over. */
  readonly leave: (self: AnyActorRef) => void;
  /** It happens. */
  readonly land: (call: Call) => void;
  /** It has happened, or not; whoever waits hears it. */
  readonly settle: (call: Call) => void;
  /** It is over without having happened, or with a part of it; who waits hears that it failed. */
  readonly fail: (call: Call, how: 'before' | 'half' | 'unanswered', error?: FailureError) => void;
  readonly finish: (pending: Load | Watch) => void;
  /** Nothing is heard of it until its limit, whether it happens now or not at all. */
  readonly hang: (call: Call, how: 'before' | 'after', limitAtMs: number) => void;
  /** It happens twice, as far as the world allows that; the answer is the first one's. */
  readonly repeat: (call: Call) => void;
  /** The limit of what hangs or is silent has come. */
  readonly expire: (entry: Call | Watch) => void;
  /** The watcher fails. */
  readonly blind: (watch: Watch) => void;
  /** Tells the next fact, and keeps it: it will come again. */
  readonly tellTwice: (watch: Watch) => void;
  /** The network of the node came, went or changed. */
  readonly networkChanged: () => void;
  readonly taskEnded: (task: Readonly<Task>) => void;
  /** The daemon dies: what it held itself is gone, what it did stays. */
  readonly crash: () => void;
  readonly keep: Keep;
}

/** Hears of every call: it begins, its caller hears how it ended, its caller is over, it happens after that. */
export type HearCall = (call: Call, what: 'begun' | 'done' | 'failed' | 'left' | 'late') => void;

export interface DeskOptions {
  readonly actFor?: typeof actOf | undefined;
  /** What becomes of the next call of a service; undefined: nothing special. */
  readonly plannedFor?: ((service: ServiceName) => PlannedFault | undefined) | undefined;
  readonly hear?: HearCall | undefined;
  /** Hears of everything that is to happen now: a call, a load, or a fact of a watcher, once for each. */
  readonly waits?: ((entry: Pending) => void) | undefined;
  /** Of timers; the wall clock may jump. */
  readonly nowMs?: (() => number) | undefined;
}

export const openDesk = (world: World, names: Names, options: DeskOptions = {}): Desk => {
  const { actFor = actOf, plannedFor, hear = () => undefined, waits, nowMs = world.now } = options;
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
      hasHappened: false,
      limitAtMs: undefined,
      planned: plannedFor?.(service),
      output: undefined,
      error: undefined,
      begunAtMs: nowMs(),
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
    // Of what was refused at once nothing has begun.
    if (call.state !== 'refused') hear(call, 'begun');
    waits?.(call);
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
      const send = (fact: Fact) => relayed(self, fact);
      const facts = firstFacts(watch, world, taskId);
      const fail = (error: unknown) => endOf(self)({ ok: false, error });
      const entry: Watch = { kind: 'watch', name, path, watch, taskId, facts, send, break: fail, limitAtMs: undefined };
      owned.set(self, entry);
      pending.add(entry);
      for (const _ of facts) waits?.(entry);
    },
    load: (self, read) => {
      const { name, path } = names.of(self);
      const answer = () => {
        const stored = read();
        world.sweep(ownersOf(stored));
        endOf(self)({ ok: true, output: stored });
      };
      const entry: Load = { kind: 'load', name, path, answer };
      owned.set(self, entry);
      pending.add(entry);
      waits?.(entry);
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
      if (entry.kind === 'call' && isUndecided(entry) && entry.act.isReading !== true) {
        entry.state = 'left';
        entry.limitAtMs = undefined;
        hear(entry, 'left');
      } else {
        pending.delete(entry);
        if (entry.kind === 'call' && isUndecided(entry)) entry.act.release?.(world, entry.input as never);
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
    fail: (call, how, planned) => {
      if (how === 'half') call.act.half?.(world, call.input as never);
      if (how === 'unanswered' && call.state === 'begun') land(call);
      if (how !== 'unanswered') call.act.release?.(world, call.input as never);
      if (call.state === 'left') pending.delete(call);
      else {
        const code = how === 'unanswered' ? 'ToolTimedOut' : call.act.fails;
        close(call, { ok: false, error: planned ?? new FailureError(code, { service: call.service }) });
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
    hang: (call, how, limitAtMs) => {
      if (how === 'after') land(call);
      if (call.state === 'refused') return;
      call.hasHappened = how === 'after';
      call.state = 'hung';
      call.limitAtMs = limitAtMs;
    },
    repeat: (call) => {
      land(call);
      if (call.state !== 'landed') return;
      try {
        call.act.land(world, call.input as never);
      } catch {
        // It was refused the second time: what happened stays.
      }
      close(call, { ok: true, output: call.output });
    },
    expire: (entry) => {
      entry.limitAtMs = undefined;
      if (entry.kind === 'watch') return;
      if (!entry.hasHappened) entry.act.release?.(world, entry.input as never);
      const { code, ms } = limitOf(entry.service);
      close(entry, { ok: false, error: new FailureError(code, { service: entry.service, limitMs: ms }) });
    },
    blind: (watch) => {
      pending.delete(watch);
      watch.break(new FailureError('SyscallFailed', { syscall: 'pidfd_open', code: 'EMFILE' }));
    },
    tellTwice: (watch) => {
      const [fact] = watch.facts;
      watch.told = fact ?? watch.told;
      if (fact !== undefined) watch.send(fact);
    },
    networkChanged: () => {
      for (const entry of pending)
        if (entry.kind === 'watch' && entry.watch === 'watchCniConfig')
          entry.facts.splice(0, entry.facts.length, ...firstFacts('watchCniConfig', world, undefined));
    },
    taskEnded: ({ taskId, end }) => {
      if (end === undefined) return;
      for (const entry of pending)
        if (entry.kind === 'watch' && entry.watch === 'watchTask' && entry.taskId === taskId) {
          entry.facts.push({ type: 'task.exited', exitCode: end.exitCode, atMs: end.atMs });
          waits?.(entry);
        }
    },
    crash: () => {
      for (const entry of pending)
        if (entry.kind === 'call' && entry.state !== 'landed' && !entry.hasHappened)
          entry.act.release?.(world, entry.input as never);
      pending.clear();
      owned.clear();
    },
    keep: () => {
      const entries = [...pending];
      const inside = entries.map(keepPending);
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

const ownersOf = (stored: readonly StoredSandbox[]): readonly string[] =>
  stored.flatMap(({ record, containers }) => [record.sandboxId, ...containers.map(({ containerId }) => containerId)]);

/** As xstate's callbacks send: the parent hears it from this watcher. */
const relayed = (self: AnyActorRef, fact: Fact): void => {
  const { _relay } = self.system as unknown as {
    readonly _relay: (source: AnyActorRef, target: AnyActorRef, event: Fact) => void;
  };
  if (self._parent !== undefined) _relay(self, self._parent, fact);
};
