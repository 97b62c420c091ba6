/** A counter-example, played again: its inputs as records, where it breaks, and what decided. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RaceAbout, SourceAbout } from '../../../inspector/stream.ts';
import type { JournalRecord } from '../../../journal/format.ts';
import type { ReadRecord } from '../../../journal/read.ts';
import { buildOf } from '../../../simulation/explore/build.ts';
import { partsOf } from '../../../simulation/explore/catalogue.ts';
import { deedText } from '../../../simulation/explore/deed-text.ts';
import { emitTest } from '../../../simulation/explore/emit-test.ts';
import type { Repro } from '../../../simulation/explore/repro.ts';
import type { Deviation } from '../../../simulation/explore/schedule.ts';
import { type Written, written } from '../../../simulation/explore/written.ts';
import type { Source } from '../source.ts';
import { freeId } from './free-id.ts';
import type { Pointed } from './pointing-worker.ts';
import { recordsSource } from './records.ts';

export interface ReproOptions {
  readonly repro: Repro;
  /** A file's name. */
  readonly title: string;
  /** Made of another. */
  readonly of?: SourceAbout['of'];
  /** Steps of deviations that are not taken; they are told all the same. */
  readonly off?: ReadonlySet<number> | undefined;
  /** Ids of other sources. */
  readonly taken?: ReadonlySet<string> | undefined;
}

/** @throws NameUnknown where it was played with a twin that this build does not have */
export const reproSource = ({ repro, title, of, off = new Set(), taken = new Set() }: ReproOptions): Source => {
  const parts = partsOf(repro.twin);
  const run = written(repro.scenario, repro.choices, {
    parts,
    isFinished: true,
    build: buildOf(),
    noteOf: (step, id) => {
      const found = repro.deviations.find((each) => each.step === step && each.take === id);
      return found === undefined ? undefined : `deviation: ${textOfDeviation(found)}`;
    },
  });
  const race = raceIn(repro, run, off);
  const troubles = run.missing.map((id) => `"${id}" is not possible in this build, and was left out`);
  const about: SourceAbout = {
    id: freeId(idOf(repro, off), taken),
    kind: 'simulated',
    title,
    troubles: troubles.slice(0, 10),
    isUnfolded: true,
    hasContexts: true,
    canPlay: true,
    ...(of === undefined ? {} : { of }),
    race,
  };
  const source = recordsSource({
    about,
    records: [...run.records, ...verdictOf(run)],
    charts: parts?.charts,
    after: async (telling) => {
      if (!race.isBroken || run.steps.length > mostPointed) return;
      const found = await pointedOnThread({ ...repro, invariant: race.invariant, wrong: race.wrong }, telling.signal);
      telling.about({ race: pointed(run, race, found) });
    },
  });
  return { ...source, repro: () => repro };
};

/** Choices of a run that is looked at from each of its prefixes: of a longer one that would take minutes. */
const mostPointed = 300;

const idOf = (repro: Repro, off: ReadonlySet<number>): string =>
  createHash('sha256')
    .update(JSON.stringify([repro.scenario, repro.choices, repro.twin ?? '', [...off]]))
    .digest('hex')
    .slice(0, 10);

const raceIn = (repro: Repro, { violation }: Written, off: ReadonlySet<number>): RaceAbout => ({
  scenario: repro.scenario.name,
  invariant: violation?.invariant ?? repro.invariant,
  wrong: violation?.wrong ?? '',
  deviations: repro.deviations.map((each) => ({
    step: each.step,
    id: each.take,
    text: textOfDeviation(each),
    isOn: !off.has(each.step),
  })),
  inevitability: [],
  racing: [],
  test: emitTest(repro, resolve('test/simulation/regressions')),
  isBroken: violation !== undefined,
});

const textOfDeviation = ({ take, instead }: Deviation): string =>
  instead === 'finish'
    ? `${deedText(take)}, where all was at rest`
    : take === 'finish'
      ? `the run ends, before ${deedText(instead)}`
      : `${deedText(take)}, before ${deedText(instead)}`;

/** With what takes many runs to find out: which two race, and from where on it was certain. */
const pointed = ({ steps }: Written, race: RaceAbout, { pair, chances }: Pointed): RaceAbout => {
  /** How much more likely it was after a step than before. */
  const weight = (step: number): number =>
    (chances[step + 1] ?? 0) - (chances[step] ?? 0) + (pair.includes(step) ? 1 : 0);
  return {
    ...race,
    deviations: race.deviations.toSorted((one, other) => weight(other.step) - weight(one.step)),
    inevitability: chances.slice(1),
    racing: pair.flatMap((step) => steps[step]?.q ?? []),
  };
};

/** It takes seconds: others are answered meanwhile. */
const pointedOnThread = (repro: Repro, signal: AbortSignal): Promise<Pointed> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./pointing-worker.ts', import.meta.url), { workerData: repro });
    const end = () => void thread.terminate();
    signal.addEventListener('abort', end, { once: true });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => {
      signal.removeEventListener('abort', end);
      reject(new Error('what decided was not found out'));
    });
  });

/** After the last thing that happened. */
const verdictOf = ({ records, violation }: Written): readonly JournalRecord[] => {
  const last = records.at(-1);
  if (violation === undefined || last === undefined || last.k === 'H') return [];
  const { invariant: name, wrong: message } = violation;
  const verdict = { k: 'V', q: last.q + 1, t: last.t, name, verdict: 'violation', message } as const;
  return [{ ...verdict, subject: subjectIn(message, records), w: [last.q] }];
};

/** The actor whose id is in the words; the longest one. */
const subjectIn = (words: string, records: readonly ReadRecord[]): string => {
  const ids = new Map<string, string>();
  for (const record of records) {
    if (record.k !== 'I' || record.s !== 'rpc') continue;
    const { sandboxId, containerId } = record.e as { readonly sandboxId?: unknown; readonly containerId?: unknown };
    if (typeof sandboxId === 'string') ids.set(sandboxId, `pod:${sandboxId}#1`);
    if (typeof containerId === 'string' && typeof sandboxId === 'string')
      ids.set(containerId, `pod:${sandboxId}#1/ctr:${containerId}#1`);
  }
  const named = [...ids.keys()].filter((id) => new RegExp(`(^|[^\\w-])${escaped(id)}($|[^\\w-])`).test(words));
  return ids.get(named.sort((one, other) => other.length - one.length)[0] ?? '') ?? '';
};
const escaped = (id: string): string => id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
