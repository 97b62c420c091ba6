/** All rows, in the order of their themes. */
import { execs } from './execs.ts';
import { exits } from './exits.ts';
import { freezing } from './freezing.ts';
import { images } from './images.ts';
import { networks } from './networks.ts';
import { recovery } from './recovery.ts';
import { retries } from './retries.ts';
import type { Row } from './row.ts';
import { stopping } from './stopping.ts';

export const races: readonly Row[] = [
  ...retries,
  ...stopping,
  ...exits,
  ...execs,
  ...networks,
  ...images,
  ...freezing,
  ...recovery,
];
