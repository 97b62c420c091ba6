/** A reproducer as a test: it fails for as long as the defect is there. */
import { relative } from 'node:path';
import type { Repro } from './repro.ts';

/** @param from where the module is, and @param dir where the test will be: absolute. */
const specifier = (dir: string, from: string): string => {
  const path = relative(dir, from);
  return path.startsWith('.') ? path : `./${path}`;
};

const here = import.meta.dirname;

/** Text as TypeScript; one line a choice, so that it reads as a story. */
const literal = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** @param dir of the file that it is to become; absolute. */
export const emitTest = (repro: Repro, dir: string): string => {
  const { scenario, choices, invariant, wrong, strategy, seed, run, build, twin } = repro;
  const lines = JSON.stringify(scenario, null, 2).split('\n').join('\n');
  return `/** Found by ${oneLine(strategy)}, seed ${seed}, run ${run}, with ${oneLine(build)}: ${oneLine(wrong)} */
import { expect, test } from 'vitest';
import { playLoosely } from ${literal(specifier(dir, `${here}/repro.ts`))};
${twin === undefined ? '' : `import { partsOf } from ${literal(specifier(dir, `${here}/catalogue.ts`))};\n`}import type { Scenario } from ${literal(specifier(dir, `${here}/../scenario.ts`))};

const scenario = ${lines} as unknown as Scenario;

/** What is not possible any more is left out. */
const choices = [
${choices.map((id) => `  ${literal(id)},`).join('\n')}
];

test(${literal(`${scenario.name}: ${invariant}`)}, () => {
  expect(playLoosely(scenario, choices${twin === undefined ? '' : `, partsOf(${literal(twin)})`}).violation).toBeUndefined();
});
`;
};

/** What a comment can hold. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll('*/', '* /');
