/**
 * A recorded life of a daemon that can stand at any of its inputs: it is played once, and marked now and then; from the mark
 * before a moment to the moment is not far. What comes later can be added, for a daemon that lives still.
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Charts } from '../../actors/charts.ts';
import type { HeaderRecord, InputRecord } from '../../journal/format.ts';
import type { ReadRecord } from '../../journal/read.ts';
import type { JsonObject } from '../../machines/json.ts';
import { type Calls, openCalls } from './calls.ts';
import { openReplica, type Replica } from './replica.ts';

/** A message as an actor heard it, in some input of the recording. */
export interface Sample {
  readonly event: { readonly type: string };
  readonly q: number;
}

/** The life as it is after an input. */
export interface Standing {
  /** Of the input that was played last. */
  readonly q: number;
  readonly replica: Replica;
  /** How long a service took in what was played, the median, ms; undefined: nothing is known. */
  readonly usualMs: (service: string) => number | undefined;
  /** The last such message that was played, to this actor or to one of its chart. */
  readonly sampleOf: (of: {
    readonly actor: string;
    readonly machine: string;
    readonly type: string;
  }) => Sample | undefined;
}

export interface TimeMachine {
  /** Records of one life, its header first; what is no input is left out. */
  readonly take: (record: ReadRecord) => void;
  /** Number of the last input; 0: none. */
  readonly lastQ: () => number;
  /**
   * Plays towards the moment after input q (or the last one before it), at most so many inputs.
   * @returns undefined: it is not there yet, go on
   * @throws Unplayable
   */
  readonly goTo: (q: number, most: number) => Standing | undefined;
}

/** The charts of this build cannot be brought there. */
export class Unplayable extends Error {
  override readonly name = 'Unplayable';
}

export interface TimeMachineOptions {
  readonly charts?: Charts | undefined;
  /** Inputs between two marks, at first. */
  readonly every?: number | undefined;
  /** Marks that are kept; where there would be more, every other one goes. */
  readonly mostMarks?: number | undefined;
}

const nearApart = 32;
const mostNear = 24;

interface Mark {
  /** Inputs that had been played. */
  readonly at: number;
  readonly back: () => void;
}

export const openTimeMachine = ({ charts, every = 100, mostMarks = 250 }: TimeMachineOptions = {}): TimeMachine => {
  const inputs: InputRecord[] = [];
  const samples = new Map<string, Sample>();
  /** Requests, also those that have not been played. */
  const asked = new Map<string, Sample>();
  let header: HeaderRecord | undefined;
  /** From this record on nothing can be played. */
  let end: { readonly q: number; readonly why: string } | undefined;
  let replica: Replica | undefined;
  let played = 0;
  let apart = every;
  let marks: Mark[] = [];
  /** Beside the moments that were looked at: who looks at one looks at its neighbours next. */
  let near: Mark[] = [];
  /** How long services took, for who asks what is usual. Not gone back in. */
  let calls: Calls | undefined;

  const inspect = (event: InspectionEvent): void => {
    if (event.type !== '@xstate.event' || event.event.type === 'xstate.init') return;
    const ref = event.actorRef as AnyActorRef;
    const machine = machineIdOf(ref);
    if (machine === undefined || replica === undefined) return;
    const sample = { event: event.event, q: inputs[played]?.q ?? 0 };
    samples.set(`${machine} ${event.event.type}`, sample);
    samples.set(`${replica.nameOf(ref)} ${event.event.type}`, sample);
  };

  const mark = (): void => {
    const isDue = played === 1 || played % apart === 0;
    if (replica === undefined || !isDue || marks.some(({ at }) => at === played)) return;
    marks.push({ at: played, back: replica.keep() });
    marks.sort((one, other) => one.at - other.at);
    if (marks.length <= mostMarks) return;
    apart *= 2;
    marks = marks.filter(({ at }) => at === 1 || at % apart === 0);
  };

  const nearestTo = (place: number): Mark | undefined => {
    const [one, other] = [marks, near].map((all) => all.findLast(({ at }) => at <= place));
    return (other?.at ?? -1) > (one?.at ?? -1) ? other : one;
  };
  const markNear = (place: number): void => {
    const isNear = place - played < nearApart * 3 && played % nearApart === 0;
    if (!isNear || replica === undefined || near.some(({ at }) => at === played)) return;
    near = [...near.slice(-mostNear), { at: played, back: replica.keep() }].sort((one, other) => one.at - other.at);
  };

  const playNext = (): void => {
    const record = inputs[played];
    if (record === undefined) return;
    if (replica === undefined) {
      const opened: Replica = openReplica({
        charts,
        epochMs: header?.epochMs ?? 0,
        start: (record.e ?? {}) as JsonObject,
        inspect,
        desk: (own) => {
          calls = openCalls({
            nameOf: (ref) => opened.nameOf(ref),
            nowMs: () => opened.timers.now(),
            isOpen: (name) => opened.pending.has(name),
          });
          return calls.over(own);
        },
      });
      replica = opened;
      opened.begin(record);
    } else {
      const refused = replica.feed(record);
      if (refused !== undefined) {
        end = { q: record.q, why: `record ${record.q} cannot be played with these charts: ${refused}` };
        inputs.length = played;
        return;
      }
      if (record.s === 'svc') calls?.answered(record.a ?? '');
    }
    played += 1;
    mark();
  };

  /** How many inputs have been played at the moment after q. */
  const placeOf = (q: number): number => {
    let low = 0;
    let high = inputs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((inputs[middle]?.q ?? 0) <= q) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const goBack = (place: number): void => {
    const nearest = nearestTo(place);
    // The first is that of the start: there is one for every place.
    if (nearest === undefined) return;
    nearest.back();
    played = nearest.at;
  };

  return {
    take: (record) => {
      if (record.k === 'H') header ??= record;
      if (end !== undefined) return;
      if (record.k === 'G') end = { q: record.q, why: `records are missing: ${record.why}` };
      if (record.k !== 'I') return;
      if (inputs.length === 0 && record.s !== 'start')
        end = { q: 0, why: 'the beginning of this life is not in the recording' };
      else if (record.q > (inputs.at(-1)?.q ?? 0)) {
        inputs.push(record);
        if (record.s === 'rpc') asked.set(String((record.e as { readonly type?: unknown }).type), sampleIn(record));
      }
    },
    lastQ: () => inputs.at(-1)?.q ?? 0,
    goTo: (q, most) => {
      const wanted = Math.floor(q);
      const refuse = (): void => {
        if (end !== undefined && wanted >= end.q) throw new Unplayable(end.why);
      };
      refuse();
      const place = placeOf(wanted);
      if (place === 0) throw new Unplayable(`there is no input at or before ${wanted}`);
      const nearest = nearestTo(place);
      if (played > place || (nearest !== undefined && nearest.at > played)) goBack(place);
      for (let steps = 0; played < place && steps < most; steps += 1) {
        playNext();
        refuse();
        markNear(place);
      }
      const last = inputs[played - 1];
      if (played < place || replica === undefined || last === undefined) return undefined;
      return {
        q: last.q,
        replica,
        usualMs: (service) => calls?.usualMs(service),
        sampleOf: ({ actor, machine, type }) =>
          samples.get(`${actor} ${type}`) ?? samples.get(`${machine} ${type}`) ?? asked.get(type),
      };
    },
  };
};

/** As its actor would hear it. */
const sampleIn = ({ e, id, q }: InputRecord): Sample => ({
  event: { ...(e as unknown as { readonly type: string }), ...({ requestId: id ?? '', atMs: 0 } as object) },
  q,
});

export const machineIdOf = (ref: AnyActorRef): string | undefined => {
  const { logic } = ref as unknown as { readonly logic: { readonly id?: string; readonly config?: unknown } };
  return logic.config === undefined ? undefined : logic.id;
};
