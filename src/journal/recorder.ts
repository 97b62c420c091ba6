/**
 * Numbers what a daemon's tape hears, and writes it at the verbosity that is asked for now. A life begins with a header;
 * `start` is its first input.
 */
import type { HeaderRecord, InputRecord, JournalRecord, TransitionRecord } from './format.ts';

export type Verbosity = 'inputs' | 'transitions';

export interface RecorderOptions {
  readonly emit: (record: JournalRecord) => void;
  readonly verbosity: () => Verbosity;
}

/** @returns what a life tape's `onInput` does. */
export const recorder = ({ emit, verbosity }: RecorderOptions) => {
  let q = 0;
  return (
    input: Omit<InputRecord, 'k' | 'q' | 't'>,
    t: number,
    moves: readonly Pick<TransitionRecord, 'a' | 'e' | 'v0' | 'v1'>[],
    answers: NonNullable<InputRecord['r']> = [],
  ): void => {
    q += 1;
    const cause = q;
    if (verbosity() === 'inputs') {
      emit({ k: 'I', q, t, ...input });
      return;
    }
    emit({ k: 'I', q, t, ...input, ...(answers.length === 0 ? {} : { r: answers }) });
    for (const move of moves) {
      q += 1;
      emit({ k: 'T', q, t, c: cause, ...move });
    }
  };
};

/** A header of a life whose time 0 is `epochMs`. */
export const lifeHeader = (of: Pick<HeaderRecord, 'build' | 'epochMs' | 'monotonicUs' | 'keyId'>): HeaderRecord => ({
  k: 'H',
  format: 'troupe.journal/1',
  source: 'daemon',
  node: process.version,
  ...of,
});
