/**
 * A schedule, played and written down as a daemon would: its inputs, life after life. So all that looks at recordings can look
 * at it. Virtual time stands still for as long as nobody waits: here each choice takes a millisecond, to have its place.
 */
import { openLifeTape } from '../../actors/tape.ts';
import type { Violation } from '../../invariants/invariant.ts';
import { type InputRecord, type JournalRecord, journalFormat, type NoteRecord } from '../../journal/format.ts';
import type { ReadRecord } from '../../journal/read.ts';
import type { Json } from '../../machines/json.ts';
import type { Choice } from '../choices.ts';
import { violationIn } from '../invariants.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';
import { endOf, livelock, maxSteps } from './walk.ts';

export interface WrittenStep {
  /** Of the choice; `finish`: the end of the run. */
  readonly id: string;
  /** Life of the daemon, from 1, and number of the first record of it. */
  readonly run: number;
  readonly q: number;
}

export interface Written {
  readonly records: readonly ReadRecord[];
  readonly steps: readonly WrittenStep[];
  readonly violation: Violation | undefined;
  /** Choices that were not possible, and were left out. */
  readonly missing: readonly string[];
}

export interface WriteOptions {
  readonly parts?: Parts | undefined;
  /** After the last choice it goes on by default, and comes to its end: no more faults, every pod is removed. */
  readonly isFinished: boolean;
  /** What is said of a choice, beside its inputs. */
  readonly noteOf?: ((step: number, id: string) => string | undefined) | undefined;
  readonly build: string;
}

const epochMs = 1_000_000;
const stepUs = 1000;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export const written = (scenario: Scenario, choices: readonly string[], options: WriteOptions): Written => {
  const records: ReadRecord[] = [];
  const steps: WrittenStep[] = [];
  const missing: string[] = [];
  let run = 0;
  let q = 0;
  let t = 0;
  const add = (record: Omit<JournalRecord, 'q' | 't'>): void => {
    q += 1;
    records.push({ ...record, q, t: t + steps.length * stepUs } as JournalRecord);
  };
  const tape = () => {
    run += 1;
    q = 0;
    const about = { format: journalFormat, source: 'simulation', build: options.build, node: process.version } as const;
    records.push({ k: 'H', ...about, epochMs, monotonicUs: 0, keyId: `life ${run}` });
    return openLifeTape({
      epochMs,
      // As it is when it is read from a file.
      hide: (value) => JSON.parse(JSON.stringify(value ?? null)) as Json,
      log: silent,
      onInput: (input, atUs) => {
        t = atUs;
        add({ k: 'I', ...input } as Omit<InputRecord, 'q' | 't'>);
      },
    });
  };
  const simulation = openSimulation(scenario, { ...options.parts, tape });

  const step = (id: string, happen: () => void): void => {
    const [before, beforeRun] = [q, run];
    const said = options.noteOf?.(steps.length, id);
    if (said !== undefined) add({ k: 'N', e: said } as Omit<NoteRecord, 'q' | 't'>);
    const place = said === undefined ? before + 1 : before + 2;
    happen();
    const isNewLife = run !== beforeRun;
    // What the world did without a word to the daemon has its place too.
    if (!isNewLife && q < place) add({ k: 'N', e: id } as Omit<NoteRecord, 'q' | 't'>);
    steps.push({ id, run, q: isNewLife ? 1 : place });
  };

  let violation: Violation | undefined;
  const take = (choice: Choice): void => {
    step(choice.id, () => simulation.take(choice));
    violation = violationIn(simulation.view, 'always');
    if (violation === undefined && steps.length >= maxSteps) violation = livelock;
  };
  for (const id of choices) {
    if (violation !== undefined) break;
    const choice = simulation.choices().find((each) => each.id === id);
    if (choice !== undefined) take(choice);
    else if (id !== 'finish') missing.push(id);
  }
  while (violation === undefined && options.isFinished) {
    const [next] = simulation.choices();
    if (next?.isDefault !== true) break;
    take(next);
  }
  if (violation === undefined && options.isFinished)
    step('finish', () => {
      violation = endOf(simulation);
    });
  return { records, steps, violation, missing };
};
