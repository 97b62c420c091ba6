/** Where states are written, as far as a search tells: of names that are written once in the files of a chart. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MachineInCode } from './machines.ts';

const root = join(import.meta.dirname, '../../../..');

/** The file of a chart, and those named after it: `container.ts`, `container-stopping.ts`. @param others files of other charts */
const filesOf = (file: string, others: readonly string[]): readonly string[] => {
  const dir = dirname(file);
  const name = basename(file, '.ts');
  return readdirSync(join(root, dir))
    .filter((each) => each === `${name}.ts` || (each.startsWith(`${name}-`) && !others.includes(join(dir, each))))
    .sort()
    .map((each) => join(dir, each));
};

/** @returns of a state's name, `src/machines/container.ts:43`; undefined: it is written in several places, or in none that is known */
export const sourcesOf = (
  { file }: MachineInCode,
  others: readonly string[],
): ((name: string) => string | undefined) => {
  const lines = filesOf(file, others).flatMap((each) =>
    readFileSync(join(root, each), 'utf8')
      .split('\n')
      .map((line, index) => ({ line, at: `${each}:${index + 1}` })),
  );
  return (name) => {
    const begins = new RegExp(`^\\s*(?:(?:export )?const )?${name}(?::| =) (?:\\{|\\w+\\.createStateConfig)`);
    const found = lines.filter(({ line }) => begins.test(line));
    return found.length === 1 ? found[0]?.at : undefined;
  };
};
