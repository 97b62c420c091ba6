/** What an actor knew, field by field, with what the step that the moment is in has changed. */
import { lifeNamed, machineOf, type Now, stateAt } from '../at.ts';
import { knownAt, rebuilt } from '../contexts.ts';
import { criViewOf } from '../cri-view.ts';
import type { Field, StateFields } from '../questions.ts';
import { kinds, type Source } from '../source.ts';

export const stateAnswer = (source: Source, actor: string, { row }: Now): StateFields => {
  const life = lifeNamed(source, actor, row);
  const known = life === undefined ? undefined : knownAt(source, life, row);
  if (life === undefined || known === undefined) return { isKnown: false, fields: [], cri: undefined };
  const step = stepOf(source, row);
  const fields: Field[] = [];
  for (const [path, { value, before, row: changed }] of known) {
    const isNew = changed >= step;
    // What is gone is shown once.
    if (value === undefined && (!isNew || before === undefined)) continue;
    const isHidden = (value ?? before ?? '').includes('$redacted');
    fields.push({ path, value, before: isNew ? before : undefined, row: changed, isNew, isHidden });
  }
  fields.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    isKnown: true,
    fields,
    cri: criViewOf(machineOf(source, life), stateAt(source, life, row).state, rebuilt(known)),
  };
};

/** Row of the input whose consequences the row is among. */
const stepOf = ({ rows }: Source, row: number): number => {
  let at = row;
  while (at > rows.first() && rows.kind(at) !== kinds.I) at -= 1;
  return at;
};
