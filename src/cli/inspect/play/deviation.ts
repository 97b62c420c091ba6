/** A counter-example without some of its deviations: played again as far as it goes, to see whether it breaks nevertheless. */
import { Refusal } from '../../../inspector/server/api.ts';
import { partsOf } from '../../../simulation/explore/catalogue.ts';
import { deviating, play } from '../../../simulation/explore/schedule.ts';
import type { Source } from '../source.ts';
import { reproSource } from '../sources/repro.ts';

/** @param off steps of deviations that are not taken. @throws Refusal */
export const deviationSource = (source: Source, off: readonly number[], taken: ReadonlySet<string>): Source => {
  const repro = source.repro?.();
  if (repro === undefined) throw new Refusal(409, 'this source is no counter-example');
  const steps = new Set(repro.deviations.map(({ step }) => step));
  for (const step of off) if (!steps.has(step)) throw new Refusal(400, `no deviation is at step ${step}`);
  const left = repro.deviations.filter(({ step }) => !off.includes(step));
  const { choices } = play(repro.scenario, deviating(left), partsOf(repro.twin));
  const { id, title } = source.about();
  const change =
    off.length === 0
      ? 'played again'
      : `without ${off.length === 1 ? 'the deviation' : 'the deviations'} at step ${off.map((step) => step + 1).join(', ')}`;
  return reproSource({
    repro: { ...repro, choices },
    title: `${title}, ${change}`,
    of: { id, change },
    off: new Set(off),
    taken,
  });
};
