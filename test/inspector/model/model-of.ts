/** Models of recordings that are made here. */
import { type Model, openModel } from '../../../src/inspector/model/model.ts';
import type { AnswerOf, AskOf, Question } from '../../../src/inspector/model/questions.ts';
import type { SourceAbout } from '../../../src/inspector/stream.ts';
import { catalogue } from '../../../src/simulation/explore/catalogue.ts';
import { type MadeRecording, madeHeader, madeRecording } from '../../helpers/made-recording.ts';

export const aboutMade: SourceAbout = {
  id: 's',
  kind: 'recording',
  title: 'made',
  troubles: [],
  isUnfolded: true,
  hasContexts: true,
  canPlay: false,
};

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const modelOf = (text: string, about: Partial<SourceAbout> = {}): Model => {
  const model = openModel();
  model.open({ ...aboutMade, ...about });
  model.feed('s', bytesOf(text));
  model.end('s');
  return model;
};

/** Lines after a header; numbers and times where they are left out: one more, and a ms. */
export const linesOf = (records: readonly object[]): string =>
  [madeHeader, ...records.map((record, index) => ({ q: index + 1, t: (index + 1) * 1000, ...record }))]
    .map((record) => `${JSON.stringify(record)}\n`)
    .join('');

type Free<Q extends Question> = Omit<AskOf<Q>, 'source'>;

/** Asks the only source that there is. */
export const asker =
  (model: Model) =>
  <Q extends Question>(question: Q, ask: Free<Q>): AnswerOf<Q> =>
    model.answer(question, { source: 's', ...ask } as unknown as AskOf<Q>);

export const scenarioNamed = (name: string) => {
  const scenario = catalogue().find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
};

/** A run in which anything that may happen happens, by chance of a seed. */
export const chanceRun = (name: string, seed: number, steps = 120): MadeRecording => {
  const made = madeRecording(scenarioNamed(name), { hasContexts: true });
  let state = seed * 2_654_435_761 + 1;
  for (let step = 0; step < steps; step += 1) {
    const choices = made.simulation.choices();
    if (choices.length === 0) break;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const choice = choices[Math.floor((state / 2 ** 32) * choices.length)] ?? choices[0];
    if (choice === undefined) break;
    made.take(choice.id);
  }
  return made;
};

/** Scenarios of different kinds. */
export const scenarioNames = [
  'one life',
  'one life, two faults',
  'torn down, one client gives up',
  'two pods, seven requests; each service may fail',
  'one life, the daemon dies once',
  'execs and the end of their container, a fault',
  'three pulls and a removal of one image, a fault, two give up',
  'a checkpoint, a stop and the end of the container, a fault',
  'torn down, a call or a watcher misbehaves',
] as const;
