/**
 * A recording of inputs with all that they caused: births, messages, transitions, calls of services. They are not in the file;
 * the inputs are played again (`replay.ts`), and the actors tell. Records that are made so have numbers between that of their
 * input and the next: 17.0001, 17.0002 …
 */
import { openTeller } from '../actors/teller.ts';
import type { HeaderRecord, JournalRecord } from '../journal/format.ts';
import type { Told } from '../journal/recording.ts';
import { type Divergence, openReplay, type ReplayOptions } from './replay.ts';

/** Parts of a number that records of one input may have; where there are more (a recovery), the rest has smaller ones. */
const parts = 10_000;
const smallerParts = 1_000_000_000;
const numberIn = (q: number, nth: number): number =>
  nth < parts ? (q * parts + nth) / parts : q + (parts - 1) / parts + (nth - parts + 1) / smallerParts;

export interface Unfolding {
  /** Before the records that follow it. */
  readonly header: (header: HeaderRecord) => void;
  /** @returns the record with what it caused; after a divergence or a gap, records as they are. */
  readonly take: (told: Told) => readonly Told[];
  /** What inputs cause is not known any more. */
  readonly isLost: () => boolean;
}

export interface UnfoldOptions {
  /** Contexts are told too (`S`). */
  readonly hasContexts?: boolean | undefined;
  /** Others than this build's: broken on purpose. */
  readonly charts?: ReplayOptions['charts'];
}

/** @param onDivergence this build does other things than the recording: from then on, what inputs caused is not known. */
export const openUnfolding = (
  onDivergence: (divergence: Divergence) => void,
  { hasContexts, charts }: UnfoldOptions = {},
): Unfolding => {
  let isLost = false;
  let now: Told | undefined;
  let made: Told[] = [];
  const add = (record: JournalRecord): void => {
    if (now !== undefined) made.push({ ...now, record });
  };
  const newTeller = () =>
    openTeller({
      hasContexts,
      nameOf: (ref) => nameOf(ref),
      nowUs: () => now?.us ?? 0,
      tell: (record) => {
        const base = now?.record;
        if (base === undefined) return 0;
        if (record.k === 'I') {
          add(base);
          return base.q;
        }
        const q = numberIn(base.q, made.length);
        const { k, ...rest } = record;
        add({ k, q, t: base.t, ...rest } as JournalRecord);
        return q;
      },
    });
  let nameOf: Parameters<typeof openTeller>[0]['nameOf'] = () => '';
  let teller = newTeller();
  const replay = openReplay({
    charts,
    inspect: (event, its) => {
      nameOf = its;
      teller.inspect(event);
    },
  });
  const heard = (divergence: Divergence | undefined) => {
    if (divergence === undefined || isLost) return;
    isLost = true;
    onDivergence(divergence);
  };

  return {
    isLost: () => isLost,
    header: (header) => heard(replay.take(header)),
    take: (told) => {
      const { record } = told;
      if (record.k === 'I' && record.s === 'start') {
        isLost = false;
        teller = newTeller();
      }
      if (isLost) return [told];
      if (record.k === 'G') isLost = true;
      now = told;
      made = [];
      if (record.k === 'I') teller.input(record);
      // The transitions that the file has are told again by the actors.
      else if (record.k !== 'T') add(record);
      heard(replay.take(record));
      // It is of the input before that it became known; what this one caused here is not what it caused there.
      return isLost ? [told] : made;
    },
  };
};
