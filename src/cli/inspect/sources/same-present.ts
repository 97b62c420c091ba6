/** Whether who plays inputs again and who does the real work are of one mind. */
import type { CheckpointRecord } from '../../../journal/format.ts';
import { clean } from '../../../journal/wording.ts';

/** @returns what is not the same, in words; at most a few of them. */
export const differences = (
  { actors = [] }: Pick<CheckpointRecord, 'actors'>,
  states: ReadonlyMap<string, string>,
): readonly string[] => {
  const found: string[] = [];
  const there = new Set<string>();
  for (const { a, v } of actors) {
    there.add(a);
    const here = states.get(a);
    if (here === undefined) found.push(`${a} is in ${v}, and not known here`);
    else if (here !== v) found.push(`${a} is in ${v}, and in ${here} here`);
  }
  for (const [a, state] of states) if (!there.has(a)) found.push(`${a} is not there, and in ${state} here`);
  const shown = found.slice(0, most).map((each) => clean(`played again, it is not as the daemon says: ${each}`));
  return found.length <= most ? shown : [...shown, `and ${found.length - most} more are not as the daemon says`];
};

const most = 5;
