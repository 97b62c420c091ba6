/**
 * Races that were found in container runtimes and their clients, with public references. Two lines each:
 *
 *   id | where it was found | general invariants | fault points | references
 *     what goes wrong, in a sentence
 *
 * What became of each here is in the tables of rows, `elsewhere.ts` (tests with real kernels, runtimes and monitors) and
 * `impossible.ts` (why it cannot occur); every case is in one of them.
 */
import { casesOfLives } from './cases-of-lives.ts';
import { casesOfThings } from './cases-of-things.ts';

export interface Case {
  readonly id: string;
  readonly title: string;
  readonly system: string;
  readonly invariants: readonly string[];
  readonly faultPoints: readonly string[];
  /** `owner/repo#number`, `owner/repo@commit`, or an advisory. */
  readonly references: readonly string[];
}

const casesOf = (text: string): readonly Case[] => {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, at) => {
    if (line.startsWith(' ')) return [];
    const [id = '', system = '', invariants = '', faultPoints = '', references = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    const words = (cell: string) => cell.split(' ').filter((word) => word !== '');
    const title = lines[at + 1]?.trim() ?? '';
    return [
      {
        id,
        title,
        system,
        invariants: words(invariants),
        faultPoints: words(faultPoints),
        references: words(references),
      },
    ];
  });
};

export const cases: readonly Case[] = [...casesOf(casesOfLives), ...casesOf(casesOfThings)];
