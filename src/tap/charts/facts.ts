/** What the wire says of a thing, as messages to its observer's chart. */

/** Values that never change once they are known. Nanoseconds as text; absent: not said, or zero. */
export interface Facts {
  readonly createdAt?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly finishedAt?: string | undefined;
  /** Only of what has exited. */
  readonly exitCode?: number | undefined;
}

/**
 * @property asked number of the request's record. An answer tells of a moment after it; 0: of any moment.
 * @property q number of the answer's record. What it tells was so before that.
 */
export interface Heard {
  readonly asked: number;
  readonly q: number;
}

/** Something that cannot be so with a correct runtime. */
export type Accusation = {
  readonly type: 'accusation';
  readonly code: ChartCode;
  readonly said: string;
  readonly witnesses: readonly number[];
};
export type ChartCode =
  | 'status-goes-back'
  | 'stopped-but-running'
  | 'exited-started'
  | 'removed-shown'
  | 'fact-changed';

/** The names of those in which the second contradicts the first. */
export const contradictions = (known: Facts, told: Facts): readonly string[] =>
  (['createdAt', 'startedAt', 'finishedAt', 'exitCode'] as const)
    .filter((name) => known[name] !== undefined && told[name] !== undefined && known[name] !== told[name])
    .map((name) => `${name} was ${known[name]} and is ${told[name]}`);

/** What is known stays. */
export const merged = (known: Facts, told: Facts): Facts => ({
  createdAt: known.createdAt ?? told.createdAt,
  startedAt: known.startedAt ?? told.startedAt,
  finishedAt: known.finishedAt ?? told.finishedAt,
  exitCode: known.exitCode ?? told.exitCode,
});
