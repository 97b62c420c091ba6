/**
 * Who is there, of transitions alone: births at the first state, calls of services from what the charts invoke in a state, ends
 * at a final one. What a chart of this build does not have is told as a state, and no more. Calls get the number that the last
 * one of that name had, and one more, until an answer tells the true one.
 */
import { parentOfName } from '../../../journal/actor-name.ts';
import type { CheckpointRecord, InputRecord, JournalRecord, TransitionRecord } from '../../../journal/format.ts';
import { failureIn } from '../../../journal/subject.ts';
import { stateFacts } from '../../../machines/invoked-at.ts';

export interface Observed {
  /** Hears a record that is told as it is. */
  readonly note: (record: JournalRecord) => void;
  /** @returns the record, and what can be concluded from it */
  readonly take: (record: JournalRecord) => readonly JournalRecord[];
  /** Actors that are there, with their states. */
  readonly states: () => ReadonlyMap<string, string>;
}

interface Call {
  readonly name: string;
  readonly q: number;
  readonly t: number;
}
interface Actor {
  state: string;
  /** By the service's id. */
  readonly calls: Map<string, Call>;
}

const parts = 10_000;

/** `attachNetwork` and 2 of `pod:a#1/svc:attachNetwork#2`. */
const callIn = (name: string): { readonly service: string; readonly nth: number } => {
  const [, service = name, nth = '1'] = /(?:^|\/)(?:svc:)?([^/]*?)(?:#(\d+))?$/.exec(name) ?? [];
  return { service, nth: Number(nth) };
};

export const openObserved = (): Observed => {
  const actors = new Map<string, Actor>();
  const states = new Map<string, string>();
  /** How many calls of a path there were. */
  const counts = new Map<string, number>();

  const actorOf = (name: string): Actor => {
    const found = actors.get(name);
    if (found !== undefined) return found;
    const made = { state: '', calls: new Map() };
    actors.set(name, made);
    return made;
  };
  /** Those that came to their end in this input: their last state is told after it. */
  const ended = new Set<string>();
  const over = (name: string) => {
    actors.delete(name);
    states.delete(name);
    ended.add(name);
  };
  const asked = (actor: string, name: string, { q, t }: { readonly q: number; readonly t: number }) => {
    const { service, nth } = callIn(name);
    actorOf(actor).calls.set(service, { name, q, t });
    counts.set(`${actor}/${service}`, nth);
  };

  const note = (record: JournalRecord): void => {
    switch (record.k) {
      case 'I':
        ended.clear();
        return;
      case 'A':
        ended.delete(record.a);
        return;
      case 'T':
        if (ended.has(record.a)) return;
        actorOf(record.a).state = record.v1;
        states.set(record.a, record.v1);
        return;
      case 'E':
        asked(record.a, record.n, record);
        return;
      case 'R':
        actors.get(record.a)?.calls.delete(callIn(record.n).service);
        return;
      case 'Z':
        over(record.a);
        return;
      case 'C':
        for (const { a, v } of record.actors ?? []) {
          actorOf(a).state = v;
          states.set(a, v);
        }
        return;
      default:
        return;
    }
  };

  const take = (record: JournalRecord): readonly JournalRecord[] => {
    const all: JournalRecord[] = [record];
    const { t } = record;
    const number = () => (Math.floor(record.q) * parts + all.length) / parts;
    if (record.k === 'I') {
      for (const each of record.r ?? []) all.push(answerTo(each, record, number()));
      if (record.s === 'svc' && record.a !== undefined) {
        const a = parentOfName(record.a) ?? '';
        const call = actors.get(a)?.calls.get(callIn(record.a).service);
        counts.set(`${a}/${callIn(record.a).service}`, callIn(record.a).nth);
        if (call !== undefined) {
          actors.get(a)?.calls.delete(callIn(record.a).service);
          const code = failureIn(record);
          const o = code === undefined ? 'ok' : 'err';
          all.push({
            k: 'R',
            q: number(),
            t,
            a,
            n: call.name,
            o,
            ...(code === undefined ? {} : { e: code }),
            d: t - call.t,
            c: call.q,
          });
        }
      }
      if (record.s === 'stop' || record.s === 'start') {
        actors.clear();
        states.clear();
      }
      return all;
    }
    if (record.k === 'C') {
      all.push(...checkpointed(record, number));
      return all;
    }
    if (record.k !== 'T') {
      note(record);
      return all;
    }
    return moved(record);
  };

  /** Births come before the first state; calls that ended before it, and those that began after it. */
  const moved = (record: TransitionRecord): readonly JournalRecord[] => {
    const { a, v0, v1, q, t, c } = record;
    const facts = stateFacts(a, v1);
    const made: JournalRecord[] = [];
    const number = () => (Math.floor(q) * parts + 1 + made.length) / parts;
    const because = { c: c ?? q };
    const isNew = !actors.has(a);
    const actor = actorOf(a);
    if (isNew && v0 === '') {
      const p = parentOfName(a);
      const born: JournalRecord = {
        k: 'A',
        q: number(),
        t,
        a,
        ...(p === undefined ? {} : { p }),
        ...(facts === undefined ? {} : { m: facts.machine }),
        ...because,
      };
      made.push(born);
    }
    const wanted = new Set(facts?.services ?? []);
    for (const [service, call] of actor.calls) {
      if (wanted.has(service)) continue;
      actor.calls.delete(service);
      made.push({ k: 'R', q: number(), t, a, n: call.name, o: 'cancel', d: t - call.t, c: call.q });
    }
    for (const service of wanted) {
      if (actor.calls.has(service)) continue;
      const n = `${a}/svc:${service}#${(counts.get(`${a}/${service}`) ?? 0) + 1}`;
      const began: JournalRecord = { k: 'E', q: number(), t, a, n, ...because };
      made.push(began);
      asked(a, n, began);
    }
    note(record);
    if (facts?.isFinal === true) {
      made.push({ k: 'Z', q: number(), t, a, how: 'done', ...because });
      over(a);
    }
    return [record, ...made];
  };

  /** Calls of actors that were there before the records begin. */
  const checkpointed = (record: CheckpointRecord, number: () => number): readonly JournalRecord[] => {
    note(record);
    for (const { a, w } of record.actors ?? [])
      for (const [name, sinceUs] of w ?? []) asked(a, name, { q: number(), t: sinceUs ?? record.t });
    return [];
  };

  return { note, take, states: () => states };
};

/** An answer that an input caused, where it tells of them. */
const answerTo = ([id, code]: readonly [string, string?], { t, q: c }: InputRecord, q: number): JournalRecord => ({
  k: 'M',
  q,
  t,
  a: 'client',
  e: code === undefined ? 'reply' : `reply.${code}`,
  id,
  c,
});
