/** `npm run bench:simulation [-- WORDS]`: what a simulation costs, by processor time; the rows with these words in their name. */
import { availableParallelism, loadavg } from 'node:os';
import { type Measured, measure } from './measure.ts';
import { rows } from './rows.ts';

const rounds = Number(process.env.TROUPE_BENCH_ROUNDS ?? 5);
const roundMs = Number(process.env.TROUPE_BENCH_MS ?? 1000);
const wanted = process.argv.slice(2).join(' ');

const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3).replace(/\.?0+$/, '');
const lineOf = ({ name, unit, as, goal, rounds: [best = 0, ...others] }: Measured): string => {
  const all = [best, ...others];
  const median = all[Math.floor(all.length / 2)] ?? best;
  const worst = all.at(-1) ?? best;
  const what = as === 'rate' ? `${unit}/s` : 'µs';
  return `| ${name} | ${what} | ${figure(median)} | ${figure(best)} | ${figure(worst)} | ${goal === undefined ? '' : figure(goal)} |`;
};

const load = loadavg().map((each) => each.toFixed(1));
console.log(
  `Processor time of one thread, ${rounds} rounds of ${roundMs} ms each; ${availableParallelism()} cores, load ${load.join(' ')}\n`,
);
console.log('| what | unit | median | best | worst | goal |\n|---|---|--:|--:|--:|--:|');
for (const row of rows) if (row.name.includes(wanted)) console.log(lineOf(measure(row, rounds, roundMs)));
