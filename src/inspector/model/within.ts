/** Which rows are about an actor or what is below it. */
import { pathOfName } from '../../journal/actor-name.ts';
import type { Source } from './source.ts';
import { rememberedTest } from './strings.ts';

/** @param actor its name; without numbers of incarnations: all of them. */
export const isOfActor = ({ rows, strings }: Source, actor: string): ((row: number) => boolean) => {
  const isExact = /#\d+(\/|$)/.test(actor);
  const own = actor.slice(actor.lastIndexOf('/') + 1).replace(/#\d+$/, '');
  const fits = rememberedTest(strings, (name) => {
    const text = isExact ? name : pathOfName(name);
    // Inputs name things by their ids alone: `ctr:c0`.
    return text === actor || text.startsWith(`${actor}/`) || name === own;
  });
  return (row) => fits(rows.actor(row));
};
