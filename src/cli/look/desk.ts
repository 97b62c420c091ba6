/** What a command that lists has before it: where it prints, and how. */
import type { Paper } from './table.ts';

export interface Desk extends Paper {
  readonly print: (line: string) => void;
  /** Wall clock. */
  readonly nowMs: number;
}

export interface ListOptions {
  /** `name`: `pod/container` a line, for scripts and completion. */
  readonly output: 'table' | 'json' | 'name';
  /** Only ids, whole ones. */
  readonly isQuiet: boolean;
  /** Nothing is shortened. */
  readonly isWhole: boolean;
}

export const printJson = ({ print }: Pick<Desk, 'print'>, value: object): void => print(JSON.stringify(value, null, 2));

/** With nothing cut, where nothing is to be shortened. */
export const paperOf = (desk: Desk, { isWhole }: ListOptions): Paper =>
  isWhole ? { ...desk, columns: undefined } : desk;
