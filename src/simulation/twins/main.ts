/** `npm run twins [-- NAME …]`: which strategy finds which broken twin, after how many schedules, and how small. */
import type { StrategyName } from '../explore/portfolio.ts';
import { type Hunt, hunt } from './hunt.ts';
import { twins } from './twins.ts';

const wanted = process.argv.slice(2);
const seed = Number(process.env.TROUPE_SEED ?? 1);
const maxCpuMs = Number(process.env.TROUPE_HUNT_MS ?? 60_000);
const strategies = (process.env.TROUPE_STRATEGIES ?? 'fewest,pct,random').split(',') as StrategyName[];

const cell = ({ invariant, schedules, cpuMs, deviations }: Hunt): string =>
  invariant === undefined
    ? `not found (${schedules} in ${(cpuMs / 1000).toFixed(0)} s)`
    : `${schedules} · ${(cpuMs / 1000).toFixed(2)} s · ${deviations}`;

console.log(
  `seed ${seed}, up to ${maxCpuMs} ms of processor time each; schedules · time · deviations of the reproducer`,
);
console.log(`| twin | ${strategies.join(' | ')} | caught by |\n| --- |${' --- |'.repeat(strategies.length + 1)}`);
const found: Hunt[] = [];
const missed: string[] = [];
for (const twin of twins) {
  if (wanted.length > 0 && !wanted.includes(twin.name)) continue;
  const hunts = strategies.map((name) => hunt(twin, name, { seed, maxCpuMs }));
  const caught = [...new Set(hunts.flatMap(({ invariant }) => invariant ?? []))];
  console.log(`| ${twin.name} | ${hunts.map(cell).join(' | ')} | ${caught.join(', ')} |`);
  const [best] = hunts.filter(({ invariant }) => invariant !== undefined);
  if (best === undefined) missed.push(twin.name);
  else found.push(best);
}
const least = found.map(({ deviations = 0 }) => deviations).sort((one, other) => one - other);
console.log(
  `\n${found.length} of ${found.length + missed.length} found, median reproducer ${least[Math.floor(least.length / 2)]} deviations`,
);
if (missed.length > 0) console.log(`not found: ${missed.join(', ')}`);
