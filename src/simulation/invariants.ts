/** What must be true in a simulation; the invariants themselves are in `src/invariants/`. */
import type { Violation } from '../invariants/invariant.ts';
import type { View } from './view.ts';

export type { Violation };

/**
 * The first that does not hold: `always` after every step, `rest` when nothing goes on, `end` when all is finished and nothing
 * should be left.
 */
export const violationIn = ({ witness }: View, when: 'always' | 'rest' | 'end'): Violation | undefined =>
  witness[when]();
