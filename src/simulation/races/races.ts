/** All rows, in the order of their themes. */
import { retries } from './retries.ts';
import type { Row } from './row.ts';
import { stopping } from './stopping.ts';

export const races: readonly Row[] = [...retries, ...stopping];
