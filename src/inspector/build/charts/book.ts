/** The drawings of every chart, as the page gets them, with what tests and the simulator have seen of them. */
import { readFileSync } from 'node:fs';
import type { Covered } from '../../charts/covered.ts';
import type { ChartBook } from '../../charts/drawing.ts';
import { drawChart } from './layout.ts';
import { machinesInCode } from './machines.ts';

const committed = new URL('../../charts/coverage.json', import.meta.url);
const readCovered = (): Covered => JSON.parse(readFileSync(committed, 'utf8')) as Covered;

/** The same charts give the same book, byte for byte. */
export const drawBook = async (covered = readCovered()): Promise<ChartBook> => {
  const charts = [];
  for (const each of machinesInCode) charts.push(await drawChart(each, covered));
  const { build, tests, simulator } = covered;
  return { format: 'troupe.charts/1', charts, covered: { build, tests, simulator } };
};
