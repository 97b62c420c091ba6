/**
 * A node on which things take time: calls of services, the ends of processes and what watchers tell come when they are due.
 * All of it follows from a seed. Who asks says so with a limit, as a kubelet does, and hears one answer or that it passed.
 */
import type { AnyActorRef } from 'xstate';
import { type Core, openCore } from '../../actors/core.ts';
import { openPicker } from '../../faults/picker.ts';
import type { Violation } from '../../invariants/invariant.ts';
import { type Failure, FailureError, failureOf } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import { KeptMap } from '../../machines/keeping.ts';
import type { Draft, Reply } from '../../machines/messages.ts';
import { openMemoryStore } from '../../store/memory-store.ts';
import type { Asked } from '../clients.ts';
import { type Desk, openDesk } from '../desk.ts';
import { giveDesk, simulatedCharts } from '../logic.ts';
import { openNames } from '../names.ts';
import type { Call, Pending } from '../pending.ts';
import { openWitness } from '../witness.ts';
import { serviceNames } from '../world/acts.ts';
import { hasLimit, limitOf } from '../world/call-limits.ts';
import { parseServicePlan } from '../world/fault-plan.ts';
import { giveImage, simpleImage, sweepPulls } from '../world/images.ts';
import { openWorld, type Program, type World } from '../world/world.ts';
import { type Agenda, openAgenda } from './agenda.ts';
import { type Dice, durationOf, tailed } from './durations.ts';

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

export interface TimedNode {
  readonly agenda: Agenda;
  readonly world: World;
  readonly core: () => Core;
  readonly store: ReturnType<typeof openMemoryStore>;
  /** One request; after its limit it is given up, and heard of as `Cancelled`. */
  readonly ask: (command: Draft, limitMs: number, heard: (outcome: Outcome) => void) => void;
  /** All that happens until then. @returns false: an invariant broke, `found` */
  readonly runUntil: (atMs: number) => boolean;
  /** The daemon dies, and another one comes. */
  readonly crash: () => void;
  /** From now on nothing fails, and processes end only when they are told to. */
  readonly calm: () => void;
  readonly found: () => Violation | undefined;
  /** Everything that happened, one by one. */
  readonly inputs: () => number;
  readonly complaints: readonly { readonly message: string; readonly fields: JsonObject }[];
}

export interface NodeOptions {
  readonly dice: Dice;
  /** In the language of world/fault-plan.ts. */
  readonly plan?: string | undefined;
  /** Of containers: how they behave, and how long until they end by themselves; 0: never. */
  readonly programOf: (taskId: string) => { readonly program: Program; readonly lifeMs: number };
  /** Invariants are looked at after every so many inputs; 0: never. */
  readonly sampleEvery: number;
}

const startMs = 1_000_000;
const background = /\.debtsMs\./;

export const openTimedNode = ({ dice, plan, programOf, sampleEvery }: NodeOptions): TimedNode => {
  const store = openMemoryStore();
  const agenda = openAgenda(startMs);
  const world = openWorld({
    store,
    now: agenda.now,
    programOf: (taskId) => programOf(taskId).program,
    addresses: 60_000,
  });
  giveImage(world.images, simpleImage('sha256:1'), 'busybox');
  giveImage(world.offers, simpleImage('sha256:2'), 'other');
  const faults = plan === undefined ? undefined : openPicker(parseServicePlan(plan, serviceNames), dice() * 2 ** 32);
  const names = openNames();
  const requests = new KeptMap<string, Asked>();
  const open = new Map<string, (outcome: Outcome) => void>();
  const fresh: { request: Asked; reply: Reply }[] = [];
  const complaints: { message: string; fields: JsonObject }[] = [];
  const laters: (() => void)[] = [];
  let isCalm = false;
  let asked = 0;
  let inputs = 0;
  let found: Violation | undefined;
  let core: Core;
  let desk: Desk;
  let life = 0;

  const witness = openWitness({
    store,
    timers: agenda,
    world,
    clients: [],
    requests,
    fresh,
    complaints,
    laters,
    core: () => core,
    desk: () => desk,
    isBackground: (timer) => background.test(timer),
    isTimed: true,
    isPunctual: true,
  });

  /** It is only of this daemon: after its death nobody hears of it. */
  const soon = (delayMs: number, work: () => void) => {
    const own = life;
    agenda.plan(delayMs, () => {
      if (own === life) work();
    });
  };
  const endLater = (taskId: string) => {
    const task = world.tasks.get(taskId);
    const { lifeMs } = programOf(taskId);
    if (task === undefined || lifeMs === 0) return;
    const [end = { exitCode: 0 }] = task.program.ends;
    agenda.plan(lifeMs, () => {
      if (!isCalm && task.status === 'running') world.endTask(task, end);
    });
  };
  const settle = (call: Call) => {
    const { taskId = '' } = call.input as { readonly taskId?: string };
    desk.settle(call);
    if (call.service === 'startTask') endLater(taskId);
    else if (call.service === 'killTask') {
      const task = world.tasks.get(taskId);
      const dying = task?.dying;
      if (task !== undefined && dying !== undefined) agenda.plan(tailed(3, dice), () => world.endTask(task, dying));
    }
  };
  const due = (call: Call) => {
    if (!desk.pending.has(call)) return;
    const { planned } = call;
    if (isCalm || planned === undefined || planned.does === 'delay' || call.state !== 'begun') return settle(call);
    switch (planned.does) {
      case 'fail':
        return desk.fail(call, 'before', planned.error);
      case 'half':
        return desk.fail(call, 'half');
      case 'lost':
        return desk.fail(call, 'unanswered');
      case 'twice':
        return desk.repeat(call);
      default: {
        if (!hasLimit(call.service)) return settle(call);
        const { ms } = limitOf(call.service);
        desk.hang(call, planned.does === 'hang' ? 'before' : 'after', agenda.now() + ms);
        soon(ms, () => {
          if (!desk.pending.has(call)) return;
          if (call.state === 'hung') desk.expire(call);
          else settle(call);
        });
      }
    }
  };
  const waits = (entry: Pending) => {
    if (entry.kind === 'call') {
      const extra = entry.planned?.does === 'delay' ? entry.planned.ms : 0;
      soon(durationOf(entry.service, dice) + extra, () => due(entry));
    } else
      soon(tailed(2, dice), () => {
        if (desk.pending.has(entry)) desk.finish(entry);
      });
  };

  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (fields: JsonObject, message: string) => void complaints.push({ fields, message }),
  };
  const live = () => {
    life += 1;
    sweepPulls(world);
    desk = openDesk(world, names, {
      plannedFor: faults?.next,
      nowMs: agenda.now,
      waits,
      hear: sampleEvery === 0 ? undefined : witness.called,
    });
    core = openCore({
      charts: simulatedCharts,
      store,
      log,
      now: agenda.now,
      later: (delayMs, work) => soon(delayMs, work),
      infraPolicy: 'when-needed',
      runtimeHandlers: [''],
      onReply: (reply) => {
        const request = requests.get(reply.requestId);
        if (request === undefined) return;
        request.replies.push(reply);
        fresh.push({ request, reply });
      },
    });
    const { system } = core.supervisor;
    names.of(core.supervisor);
    giveDesk(system, desk);
    agenda.serve(system, (ref: AnyActorRef) => names.of(ref).name);
    witness.live(core);
    core.start();
  };
  world.onTaskEnd((task) => desk.taskEnded(task));

  const end = (requestId: string, outcome: Outcome) => {
    const heard = open.get(requestId);
    if (heard === undefined) return;
    open.delete(requestId);
    heard(outcome);
  };
  const outcomeOf = (reply: Reply): Outcome => (reply.ok ? { ok: true } : { ok: false, failure: reply.failure });

  const ask: TimedNode['ask'] = (command, limitMs, heard) => {
    asked += 1;
    const requestId = `r${asked}`;
    const request: Asked = {
      requestId,
      client: 'node',
      command,
      askedAtMs: agenda.now(),
      isEarly: !core.isServing(),
      replies: [],
      state: 'open',
    };
    requests.set(requestId, request);
    if (sampleEvery > 0) witness.asked(request);
    const cancel = agenda.plan(limitMs, () => {
      if (request.state !== 'open') return;
      request.state = 'cancelled';
      core.requests.cancel(requestId);
      end(requestId, { ok: false, failure: { code: 'Cancelled', details: { limitMs } } });
    });
    // Answers go a way of their own: who asks is never called in the middle of what it caused.
    open.set(requestId, (outcome) => {
      cancel();
      agenda.plan(1, () => heard(outcome));
    });
    const answered = (outcome: Outcome) => {
      if (request.state === 'open') request.state = 'answered';
      end(requestId, outcome);
    };
    try {
      core.say(command, requestId, (reply) => answered(outcomeOf(reply)));
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      answered({ ok: false, failure: failureOf(error) });
    }
  };

  const step = (work: () => void): boolean => {
    inputs += 1;
    const isSampled = sampleEvery > 0 && inputs % sampleEvery === 0;
    work();
    if (isSampled) {
      witness.look();
      found ??= witness.always();
    }
    for (const { request } of fresh) if (request.state !== 'open') requests.delete(request.requestId);
    fresh.length = 0;
    if (sampleEvery > 0) witness.forget();
    return found === undefined;
  };

  live();
  return {
    agenda,
    world,
    core: () => core,
    store,
    ask,
    runUntil: (atMs) => {
      for (let next = agenda.nextAtMs(); next !== undefined && next <= atMs; next = agenda.nextAtMs()) {
        const work = agenda.next();
        if (work !== undefined && !step(work)) return false;
      }
      agenda.reach(atMs);
      return true;
    },
    crash: () => {
      desk.crash();
      witness.died();
      agenda.clear();
      laters.length = 0;
      const failure: Failure = { code: 'Cancelled', details: { reason: 'the daemon died' } };
      for (const [requestId, request] of requests) {
        request.state = 'lost';
        end(requestId, { ok: false, failure });
      }
      requests.clear();
      live();
    },
    calm: () => {
      isCalm = true;
    },
    found: () => found,
    inputs: () => inputs,
    complaints,
  };
};
