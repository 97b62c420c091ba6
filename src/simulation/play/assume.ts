/** What happens in a what-if that the recording does not tell: the next of it, and when. */
import type { InputRecord } from '../../journal/format.ts';
import type { Json } from '../../machines/json.ts';
import { limitOf } from '../world/call-limits.ts';
import type { OpenCall } from './calls.ts';
import type { ForkLife } from './fork-life.ts';
import { isBackground } from './fork-look.ts';
import type { Future } from './future.ts';
import { plain, type Shadow } from './shadow.ts';

export interface Assumed {
  readonly atMs: number;
  /** In words, without whose it is. */
  readonly text: string;
  /** Who waits for it. */
  readonly of: string;
  readonly isTimer?: boolean;
  /** It is no assumption but follows. */
  readonly isUntold?: boolean;
  /** What comes to the daemon; asked for when it is its turn. */
  readonly records: () => readonly InputRecord[];
}

export interface Scene {
  readonly life: ForkLife;
  readonly shadow: Shadow;
  readonly future: Future;
  /** Calls whose answers were taken out: they never come. */
  readonly silent: ReadonlySet<string>;
  /** ms → the life's µs. */
  readonly tAt: (atMs: number) => number;
  readonly forkMs: number;
  /** How long a service takes in the recording. */
  readonly usualMs: (service: string) => number | undefined;
}

/** Of a service that nobody asked for in the recording. */
const unknownMs = 20;
/** From a signal to the end of the process. */
const dyingMs = 10;

/** @returns undefined: nothing until then */
export const nextAssumed = (scene: Scene, limitMs: number): Assumed | undefined => {
  let next: Assumed | undefined;
  for (const each of candidates(scene))
    if (each.atMs <= limitMs && (next === undefined || each.atMs < next.atMs)) next = each;
  return next;
};

function* candidates(scene: Scene): Generator<Assumed> {
  const { life, shadow, future } = scene;
  const nowMs = life.nowMs();
  for (const call of life.calls.open.values()) {
    if (call.kind === 'call' && scene.silent.has(call.name)) {
      yield timeOutOf(scene, call);
      continue;
    }
    if (future.hasAnswer(call.name)) continue;
    const sinceMs = Math.max(call.sinceMs, scene.forkMs);
    const found = call.kind === 'watch' ? factOf(scene, call, sinceMs) : answerTo(scene, call, sinceMs);
    if (found !== undefined) yield found;
  }
  for (const task of shadow.dying()) {
    const watcher = watcherOf(life, task.taskId);
    if (watcher !== undefined && future.hasAnswer(watcher)) continue;
    yield {
      atMs: nowMs + dyingMs,
      text: 'a process that gets a signal ends',
      of: watcher ?? task.taskId,
      records: () => {
        shadow.end(task);
        return exitsNow(scene);
      },
    };
  }
  for (const { actor, type, atMs, fire: _ } of life.replica.timers.ofActors()) {
    if (isBackground(` ${type}`) || future.hasTimer(actor, type)) continue;
    const at = Math.max(atMs, nowMs);
    const text = `the timer ${type.replace(/^xstate\.after\./, '').split('.')[0]} fires when it is due`;
    yield {
      atMs: at,
      text,
      of: actor,
      isTimer: true,
      records: () => [input(scene, at, { s: 'timer', a: actor, e: type })],
    };
  }
  const [later] = life.replica.laters;
  if (later !== undefined && !future.hasLater(later.name))
    yield {
      atMs: nowMs,
      text: 'what crashed is started again',
      of: later.name,
      records: () => [input(scene, nowMs, { s: 'later', a: later.name })],
    };
}

const input = (scene: Scene, atMs: number, of: Omit<InputRecord, 'k' | 'q' | 't'>): InputRecord => ({
  k: 'I',
  q: 0,
  t: scene.tAt(Math.max(atMs, scene.life.nowMs())),
  ...of,
});

/** What the real driver makes of a call that nobody answers. */
const timeOutOf = (scene: Scene, { name, service, sinceMs }: Extract<OpenCall, { kind: 'call' }>): Assumed => {
  const { ms, code } = limitOf(service);
  const f = { code, details: { service, limitMs: ms } };
  return {
    atMs: sinceMs + ms,
    text: `${service} is given up after its limit of ${ms / 1000} s`,
    of: name,
    records: () => [input(scene, sinceMs + ms, { s: 'svc', a: name, f })],
  };
};

const answerTo = (scene: Scene, call: Exclude<OpenCall, { kind: 'watch' }>, sinceMs: number): Assumed => {
  const { shadow } = scene;
  const { name } = call;
  if (call.kind === 'load') {
    const records = () => [input(scene, sinceMs, { s: 'svc', a: name, e: plain(call.read()) })];
    return { atMs: sinceMs, text: 'the daemon reads what it has stored', of: name, isUntold: true, records };
  }
  if (call.kind === 'debts')
    return {
      atMs: sinceMs,
      text: 'what is owed is undone',
      of: name,
      records: () => {
        for (const { undo } of call.debts.undoes) shadow.answer(undo.name, undo.input);
        return [input(scene, sinceMs, { s: 'svc', a: name, e: undefined }), ...exitsNow(scene)];
      },
    };
  const usualMs = scene.usualMs(call.service);
  const atMs = sinceMs + (usualMs ?? unknownMs);
  return {
    atMs,
    text: `${call.service} answers as a simulated node does, ${usualMs === undefined ? `after ${unknownMs} ms, for it is not in the recording` : 'after its usual time'}`,
    of: name,
    records: () => {
      const outcome = shadow.answer(call.service, call.input);
      const result = 'f' in outcome ? { f: outcome.f as unknown as Json } : { e: outcome.e };
      return [input(scene, atMs, { s: 'svc', a: name, ...result }), ...exitsNow(scene)];
    },
  };
};

/** Watchers of a process tell its end when it comes; the others, what they usually tell. */
const factOf = (scene: Scene, call: Extract<OpenCall, { kind: 'watch' }>, sinceMs: number): Assumed | undefined => {
  const { shadow, future, life } = scene;
  const { name, watch, taskId, told } = call;
  if (watch === 'watchCniConfig') {
    const last = future.lastFact(watch);
    // It has told it in this life.
    if (told > 0 || last === undefined || life.replica.core.views.networkReady().isTrue) return undefined;
    const records = () => {
      call.told += 1;
      return [input(scene, sinceMs, { s: 'fact', a: name, e: last.e })];
    };
    return { atMs: sinceMs, text: 'the network configuration is as it was', of: name, records };
  }
  if (watch === 'watchTask' && (taskId === undefined || shadow.world.tasks.get(taskId)?.end === undefined))
    return undefined;
  const fact = shadow.facts(watch, taskId)[told];
  if (fact === undefined) return undefined;
  const atMs = sinceMs + dyingMs * (told + 1);
  const records = () => {
    call.told += 1;
    return [input(scene, atMs, { s: 'fact', a: name, e: plain(fact) })];
  };
  return { atMs, text: `${watch} tells what a simulated one does`, of: name, records };
};

/** Watchers hear of what ended just now. */
const exitsNow = (scene: Scene): readonly InputRecord[] =>
  scene.shadow.exits().flatMap(({ taskId, fact }) => {
    const a = watcherOf(scene.life, taskId);
    if (a === undefined || scene.future.hasAnswer(a)) return [];
    const call = scene.life.calls.open.get(a);
    if (call?.kind === 'watch') call.told += 1;
    return [input(scene, scene.life.nowMs(), { s: 'fact', a, e: plain(fact) })];
  });

const watcherOf = ({ calls }: ForkLife, taskId: string): string | undefined => {
  for (const call of calls.open.values())
    if (call.kind === 'watch' && call.watch === 'watchTask' && call.taskId === taskId) return call.name;
  return undefined;
};
