/** All rows, in their order. Another one is a file here and a line below. */
import { exhaustions } from './exhausted.ts';
import { lives } from './lives.ts';
import { marks } from './marks.ts';
import type { Row } from './measure.ts';
import { replays } from './replays.ts';
import { timed } from './timed.ts';

export const rows: readonly Row[] = [...lives, ...exhaustions, ...marks, ...timed, ...replays];
