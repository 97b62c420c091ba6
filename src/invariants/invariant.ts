/** What must be true, as code. Which there are, and what each says: docs/invariants.md. */

export type InvariantId = `I${0 | 1 | 2 | 3 | 4}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

export interface Invariant<Facts> {
  readonly id: InvariantId;
  readonly name: string;
  /**
   * `always`: after every step. `rest`: when nothing goes on but what waits for somebody. `end`: when all is finished, and nothing
   * should be left. `sometimes`: it must have been seen once, or what is explored is too small.
   */
  readonly kind: 'always' | 'rest' | 'end' | 'sometimes';
  /** What must have happened for `always` to become wrong; `step`: anything. */
  readonly on: readonly Stir[];
  /** @returns what is wrong, with its witness; undefined: nothing. Of `sometimes`: what was seen. */
  readonly check: (facts: Facts) => string | undefined;
}
/**
 * An answer was given; what is shown changed; a service was called or has ended; an event was told; time
 * went by that means something, for services take theirs.
 */
export type Stir = 'answer' | 'view' | 'call' | 'event' | 'step' | 'time';

export interface Violation {
  /** Absent: of nothing on the list, as a run that does not come to rest. */
  readonly id?: InvariantId | undefined;
  /** Its name. */
  readonly invariant: string;
  readonly wrong: string;
}
