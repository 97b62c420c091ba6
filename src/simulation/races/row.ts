/** One row of a table of races: a scenario, the interleaving that matters, and what must be true of it. Plain data. */

export interface Row {
  /** A case of the catalogue; with `/word` where a case has more than one. */
  readonly id: string;
  /** `kubelet: run a, create a/c0, start a/c0 | admin: stop a`: each asks one thing after another. See `words.ts`. */
  readonly clients: string;
  /** `a/c0 may exit 0, a/c1 ignores SIGTERM`. Absent: all run until they get a signal. */
  readonly programs?: string | undefined;
  /** What happens, in this order; other things happen in between. Steps are divided by `;`. See `script.ts`. */
  readonly script: string;
  /** What is true when all has come to rest, beside every invariant. Divided by `;`. See `expectations.ts`. */
  readonly expect?: string | undefined;
  /** What may go wrong beside what the script says, in its neighbourhood: `fail half 1 attachNetwork`. */
  readonly faults?: string | undefined;
  /** Timers may fire whatever else goes on. Absent: only when nothing else can happen. */
  readonly timers?: 'race' | undefined;
  /** The name of a twin (twins/) under which it fails: so it can. */
  readonly brokenBy?: string | undefined;
  /** It does not hold yet: why. The row is then expected to fail. */
  readonly known?: string | undefined;
}

/** Steps and expectations, one by one. */
export const linesOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(';')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '');

/** The case that a row is of. */
export const caseOf = ({ id }: Row): string => id.split('/')[0] ?? id;
