/** Two sides as one list: what both have, what one has, what is otherwise in one, what comes at another place. */
import { kinds } from '../source.ts';
import { pairsOf } from './pairs.ts';
import type { Side } from './side.ts';

/** Places in the sides; -1: not there. */
export interface Compared {
  readonly kind: 'same' | 'left' | 'right' | 'changed' | 'moved';
  readonly left: number;
  readonly right: number;
}

/** In the order of what both have; of what comes between, the left side first. A moved one stands where the left side has it. */
export const comparedRows = (left: Side, right: Side): readonly Compared[] => {
  const { rightOf, leftOf, isInOrder } = pairsOf(left.keys, right.keys);
  const all: Compared[] = [];
  const kindOf = (at: number, other: number): 'same' | 'changed' =>
    left.valueOf(at) === right.valueOf(other) ? 'same' : 'changed';
  let other = 0;
  const passRight = (end: number): void => {
    for (; other < end; other += 1) if (leftOf[other] === -1) all.push({ kind: 'right', left: -1, right: other });
  };
  /** A note says why what follows is otherwise. */
  const passNotes = (): void => {
    while (leftOf[other] === -1 && right.source.rows.kind(right.rows[other] ?? -1) === kinds.N) passRight(other + 1);
  };
  for (let at = 0; at < left.keys.length; at += 1) {
    passNotes();
    const partner = rightOf[at] ?? -1;
    if (partner < 0) all.push({ kind: 'left', left: at, right: -1 });
    else if (isInOrder[at] === 1) {
      passRight(partner);
      all.push({ kind: kindOf(at, partner), left: at, right: partner });
      other = partner + 1;
    } else all.push({ kind: 'moved', left: at, right: partner });
  }
  passRight(right.keys.length);
  return all;
};
