/** Time machines of the lives that are asked about: a few, and each for one at a time. */
import { setImmediate } from 'node:timers/promises';
import { Refusal } from '../../../inspector/server/api.ts';
import type { HeaderRecord, InputRecord } from '../../../journal/format.ts';
import { openTimeMachine, type Standing, type TimeMachine, Unplayable } from '../../../simulation/play/time-machine.ts';
import type { UnfoldOptions } from '../../../simulation/unfold.ts';
import type { Source } from '../source.ts';

export interface Life {
  readonly header: HeaderRecord;
  readonly inputs: readonly InputRecord[];
  /** The recording has transitions. */
  readonly hasMoves: boolean;
}

export interface Machines {
  /**
   * Looks at a life as it was after an input. `look` is not to wait, nor to keep what it is given.
   * @throws Refusal 404 where there is no such run, 409 where it cannot be played
   */
  readonly at: <T>(
    of: { readonly source: Source; readonly run: number; readonly q: number },
    look: (standing: Standing) => T,
    signal: AbortSignal,
  ) => Promise<T>;
}

/** Lives that are kept; the one that was asked about longest ago goes first. */
const mostLives = 4;
/** Records of a life. */
export const mostInputs = 400_000;
/** Inputs that are played before others get their turn. */
const slice = 400;

interface Kept {
  readonly machine: TimeMachine;
  /** What is asked of it now, and before. */
  turn: Promise<unknown>;
}

/** @param chartsOf those that a source was made with; undefined: this build's */
export const openMachines = (chartsOf: (source: Source) => UnfoldOptions['charts']): Machines => {
  const lives = new Map<string, Kept>();

  const keptFor = (key: string, source: Source): Kept => {
    const kept = lives.get(key) ?? { machine: openTimeMachine({ charts: chartsOf(source) }), turn: Promise.resolve() };
    lives.delete(key);
    lives.set(key, kept);
    for (const oldest of lives.keys()) if (lives.size > mostLives) lives.delete(oldest);
    return kept;
  };

  return {
    at: async ({ source, run, q }, look, signal) => {
      const kept = keptFor(`${source.about().id} ${run}`, source);
      const work = async () => {
        const { machine } = kept;
        if (machine.lastQ() < q) await readInto(machine, source, run, signal);
        for (;;) {
          signal.throwIfAborted();
          const standing = stand(machine, q);
          if (standing !== undefined) return look(standing);
          await setImmediate();
        }
      };
      const done = kept.turn.then(work);
      kept.turn = done.catch(() => undefined);
      return done;
    },
  };
};

const stand = (machine: TimeMachine, q: number): Standing | undefined => {
  try {
    return machine.goTo(q, slice);
  } catch (error) {
    throw error instanceof Unplayable ? new Refusal(409, error.message) : error;
  }
};

const readInto = async (machine: TimeMachine, source: Source, run: number, signal: AbortSignal): Promise<void> => {
  let records = 0;
  for await (const record of playable(source)(run)) {
    machine.take(record);
    records += 1;
    if (records % slice === 0) signal.throwIfAborted();
    if (records > mostInputs * 2) break;
  }
  if (machine.lastQ() === 0 && records === 0) throw noRun(run);
};

const playable = (source: Source): NonNullable<Source['inputs']> => {
  if (source.inputs === undefined) throw new Refusal(409, 'this source has no inputs that could be played');
  return source.inputs;
};
const noRun = (run: number) => new Refusal(404, `there is no run ${run}, or nothing of it can be played`);

/** All inputs of a run. @throws Refusal */
export const lifeOf = async (source: Source, run: number, signal: AbortSignal): Promise<Life> => {
  let header: HeaderRecord | undefined;
  const inputs: InputRecord[] = [];
  let hasMoves = false;
  for await (const record of playable(source)(run)) {
    signal.throwIfAborted();
    if (record.k === 'H') header ??= record;
    else if (record.k === 'T') hasMoves = true;
    else if (record.k === 'G') throw new Refusal(409, `records are missing in this run: ${record.why}`);
    else if (record.k === 'I') inputs.push(record);
    if (inputs.length > mostInputs)
      throw new Refusal(409, `this run has more than ${mostInputs} inputs: it is too long for a what-if`);
  }
  if (header === undefined || inputs.length === 0) throw noRun(run);
  return { header, inputs, hasMoves };
};
