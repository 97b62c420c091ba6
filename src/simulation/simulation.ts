/**
 * One node, one daemon and its clients, in which nothing happens but what is chosen: see docs/simulation.md.
 *
 * The same charts and the same core as the daemon's; services are those of `world/`. All is synchronous: after a choice,
 * everything that follows from it has happened.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Charts } from '../actors/charts.ts';
import { type Core, openCore } from '../actors/core.ts';
import type { LifeTape } from '../actors/tape.ts';
import type { Violation } from '../invariants/invariant.ts';
import { FailureError, failureOf } from '../machines/failure.ts';
import type { JsonObject } from '../machines/json.ts';
import { KeptMap, keepAll, keepList } from '../machines/keeping.ts';
import type { Reply } from '../machines/messages.ts';
import { openMemoryStore } from '../store/memory-store.ts';
import type { Choice } from './choices.ts';
import { type Asked, type ClientAt, clientsAt } from './clients.ts';
import { type Desk, openDesk } from './desk.ts';
import { openFaultyStore } from './faulty-store.ts';
import { actorKey, actorText, digestOf, keyOf, type Reader, textOf } from './hash.ts';
import { firstIdOf, openIds } from './ids.ts';
import { giveDesk, simulatedCharts } from './logic.ts';
import { openMischief, waitingText } from './mischief.ts';
import { openNames } from './names.ts';
import type { Scenario } from './scenario.ts';
import { openTimers } from './timers.ts';
import type { View } from './view.ts';
import { openWitness } from './witness.ts';
import type { actOf } from './world/acts.ts';
import { giveImage, simpleImage, sweepPulls } from './world/images.ts';
import { foreign, openWorld, sleeps, taskText } from './world/world.ts';

export interface Simulation {
  /** Default ones first. None: all is at rest, or nothing that waits will ever get on. */
  readonly choices: () => readonly Choice[];
  readonly take: (choice: Choice) => void;
  /** @throws Error where there is no such choice now. */
  readonly takeById: (id: string) => void;
  /** Equal for states from which the same can follow. */
  readonly hash: () => string;
  readonly view: View;
  /** No more faults; every pod is removed, until nothing is left to do. */
  readonly finish: () => void;
  /** A place to go back to: costs microseconds. */
  readonly mark: () => Mark;
  /**
   * All is as it was when this was marked, and goes on as it would in a simulation that was played anew up to there. To any
   * mark of this simulation, in any order, as often as is wanted.
   */
  readonly back: (mark: Mark) => void;
  /** Ids of all that was chosen, with what `finish` did. */
  readonly taken: readonly string[];
}

export interface Mark {
  readonly goBack: () => void;
}
/** What was chosen, the last one first: lists that begin alike share their beginning. */
interface Taken {
  readonly id: string;
  readonly before: Taken | undefined;
}

const startMs = 1_000_000;
/** Timers of the background, which are armed for ever; they fire where nothing else goes on and something is owed. */
const background = /\.debtsMs\./;
/** More steps than this without coming to rest is a livelock. */
const maxFinishingSteps = 2000;

/** What a simulation is played with; others than the real ones are broken on purpose. */
export interface Parts {
  readonly charts?: Charts | undefined;
  readonly actOf?: typeof actOf | undefined;
  /** Sees every message and every state; it costs a multiple of the rest. */
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
  /** For each life of the daemon: what hears its inputs. */
  readonly tape?: (() => LifeTape) | undefined;
}

export const openSimulation = (scenario: Scenario, parts: Parts = {}): Simulation => {
  const remembers = scenario.mishaps?.kinds.includes('commitLost') === true;
  const store = openFaultyStore(openMemoryStore(), { remembers });
  const timers = openTimers(startMs);
  /** How far the machine's wall clock has been set from where it would be. */
  let jumpedMs = 0;
  const wallMs = () => timers.now() + jumpedMs;
  const programOf = (taskId: string) => scenario.programs?.[firstIdOf(taskId)] ?? sleeps;
  const world = openWorld({ store, now: wallMs, programOf });
  giveImage(world.images, simpleImage('sha256:1'), 'busybox');
  for (const reference of scenario.offers ?? []) giveImage(world.offers, simpleImage(`sha256:${reference}`), reference);
  for (const { kind, name } of scenario.foreign ?? []) world.add(kind, name, foreign);
  const names = openNames();
  const clients = clientsAt(scenario.clients);
  const asked = new KeptMap<string, Asked>();
  const complaints: { message: string; fields: JsonObject }[] = [];
  let taken: Taken | undefined;
  const fresh: { request: Asked; reply: Reply }[] = [];
  const laters: (() => void)[] = [];
  let crashes = scenario.crashes ?? 0;
  let cancels = scenario.cancels ?? 0;
  let lives = 0;
  /** What the daemon's own clock, which never goes back, said last. */
  let saidMs = 0;
  /** What was wrong on the way to the end. */
  let found: Violation | undefined;
  let core: Core;
  let desk: Desk;

  const currentDesk = () => desk;
  const mischief = openMischief({
    scenario,
    world,
    store,
    timers,
    desk: currentDesk,
    jump: (ms) => {
      jumpedMs += ms;
    },
  });
  const witness = openWitness({
    store,
    timers,
    world,
    clients,
    requests: asked,
    fresh,
    complaints,
    laters,
    core: () => core,
    desk: currentDesk,
    isBackground: (timer) => background.test(timer),
    isTimed: false,
    isPunctual: scenario.timers !== 'race',
    actorsMayCrash: scenario.mishaps?.kinds.includes('storeFull') === true,
  });
  world.onTaskEnd((task) => desk.taskEnded(task));

  const ids = openIds(() =>
    core.isServing()
      ? [
          ...core.views.sandboxes().map(({ sandboxId }) => sandboxId),
          ...core.views.containers().map(({ containerId }) => containerId),
        ]
      : [],
  );

  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (fields: JsonObject, message: string) => {
      if (!mischief.explains(fields, message)) complaints.push({ fields, message });
    },
  };

  const live = () => {
    lives += 1;
    sweepPulls(world);
    saidMs = 0;
    desk = openDesk(world, names, {
      actFor: parts.actOf,
      plannedFor: mischief.plannedFor,
      hear: witness.called,
      nowMs: timers.now,
    });
    const life = parts.tape?.();
    core = openCore({
      charts: parts.charts ?? simulatedCharts,
      store,
      log,
      now: () => {
        saidMs = Math.max(saidMs, wallMs());
        return saidMs;
      },
      later: (delayMs, work) => {
        if (delayMs === 0) laters.push(work);
        else timers.arm('later', delayMs, work);
      },
      infraPolicy: 'when-needed',
      runtimeHandlers: [''],
      inspect: life?.inspect ?? parts.inspect,
      tape: life?.tape,
      onReply: (reply) => {
        life?.answered(reply);
        const request = asked.get(reply.requestId);
        if (request === undefined) return;
        request.replies.push(reply);
        fresh.push({ request, reply });
      },
    });
    const { system } = core.supervisor;
    names.of(core.supervisor); // at its birth, as all that invoke something are
    giveDesk(system, desk);
    timers.serve(system, (ref: AnyActorRef) => names.of(ref).name);
    witness.live(core);
    core.start();
  };

  const die = (spoil?: () => void) => {
    crashes -= 1;
    desk.crash();
    spoil?.();
    witness.died();
    timers.clear();
    laters.length = 0;
    for (const client of clients) {
      if (client.open === undefined) continue;
      client.open.state = 'lost';
      client.open = undefined; // it asks again
    }
    live();
  };

  /** The next step of a client, as it says it in this life of the daemon. */
  const saidBy = (client: ClientAt, step: Asked['command']) => {
    let isAgain = false;
    for (let life = 1; life < lives; life += 1) isAgain ||= asked.has(requestIdOf(client, life));
    return ids.said(step, { life: lives, isAgain });
  };

  const say = (client: ClientAt, step: Asked['command'], command = saidBy(client, step)) => {
    const requestId = requestIdOf(client, lives);
    const request: Asked = {
      requestId,
      client: client.name,
      command,
      askedAtMs: timers.now(),
      isEarly: !core.isServing(),
      replies: [],
      state: 'open',
    };
    asked.set(requestId, request);
    witness.asked(request);
    client.open = request;
    const end = () => {
      if (request.state !== 'open') return;
      request.state = 'answered';
      client.open = undefined;
      client.at += 1;
      const [reply] = request.replies;
      if (reply !== undefined) ids.heard(step, reply);
    };
    try {
      core.say(command, requestId, end);
    } catch (error) {
      // Refused before anybody was asked; whatever is no failure is no answer either.
      if (!(error instanceof FailureError))
        log.error({ requestId, error: String(error) }, 'a request could not be said');
      const reply: Reply = { type: 'reply', requestId, ok: false, failure: failureOf(error) };
      request.replies.push(reply);
      fresh.push({ request, reply });
      end();
    }
  };

  const cancel = (client: ClientAt) => {
    const request = client.open;
    if (request === undefined) return;
    cancels -= 1;
    request.state = 'cancelled';
    client.open = undefined;
    client.at += 1;
    core.cancel(request.requestId);
  };

  const defaults = (): Choice[] => {
    const choices: Choice[] = [];
    const add = (kind: Choice['kind'], id: string, happen: () => void) =>
      choices.push({ id, kind, isDefault: true, happen });
    for (const entry of desk.pending) {
      if (entry.kind === 'call') {
        if (entry.state === 'left') add('outcome', `late ${entry.name}`, () => desk.settle(entry));
        else if (entry.state !== 'hung') {
          const { word, happen } = mischief.outcomeOf(entry);
          add(word === 'ok' ? 'outcome' : 'fault', `${word} ${entry.name}`, happen);
        }
      } else if (entry.kind === 'load') add('outcome', `ok ${entry.name}`, () => desk.finish(entry));
      else {
        const [fact] = entry.facts;
        if (fact !== undefined && entry.limitAtMs === undefined)
          add('fact', `fact ${entry.name} ${fact.type}`, () => desk.finish(entry));
      }
    }
    for (const task of world.tasks.values()) {
      const { dying } = task;
      if (dying !== undefined && !task.isStuck)
        add('exit', `exit ${task.taskId} ${dying.exitCode}`, () => world.endTask(task, dying));
    }
    const [work] = laters;
    if (work !== undefined)
      add('later', 'later', () => {
        laters.shift();
        work();
      });
    for (const client of clients) {
      const step = client.steps[client.at];
      if (client.open === undefined && step !== undefined)
        add('ask', `ask ${client.name} ${client.at} ${step.type}`, () => say(client, step));
    }
    if (choices.length > 0) return choices;
    const mend = () => {
      for (const { id, happen } of mischief.mends()) add('mishap', id, happen);
      return choices;
    };
    if (store.isFull()) return mend();
    const asleep = mischief.asleep();
    const armed = timers.armed();
    const [next] = core.requests.count() > 0 ? armed.filter(({ name }) => !background.test(name)) : [];
    const sweep = store.counts().debts > 0 ? armed.find(({ name }) => background.test(name)) : undefined;
    const timer = next ?? sweep;
    if (asleep !== undefined && asleep.atMs <= (timer?.atMs ?? asleep.atMs))
      add('timer', `limit ${asleep.name}`, asleep.expire);
    else if (timer !== undefined) add('timer', `timer ${timer.name}`, timer.fire);
    else mend();
    return choices;
  };

  const others = (choices: Choice[]): Choice[] => {
    const add = (kind: Choice['kind'], id: string, happen: () => void) =>
      choices.push({ id, kind, isDefault: false, happen });
    if (scenario.timers === 'race')
      for (const { name, fire } of timers.armed())
        if (!background.test(name) && !choices.some(({ id }) => id === `timer ${name}`))
          add('timer', `timer ${name}`, fire);
    for (const task of world.tasks.values())
      if (task.status === 'running' && task.dying === undefined && !task.isStuck)
        for (const end of task.program.ends)
          add('exit', `exit ${task.taskId} ${end.isOomKilled === true ? 'oom' : end.exitCode}`, () =>
            world.endTask(task, end),
          );
    mischief.others(new Set(choices.map(({ id }) => id)), crashes > 0, add);
    if (cancels > 0)
      for (const client of clients)
        if (client.open !== undefined) add('cancel', `cancel ${client.open.requestId}`, () => cancel(client));
    if (crashes > 0) {
      add('crash', `crash ${lives}`, () => die());
      for (const { id, happen } of mischief.badEnds(lives, die)) add('crash', id, happen);
    }
    return choices;
  };

  const choices = () => others(defaults());
  const take = (choice: Choice) => {
    taken = { id: choice.id, before: taken };
    fresh.length = 0;
    witness.forget();
    choice.happen();
    for (const what of world.trespasses.splice(0)) complaints.push({ message: 'not ours', fields: { what } });
    witness.look();
  };

  const finish = () => {
    crashes = 0;
    cancels = 0;
    mischief.calm();
    if (defaults().length === 0) found ??= witness.rest();
    const janitor: ClientAt = { name: 'janitor', steps: [], at: 0, open: undefined };
    for (let steps = 0; steps < maxFinishingSteps; steps += 1) {
      const [choice] = defaults();
      if (choice !== undefined) {
        take(choice);
        found ??= witness.always();
        continue;
      }
      // Who crashed is followed by another first, and who could not watch tries again: until then nobody can be asked.
      const successor = timers.armed().find(({ name }) => name === 'later' || /\.rewatchMs\./.test(name));
      if (successor !== undefined) {
        take({ id: `timer ${successor.name}`, kind: 'timer', isDefault: true, happen: successor.fire });
        found ??= witness.always();
        continue;
      }
      const [left] = core.isServing() ? core.views.sandboxes() : [];
      const [next] = timers.armed().filter(({ name }) => !background.test(name));
      if (left === undefined && (next === undefined || store.saved.size === 0)) {
        sweepPulls(world); // what a pull could not abandon is the next life's
        return;
      }
      if (left !== undefined && janitor.at < 20) {
        const removal = { type: 'sandbox.remove', sandboxId: left.sandboxId } as const;
        const happen = () => say(janitor, removal, removal);
        take({ id: `ask janitor ${janitor.at} sandbox.remove`, kind: 'ask', isDefault: true, happen });
        found ??= witness.always();
      } else if (next !== undefined) {
        take({ id: `timer ${next.name}`, kind: 'timer', isDefault: true, happen: next.fire });
        found ??= witness.always();
      } else return;
    }
    complaints.push({ message: 'it does not come to rest', fields: {} });
  };

  live();
  // Up to the first request there is nothing to choose.
  for (const entry of [...currentDesk().pending]) if (entry.kind !== 'call') currentDesk().finish(entry);
  witness.look();

  const mark = (): Mark => {
    const then = { taken, crashes, cancels, lives, core, desk, found, jumpedMs, saidMs };
    const back = keepAll(
      store.keep,
      timers.keep,
      world.keep,
      names.keep,
      asked.keep,
      mischief.keep,
      desk.keep,
      core.keep,
      witness.keep,
      ids.keep,
      () => keepList(complaints),
      () => keepList(fresh),
      () => keepList(laters),
      ...clients.map((client) => () => keepClient(client)),
      ...[...asked.values()].map((request) => () => keepAsked(request)),
    );
    return {
      goBack: () => {
        ({ taken, crashes, cancels, lives, core, desk, found, jumpedMs, saidMs } = then);
        back();
      },
    };
  };

  const stateText = (read: Reader, readActor: typeof actorText): string => {
    const parts = [witness.text(), readActor(core.supervisor), `c${crashes} x${cancels} l${laters.length} ${jumpedMs}`];
    parts.push(mischief.text());
    const waiting: string[] = [];
    for (const entry of desk.pending) {
      if (entry.kind === 'call') waiting.push(`${entry.path} ${waitingText(entry)} ${read(entry.output)}`);
      else if (entry.kind === 'watch')
        waiting.push(`${entry.path}${entry.limitAtMs === undefined ? '' : ' asleep'} ${entry.facts.map(read).join()}`);
      else waiting.push(entry.path);
    }
    parts.push(waiting.sort().join(), ids.text());
    for (const { at, open } of clients) parts.push(`${at} ${open === undefined ? '' : 'open'}`);
    parts.push(
      world.left().join(),
      [...world.images.keys()].sort().join(),
      timers
        .armed()
        .map(({ name }) => name)
        .sort()
        .join(),
    );
    for (const task of world.tasks.values()) parts.push(taskText(task));
    parts.push(
      [...store.rows.values()]
        .map((row) => `${row.ownerId} ${row.effect} ${row.isDone}`)
        .sort()
        .join(),
    );
    parts.push(
      [...store.saved]
        .map(([key, record]) => `${key} ${read(record)}`)
        .sort()
        .join(),
    );
    return parts.join('\n');
  };

  return {
    choices,
    take,
    takeById: (id) => {
      const choice = choices().find((each) => each.id === id);
      if (choice === undefined) throw new Error(`"${id}" is not possible now`);
      take(choice);
    },
    hash: () => digestOf(stateText(keyOf, actorKey)),
    view: {
      requests: asked,
      clients,
      complaints,
      fresh,
      owns: world.owns,
      ownedBy: world.ownedBy,
      networkReady: () => core.views.networkReady(),
      resources: world.left,
      tasks: world.tasks,
      store,
      nowMs: timers.now,
      root: () => core.supervisor,
      sandboxes: () => (core.isServing() ? core.views.sandboxes() : []),
      containers: () => (core.isServing() ? core.views.containers() : []),
      pending: () => [...desk.pending].map(({ kind, name }) => ({ kind, name })),
      witness: { ...witness, always: () => found ?? witness.always() },
      text: () => stateText(textOf, actorText),
    },
    finish,
    mark,
    back: ({ goBack }) => goBack(),
    get taken() {
      const ids: string[] = [];
      for (let each = taken; each !== undefined; each = each.before) ids.push(each.id);
      return ids.reverse();
    },
  };
};

const requestIdOf = ({ name, at }: ClientAt, life: number): string => `${name}-${at}${life === 1 ? '' : `-${life}`}`;

const keepClient = (client: ClientAt): (() => void) => {
  const { at, open } = client;
  return () => {
    client.at = at;
    client.open = open;
  };
};
const keepAsked = (request: Asked): (() => void) => {
  const { state } = request;
  const back = keepList(request.replies);
  return () => {
    request.state = state;
    back();
  };
};
