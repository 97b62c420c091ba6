/** The drawings of every chart, as the page gets them. */
import type { ChartBook } from '../../charts/drawing.ts';
import { drawChart } from './layout.ts';
import { machinesInCode } from './machines.ts';

/** The same charts give the same book, byte for byte. */
export const drawBook = async (): Promise<ChartBook> => {
  const charts = [];
  for (const each of machinesInCode) charts.push(await drawChart(each));
  return { format: 'troupe.charts/1', charts };
};
