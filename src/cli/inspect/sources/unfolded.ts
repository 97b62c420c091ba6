/**
 * Records as they were written, made into all that happened. Each run as it needs it: inputs from their beginning are played
 * again; where that is not to be had, transitions are told as they are, with what can be read off the charts; records of a tap
 * become the states of what it saw; what was unfolded before passes.
 */
import type { HeaderRecord, JournalRecord } from '../../../journal/format.ts';
import type { Told } from '../../../journal/recording.ts';
import { lineOf } from '../../../journal/wording.ts';
import { failureOf } from '../../../machines/failure.ts';
import type { Divergence } from '../../../simulation/replay.ts';
import { openUnfolding, type Unfolding, type UnfoldOptions } from '../../../simulation/unfold.ts';
import { type Observed, openObserved } from './observed.ts';
import type { Telling } from './produced.ts';
import { openSeen, type Seen } from './tapped.ts';

export interface Unfolded {
  /** A run begins. */
  readonly header: (header: HeaderRecord) => void;
  readonly take: (told: Told) => void;
  /** Nothing more comes. */
  readonly end: () => void;
  /** States of actors as they were told, and the calls that they wait for. */
  readonly states: () => ReadonlyMap<string, string>;
  /** Births, messages and contexts are being told. */
  readonly isPlaying: () => boolean;
}

type Mode = 'undecided' | 'played' | 'observed' | 'seen' | 'as it is';

export const openUnfolded = (
  telling: Pick<Telling, 'line' | 'trouble' | 'about'>,
  options: Omit<UnfoldOptions, 'hasContexts'> = {},
): Unfolded => {
  let mode: Mode = 'undecided';
  let unfolding: Unfolding | undefined;
  let observed: Observed = openObserved();
  let seen: Seen | undefined;
  let first: Told | undefined;
  let said = '';

  const tell = (record: JournalRecord): void => {
    observed.note(record);
    telling.line(record);
  };
  const can = (isUnfolded: boolean, hasContexts = isUnfolded, canPlay = isUnfolded): void => {
    const text = `${isUnfolded} ${hasContexts} ${canPlay}`;
    if (said === text) return;
    said = text;
    telling.about({ isUnfolded, hasContexts, canPlay });
  };
  const lose = (why: string): void => {
    telling.trouble(why);
    mode = 'observed';
    can(false, false, true);
  };
  const decide = (record: JournalRecord, next: JournalRecord | undefined): void => {
    if (seen !== undefined) {
      mode = 'seen';
      telling.about({ kind: 'tap' });
      can(true, true, false);
    } else if (record.k === 'I' && record.s === 'start' && (next === undefined || isWritten(next))) {
      mode = 'played';
      can(true);
    } else if (isWritten(record) && (next === undefined || isWritten(next)) && record.k !== 'V') {
      mode = 'observed';
      can(false);
    } else {
      mode = 'as it is';
      can(true, true, false);
    }
  };
  const handle = (told: Told): void => {
    const { record } = told;
    if (mode === 'seen') for (const each of seen?.take(record) ?? []) tell(each);
    else if (mode === 'observed') for (const each of observed.take(record)) telling.line(each);
    else if (mode === 'as it is') tell(record);
    else if (unfolding !== undefined) {
      let made: readonly Told[] = [told];
      try {
        made = unfolding.take(told);
      } catch (error) {
        lose(`record ${record.q} cannot be played: ${String(failureOf(error).details.error ?? error)}`);
      }
      // The record that shows the divergence is told as it is.
      if (isObserved()) for (const each of observed.take(record)) telling.line(each);
      else for (const each of made) tell(each.record);
      if (!isObserved() && unfolding.isLost()) lose(`after record ${record.q} what inputs caused is not known`);
    }
  };
  const isObserved = (): boolean => mode === 'observed';
  const settle = (next: Told | undefined): void => {
    if (first === undefined) return;
    const held = first;
    first = undefined;
    decide(held.record, next?.record);
    handle(held);
  };

  return {
    header: (header) => {
      settle(undefined);
      mode = 'undecided';
      observed = openObserved();
      seen = header.source === 'tap' ? openSeen() : undefined;
      unfolding = openUnfolding((divergence) => lose(textOfDivergence(divergence)), { ...options, hasContexts: true });
      unfolding.header(header);
      telling.line(header);
    },
    take: (told) => {
      // What somebody wrote at a record says by itself at which.
      if (isNote(told.record)) {
        telling.line(told.record);
        return;
      }
      if (mode !== 'undecided') handle(told);
      else if (first === undefined) first = told;
      else {
        settle(told);
        handle(told);
      }
    },
    end: () => settle(undefined),
    states: () => observed.states(),
    isPlaying: () => mode === 'played',
  };
};

const isNote = (record: JournalRecord): boolean => record.k === 'N' && record.at !== undefined;

/** Of the kinds that a daemon writes. */
const isWritten = ({ k, q }: JournalRecord): boolean =>
  (k === 'I' || k === 'T' || k === 'G' || k === 'N' || k === 'V' || k === 'C') && Number.isInteger(q);

const textOfDivergence = ({ q, reason, build, input }: Divergence): string => {
  const { who, what } = lineOf({ k: 'I', q, t: 0, ...input });
  const there = build === '' ? 'the one that recorded it' : build;
  return `record ${q} (${who} ${what}) causes other things in this build than in ${there}: ${reason}; from there on transitions are told as they were recorded`;
};
