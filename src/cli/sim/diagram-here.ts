/** A reproducer's schedule as a diagram, without looking for what races in it. */

import type { Diagram } from '../../sequence/diagram.ts';
import { partsOf } from '../../simulation/explore/catalogue.ts';
import { diagramOf } from '../../simulation/explore/diagram-of.ts';
import { playLoosely } from '../../simulation/explore/repro.ts';
import { traceOf } from '../../simulation/explore/trace.ts';
import { reproIn, understood } from './things.ts';

/** @throws Complaint where it is no reproducer */
export const diagramOfFile = async (file: string): Promise<Diagram> => {
  const { scenario, choices, deviations, twin } = await reproIn(file);
  const parts = await understood(() => partsOf(twin));
  const { isAtEnd } = playLoosely(scenario, choices, parts);
  return diagramOf(scenario, traceOf(scenario, choices, isAtEnd, parts), deviations, { racing: [] });
};
