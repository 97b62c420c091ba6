/**
 * All cases with what became of them, for docs/scenarios.md: `node src/simulation/races/table.ts` prints it, and a test compares.
 */
import { type Case, cases } from './catalogue.ts';
import { elsewhere } from './elsewhere.ts';
import { impossible } from './impossible.ts';
import { races } from './races.ts';
import { caseOf } from './row.ts';

const rowsOf = (id: string): number => races.filter((row) => caseOf(row) === id).length;

const hereOf = (id: string): string => {
  const rows = rowsOf(id);
  const tests = elsewhere[id]?.map(([file]) => file.replace(/^test\//, '').replace(/\.test\.ts$/, '')) ?? [];
  const parts = [
    ...(rows === 0 ? [] : [`${rows} row${rows === 1 ? '' : 's'}`]),
    ...new Set(tests),
    ...(id in impossible ? [`cannot occur: ${impossible[id]}`] : []),
  ];
  return parts.join(', ');
};

const lineOf = ({ id, title, system, references }: Case): string =>
  `| \`${id}\` | ${title} (${system}: ${references.join(', ')}) | ${hereOf(id)} |`;

/** How many are of each kind; those with rows and tests count as simulated. */
const sumOf = (): string => {
  const simulated = cases.filter(({ id }) => rowsOf(id) > 0).length;
  const real = cases.filter(({ id }) => rowsOf(id) === 0 && id in elsewhere).length;
  const never = cases.filter(({ id }) => id in impossible).length;
  return `${cases.length} cases: ${simulated} are simulated by ${races.length} rows, ${real} are in other tests alone, ${never} cannot occur.`;
};

export const tableOfCases = (): string =>
  [sumOf(), '', '| case | what went wrong, and where | here |', '| --- | --- | --- |', ...cases.map(lineOf), ''].join(
    '\n',
  );

if (import.meta.main) console.log(tableOfCases());
