/** Back along the causes, from the transition that brought an actor to its state to what came from outside. */
import { parentOfName } from '../../../journal/actor-name.ts';
import { lifeNamed, type Now, stateAt } from '../at.ts';
import { journalRowOf } from '../journal-rows.ts';
import type { AnswerOf } from '../questions.ts';
import { kinds, type Source } from '../source.ts';

const mostSteps = 40;

export const whyAnswer = (source: Source, actor: string, { row }: Now): AnswerOf<'why'> => {
  const life = lifeNamed(source, actor, row);
  if (life === undefined) return undefined;
  const { state, row: since } = stateAt(source, life, row);
  const chain = chainFrom(source, since, mostSteps + 1);
  return {
    actor: source.strings.textOf(life.name),
    state,
    steps: chain.slice(0, mostSteps).map((each) => journalRowOf(source, each)),
    isCut: chain.length > mostSteps,
  };
};

/** Rows, the newest first. */
export const chainFrom = (source: Source, row: number, most: number): readonly number[] => {
  const chain: number[] = [];
  for (let next = row; next >= source.rows.first() && chain.length < most; ) {
    chain.push(next);
    const cause = causeOf(source, next);
    if (cause >= next) break;
    next = cause;
  }
  return chain;
};

/** Row of what caused it; -1: it came from outside, or that is not known. */
export const causeOf = (source: Source, row: number): number => {
  const { rows, strings } = source;
  const kind = rows.kind(row);
  const isTimer =
    (kind === kinds.M && strings.textOf(rows.type(row)).startsWith('xstate.after.')) ||
    (kind === kinds.I && strings.textOf(rows.from(row)) === 'timer');
  // A timer was armed by the state that it is of.
  if (isTimer) {
    const life = lifeNamed(source, strings.textOf(rows.actor(row)), row);
    const armed = life === undefined ? -1 : stateAt(source, life, row - 1).row;
    if (armed >= 0) return armed;
  }
  const cause = rows.cause(row);
  if (cause >= 0 || kind !== kinds.I || strings.textOf(rows.from(row)) !== 'svc') return cause;
  // The result of a service comes of its call.
  const call = strings.textOf(rows.actor(row));
  const life = lifeNamed(source, parentOfName(call) ?? '', row);
  return life?.effects.findLast((asked) => asked < row && rows.from(asked) === rows.actor(row)) ?? -1;
};
