/** A what-if as a source: see `simulation/play/fork.ts`. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type MomentAsked, Refusal } from '../../../inspector/server/api.ts';
import { type Change, ChangeInvalid, mostChanges, parseChange, textOfChange } from '../../../simulation/play/change.ts';
import { type AtEnd, atEndOf, type ForkResult, openFork } from '../../../simulation/play/fork.ts';
import { Unplayable } from '../../../simulation/play/time-machine.ts';
import type { UnfoldOptions } from '../../../simulation/unfold.ts';
import type { Source } from '../source.ts';
import { recordsSource } from '../sources/records.ts';
import { type Life, lifeOf, type Machines } from './machines.ts';

export interface WhatIfOptions {
  readonly source: Source;
  readonly ask: MomentAsked & { readonly changes: readonly string[] };
  readonly machines: Machines;
  readonly charts: UnfoldOptions['charts'];
}

/** Inputs that are played before others get their turn. */
const slice = 200;

/** The same change of the same moment has the same id. */
export const whatIfId = ({ source, run, q, changes }: WhatIfOptions['ask']): string =>
  `if-${createHash('sha256')
    .update(JSON.stringify([source, run, Math.floor(q), changes]))
    .digest('hex')
    .slice(0, 10)}`;

/** @throws Refusal */
export const whatIfSource = async (options: WhatIfOptions, signal: AbortSignal): Promise<Source> => {
  const { source, ask, charts } = options;
  const changes = changesIn(ask);
  const life = await lifeOf(source, ask.run, signal);
  const atEnd = await endOf(options, life, signal).catch(() => undefined);
  signal.throwIfAborted();
  const result = await forked(life, changes, { charts, atEnd }, signal);
  const change = changes.map(textOfChange).join('; ');
  return recordsSource({
    about: {
      id: whatIfId(ask),
      kind: 'simulated',
      title: `what if: ${change}`,
      troubles: result.violations.map(({ invariant, wrong }) => `${invariant} breaks: ${wrong}`),
      isUnfolded: true,
      hasContexts: true,
      canPlay: true,
      of: { id: source.about().id, change, run: ask.run, q: result.forkQ },
      assumed: [...said('', result.assumed), ...said('left out: ', result.leftOut)],
    },
    records: result.records,
    charts,
  });
};

const endOf = ({ machines, source, ask }: WhatIfOptions, { inputs }: Life, signal: AbortSignal): Promise<AtEnd> =>
  machines.at({ source, run: ask.run, q: inputs.at(-1)?.q ?? 1 }, atEndOf, signal);

const forked = async (
  { header, inputs, hasMoves }: Life,
  changes: readonly Change[],
  rest: { readonly charts: UnfoldOptions['charts']; readonly atEnd: AtEnd | undefined },
  signal: AbortSignal,
): Promise<ForkResult> => {
  try {
    const fork = openFork({ header, inputs, hasMoves, changes, ...rest });
    while (!fork.step(slice)) {
      await setImmediate();
      signal.throwIfAborted();
    }
    return fork.result();
  } catch (error) {
    if (error instanceof ChangeInvalid) throw new Refusal(400, error.message);
    if (error instanceof Unplayable) throw new Refusal(409, error.message);
    throw error;
  }
};

const changesIn = ({ changes, q }: WhatIfOptions['ask']): readonly Change[] => {
  if (changes.length > mostChanges) throw new Refusal(400, `more than ${mostChanges} changes at once`);
  try {
    return changes.map((text) => parseChange(text, q));
  } catch (error) {
    throw error instanceof ChangeInvalid ? new Refusal(400, error.message) : error;
  }
};

const said = (before: string, counts: ReadonlyMap<string, number>): readonly string[] =>
  [...counts].map(([text, times]) => `${before}${text}${times === 1 ? '' : `, ${times} times`}`);
