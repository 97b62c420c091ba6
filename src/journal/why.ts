/** Why an actor is in its state: back along the causes, from the transition that brought it there to what came from outside. */
import { namesLike, parentOfName } from './actor-name.ts';
import type { JournalRecord, TransitionRecord } from './format.ts';
import { type Life, openLives } from './lives.ts';
import type { Told } from './recording.ts';
import { actorOf } from './subject.ts';

export interface Step {
  readonly record: JournalRecord;
  readonly us: number;
  /** The transition that it caused in the actor that heard it. */
  readonly moved: TransitionRecord | undefined;
}
export interface Why {
  readonly life: Life;
  /** It is over, and this is how it was. */
  readonly isOver: boolean;
  /** End of what was read, µs. */
  readonly untilUs: number;
  /** The newest first; the last is what came from outside, or the first that is known. */
  readonly steps: readonly Step[];
  /** More steps than were wanted. */
  readonly isCut: boolean;
  /** Records that are missing before the end: a chain may break there. */
  readonly lost: number;
}
export type WhyAnswer =
  | { readonly found: Why }
  | { readonly found: undefined; readonly candidates: readonly string[]; readonly known: readonly string[] };

const maxKnown = 20;

/**
 * Reads the recording twice, in memory of 16 bytes a record.
 * @param pattern of the actor's name, see {@link namesLike}.
 * @param at the last record to be looked at.
 */
export const whyIn = async (
  recording: () => AsyncIterable<Told>,
  pattern: string,
  {
    at = Number.POSITIVE_INFINITY,
    mostSteps = 40,
  }: { readonly at?: number | undefined; readonly mostSteps?: number } = {},
): Promise<WhyAnswer> => {
  const lives = openLives();
  const causes = openCauses();
  let run = 0;
  let untilUs = 0;
  for await (const told of recording()) {
    if (Math.floor(told.record.q) > at && (told.run === run || run === 0)) break;
    if (told.run !== run) {
      run = told.run;
      causes.clear();
    }
    causes.note(told.record, lives.all);
    lives.see(told);
    untilUs = told.us;
  }
  const fits = namesLike(pattern);
  const living = [...lives.all.values()].filter(({ name, machine }) => fits(name) && machine !== undefined);
  const chosen = living.length > 0 ? living : [...lives.over.values()].filter(({ name }) => fits(name)).slice(-1);
  const [life] = chosen;
  if (life === undefined || chosen.length > 1)
    return {
      found: undefined,
      candidates: chosen.map(({ name }) => name),
      known: [...lives.all.keys()].filter((name) => lives.all.get(name)?.machine !== undefined).slice(0, maxKnown),
    };

  const chain: number[] = [];
  let next = life.since?.q;
  while (next !== undefined && next > 0 && chain.length <= mostSteps && !chain.includes(next)) {
    chain.push(next);
    next = causes.of(next);
  }
  const records = new Map<number, Told>();
  const moves = new Map<number, TransitionRecord>();
  const wanted = new Set(chain);
  const newest = Math.max(0, ...chain);
  for await (const told of recording()) {
    const { record } = told;
    if (told.run !== run) continue;
    if (wanted.has(record.q)) records.set(record.q, told);
    if (record.k === 'T' && record.c !== undefined && wanted.has(record.c)) {
      const heard = records.get(record.c)?.record;
      if (heard !== undefined && (heard.k === 'I' || actorOf(heard) === record.a) && !moves.has(record.c))
        moves.set(record.c, record);
    }
    if (record.q > newest && (record.c === undefined || record.c < (chain.at(-1) ?? 0)) && record.q > newest + 1000)
      break;
  }
  const steps = chain.slice(0, mostSteps).flatMap((q): readonly Step[] => {
    const told = records.get(q);
    return told === undefined ? [] : [{ record: told.record, us: told.us, moved: moves.get(q) }];
  });
  return {
    found: {
      life,
      isOver: living.length === 0,
      untilUs,
      steps,
      isCut: chain.length > mostSteps,
      lost: lives.lost(),
    },
  };
};

/** What caused each record, by its number. */
const openCauses = () => {
  /** Pairs: a record's number, which grow, and its cause's. */
  let pairs = new Float64Array(2048);
  let count = 0;
  return {
    clear: () => {
      count = 0;
    },
    of: (q: number): number | undefined => {
      let low = 0;
      let high = count - 1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        const here = pairs[middle * 2] ?? 0;
        if (here === q) return pairs[middle * 2 + 1];
        if (here < q) low = middle + 1;
        else high = middle - 1;
      }
      return undefined;
    },
    note: (record: JournalRecord, all: ReadonlyMap<string, Life>) => {
      const cause = causeOf(record, all);
      if (cause === undefined || record.q <= (count === 0 ? 0 : (pairs[count * 2 - 2] ?? 0))) return;
      if (count * 2 === pairs.length) {
        const more = new Float64Array(pairs.length * 2);
        more.set(pairs);
        pairs = more;
      }
      pairs[count * 2] = record.q;
      pairs[count * 2 + 1] = cause;
      count += 1;
    },
  };
};

const causeOf = (record: JournalRecord, all: ReadonlyMap<string, Life>): number | undefined => {
  // A timer was armed by the state that it is of.
  if (record.k === 'M' && record.e.startsWith('xstate.after.')) return all.get(record.a)?.since?.q ?? record.c;
  if (record.c !== undefined || record.k !== 'I' || record.a === undefined) return record.c;
  if (record.s === 'timer') return all.get(record.a)?.since?.q;
  // The result of a service comes of its call.
  return record.s === 'svc' ? all.get(parentOfName(record.a) ?? '')?.pending.get(record.a)?.q : undefined;
};
