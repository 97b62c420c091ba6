/** What becomes of a field: the words of the table, and how its rows find their fields. */
import type { FailureCode } from '../../../src/machines/failure.ts';

export type Verdict = 'works' | 'kept' | 'ignored' | 'rejected';

/** A request, or a message in it, as the generated codecs have it; names in camel case. */
export type Message = { [field: string]: unknown };

export interface Row {
  /** A leaf's path; `*` stands for one name, `**` at the end for all that is below. The most exact row counts. */
  readonly path: string;
  readonly verdict: Verdict;
  /** For people: what it does, or why not. */
  readonly says: string;
  /** A value that differs from the usual request's, or a function that makes one below the test's directory; else one is made up. */
  readonly value?: unknown;
  /** What else has to be there for this field to mean something: both requests, with it and without, get it. */
  readonly given?: (request: Message, scene: { readonly pod: Message; readonly dir: string }) => void;
  /** The title of a test that shows it, by its file below test/: for what depends on the machine. */
  readonly shownBy?: readonly [file: string, title: string];
  /** Of `rejected`: what the client is told. */
  readonly failure?: FailureCode;
}

type More = Pick<Row, 'value' | 'given' | 'shownBy'>;

/** It changes what happens on the node, or what the answer is. */
export const works = (path: string, says: string, more: More = {}): Row => ({ path, verdict: 'works', says, ...more });
/** It is given back in status and lists, and does nothing else. */
export const kept = (path: string, says: string, more: More = {}): Row => ({ path, verdict: 'kept', says, ...more });
/** It changes nothing, on purpose. */
export const ignored = (path: string, says: string, more: More = {}): Row => ({
  path,
  verdict: 'ignored',
  says,
  ...more,
});
/** The request fails with it. */
export const rejected = (path: string, failure: FailureCode, says: string, more: More = {}): Row => ({
  path,
  verdict: 'rejected',
  failure,
  says,
  ...more,
});

/** The row that a leaf belongs to: exact before pattern, longer pattern before shorter. */
export const rowOf = (rows: readonly Row[], path: string): Row | undefined =>
  rows
    .filter((row) => matches(row.path, path))
    .toSorted((one, other) => exactness(other.path) - exactness(one.path))
    .at(0);

export const matches = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('.');
  const parts = path.split('.');
  return (
    wanted.every((want, at) => want === '**' || want === '*' || want === parts[at]) &&
    (wanted.at(-1) === '**' ? parts.length >= wanted.length : parts.length === wanted.length)
  );
};
const exactness = (pattern: string): number => pattern.split('.').filter((part) => !part.startsWith('*')).length;
