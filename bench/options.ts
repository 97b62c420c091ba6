/** The command line of the bench. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scenarioNames } from './scenarios/all.ts';

export interface BenchOptions {
  /** Programs, or unix sockets. */
  readonly peers: readonly string[];
  readonly rounds: number;
  readonly scenarios: readonly string[];
  readonly jsonFile?: string | undefined;
  readonly isTrace: boolean;
  /** Where what takes long to make is kept. */
  readonly cacheDir: string;
  /** Where the runtimes' directories are made. */
  readonly workParent: string;
  readonly hasFloor: boolean;
  readonly hasOwnDisk: boolean;
}

export const usage = `npm run bench -- [options]
  --peer WHAT        compare with this: a containerd to start (containerd, or a path) or a CRI socket; may be repeated
  --rounds N         pod cycles of each (20); other scenarios go by it
  --scenarios A,B    some of: ${scenarioNames.join(', ')}
  --no-floor         without the bare tools
  --json FILE        all measurements
  --cache DIR        keeps the large image (default: in the temporary directory)
  --work DIR         where the runtimes keep their things while it runs (default: the temporary directory)
  --own-disk         on a file system of their own: ext4 with a journal, in a file there
  --trace            no comparison: where a pod's time goes in troupe`;

/** @returns what is wrong with them, as text. */
export const readOptions = (args: readonly string[]): BenchOptions | string => {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        peer: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string', default: '20' },
        scenarios: { type: 'string', default: scenarioNames.join(',') },
        json: { type: 'string' },
        cache: { type: 'string', default: join(tmpdir(), 'troupe-bench-cache') },
        work: { type: 'string', default: tmpdir() },
        floor: { type: 'boolean', default: true },
        'own-disk': { type: 'boolean', default: false },
        trace: { type: 'boolean', default: false },
      },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1 || rounds > 10_000) return '--rounds is a number from 1 to 10000';
    const scenarios = values.scenarios.split(',').filter((name) => name !== '');
    const unknown = scenarios.find((name) => !scenarioNames.includes(name));
    if (unknown !== undefined) return `there is no scenario ${unknown}`;
    return {
      peers: values.peer,
      rounds,
      scenarios,
      jsonFile: values.json,
      isTrace: values.trace,
      cacheDir: values.cache,
      workParent: values.work,
      hasFloor: values.floor,
      hasOwnDisk: values['own-disk'],
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
