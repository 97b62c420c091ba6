/** Simulations that are played on a page: stateless, so that a link is all that is needed. */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { SimAnswer, SimScenario } from '../../../inspector/playing.ts';
import { Refusal } from '../../../inspector/server/api.ts';
import { buildOf } from '../../../simulation/explore/build.ts';
import { catalogue, partsOf } from '../../../simulation/explore/catalogue.ts';
import { type Written, written } from '../../../simulation/explore/written.ts';
import { type SimRun, SimWrong, simRun } from '../../../simulation/play/sim-run.ts';
import type { Scenario } from '../../../simulation/scenario.ts';
import { twins } from '../../../simulation/twins/twins.ts';
import type { UnfoldOptions } from '../../../simulation/unfold.ts';
import type { Source } from '../source.ts';
import { recordsSource } from '../sources/records.ts';
import { reproSource } from '../sources/repro.ts';
import type { Explored, Exploring } from './explore-worker.ts';
import type { Made } from './made.ts';

/** What can be chosen: the scenarios, and those in which something is broken on purpose. */
const broken = 'broken: ';

interface Stage {
  readonly scenario: Scenario;
  readonly twin: string | undefined;
}

export const listScenarios = (): readonly SimScenario[] => [
  ...catalogue().map((scenario) => describe(scenario.name, scenario)),
  ...twins.map(({ name, breaks, scenario }) => ({ ...describe(`${broken}${name}`, scenario), breaks })),
];

const describe = (
  name: string,
  { clients, faults, mishaps, crashes = 0, cancels = 0, timers, programs }: Scenario,
): SimScenario => ({
  name,
  clients: clients.map((client) => ({ name: client.name, steps: client.steps.map(({ type }) => type) })),
  mayGoWrong: [
    ...(faults === undefined || faults.total === 0 ? [] : [`${faults.total} of ${faults.kinds.join(', ')}`]),
    ...(mishaps === undefined || mishaps.total === 0 ? [] : [`${mishaps.total} of ${mishaps.kinds.join(', ')}`]),
    ...(crashes > 0 ? [`the daemon dies ${crashes === 1 ? 'once' : `${crashes} times`}`] : []),
    ...(cancels > 0 ? [`${cancels === 1 ? 'a client gives' : `${cancels} clients give`} up`] : []),
    ...(timers === 'race' ? ['timers race'] : []),
    ...(programs === undefined ? [] : ['processes end by themselves']),
  ],
});

const stageOf = (name: string): Stage => {
  const twin = name.startsWith(broken) ? twins.find((each) => each.name === name.slice(broken.length)) : undefined;
  const scenario = twin?.scenario ?? catalogue().find((each) => each.name === name);
  if (scenario === undefined) throw new Refusal(404, `there is no scenario ${JSON.stringify(name)}`);
  return { scenario, twin: twin?.name };
};

const mostWords = 1000;
const exploreCpuMs = 2000;
/** A thread that does not come back is ended. */
const exploreLimitMs = 30_000;

export interface SimDesk {
  readonly steps: Made;
  /** What explorations found. */
  readonly found: Made;
  /** Ids of all sources. */
  readonly taken: () => ReadonlySet<string>;
  /** Hears what a source was made with. */
  readonly wired: (source: Source, charts: UnfoldOptions['charts']) => void;
}

/** @throws Refusal */
export const simAnswer = async (
  ask: { readonly scenario: string; readonly choices: readonly string[] },
  desk: SimDesk,
  signal: AbortSignal,
): Promise<SimAnswer> => {
  if (ask.choices.length > mostWords) throw new Refusal(400, `more than ${mostWords} choices`);
  const stage = stageOf(ask.scenario);
  const wantsToExplore = ask.choices.at(-1) === 'explore';
  const words = wantsToExplore ? ask.choices.slice(0, -1) : ask.choices;
  const run = played(stage, words);
  const ids = run.taken.map(({ id }) => id);
  const id = idOf(ask.scenario, ids, run.isEnded);
  let steps: Written['steps'] = [];
  const write = (): Written => {
    const all = written(stage.scenario, ids, { parts: partsOf(stage.twin), isFinished: run.isEnded, build: buildOf() });
    ({ steps } = all);
    return all;
  };
  const source = await desk.steps.of(id, async () => {
    const made = runSource({ id, title: titleOf(ask.scenario, ids), stage, written: write(), run });
    desk.wired(made, partsOf(stage.twin)?.charts);
    return made;
  });
  if (steps.length === 0) write();
  const explored = wantsToExplore ? await explore(stage, ids, desk, signal) : undefined;
  return {
    source,
    taken: run.taken.map((each, index) => ({ ...each, run: steps[index]?.run ?? 1, q: steps[index]?.q ?? 0 })),
    choices: run.choices,
    isAtRest: run.isAtRest,
    isEnded: run.isEnded,
    violation: run.violation && { invariant: run.violation.invariant, wrong: run.violation.wrong },
    ...(explored === undefined ? {} : { explored }),
  };
};

const played = ({ scenario, twin }: Stage, words: readonly string[]): SimRun => {
  try {
    return simRun(scenario, words, partsOf(twin));
  } catch (error) {
    throw error instanceof SimWrong ? new Refusal(400, error.message) : error;
  }
};

const idOf = (...of: readonly unknown[]): string =>
  `sim-${createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 10)}`;

const titleOf = (scenario: string, ids: readonly string[]): string =>
  `${scenario}, ${ids.length} ${ids.length === 1 ? 'step' : 'steps'}`;

const runSource = (of: {
  readonly id: string;
  readonly title: string;
  readonly stage: Stage;
  readonly written: Written;
  readonly run: SimRun;
}): Source => {
  const { id, title, stage, written: all, run } = of;
  const last = all.records.at(-1);
  const verdict =
    run.violation === undefined || last === undefined || last.k === 'H'
      ? []
      : [
          {
            k: 'V',
            q: last.q + 1,
            t: last.t,
            name: run.violation.invariant,
            verdict: 'violation',
            subject: '',
            message: run.violation.wrong,
            w: [last.q],
          } as const,
        ];
  const about = {
    id,
    title,
    kind: 'simulated',
    troubles: [],
    isUnfolded: true,
    hasContexts: true,
    canPlay: true,
  } as const;
  return recordsSource({ about, records: [...all.records, ...verdict], charts: partsOf(stage.twin)?.charts });
};

const explore = async (stage: Stage, choices: readonly string[], desk: SimDesk, signal: AbortSignal) => {
  const seed = Number.parseInt(idOf(stage.scenario.name, choices).slice(-6), 16) || 1;
  const { schedules, repro } = await onThread({ ...stage, choices, seed, maxCpuMs: exploreCpuMs }, signal);
  if (repro === undefined) return { schedules, found: undefined };
  const make = async () => reproSource({ repro, title: `${repro.invariant}, found by exploring`, taken: desk.taken() });
  return { schedules, found: await desk.found.of(idOf('found', repro.scenario, repro.choices), make) };
};

const onThread = (workerData: Exploring, signal: AbortSignal): Promise<Explored> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./explore-worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(exploreLimitMs)]);
    const end = () => void thread.terminate();
    limit.addEventListener('abort', end, { once: true });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => {
      limit.removeEventListener('abort', end);
      reject(new Error('the exploration was given up'));
    });
  });
