/** `troupe sim …`, `shrink`, `repro`, `coverage`: what can be said of them. Parsing only. */
import { type Command, Option } from 'commander';
import { type Doing, forPrograms } from './look/commands.ts';
import type { CoverageFlags, ExploreFlags, ReproFlags, RunFlags, ShrinkFlags } from './sim/flags.ts';

export interface SimDeeds {
  readonly simRun: (scenario: string, flags: RunFlags) => Promise<number>;
  readonly simExplore: (scenario: string, flags: ExploreFlags) => Promise<number>;
  readonly simList: (flags: { readonly json: boolean }) => Promise<number>;
  readonly simPlay: (scenario: string, flags: { readonly twin?: string }) => Promise<number>;
  readonly shrink: (file: string, flags: ShrinkFlags) => Promise<number>;
  readonly repro: (file: string, flags: ReproFlags) => Promise<number>;
  readonly coverage: (scenarios: readonly string[], flags: CoverageFlags) => Promise<number>;
}

export const simCommands: readonly string[] = ['sim', 'shrink', 'repro', 'coverage', 'replay'];

const twin = () => new Option('--twin <name>', 'with charts or services that are broken on purpose');
const findingsIn = () =>
  new Option('--repro-dir <dir>', 'where a file for each finding is put').default('.troupe/repro');
const scenarioIs = 'its name, words that only one name has, or a JSON file';

export const addSimCommands = (program: Command, deeds: SimDeeds, doing: Doing): void => {
  const sim = program.command('sim').description('every order of what can happen on a simulated node');
  sim
    .command('run')
    .description('many runs of a scenario, chosen by a strategy')
    .argument('<scenario>', scenarioIs)
    .option('--strategy <name>', 'default, random, pct, pos, weighted, fewest or swarm', 'pct')
    .option('--depth <number>', 'of pct: 1 to 4 events in a certain order; of fewest: the most deviations', '3')
    .option('--budget <time>', 'processor time of each worker: 500ms, 60s, 5m (default: 10s, without --schedules)')
    .option('--schedules <number>', 'so many runs')
    .option('--seed <number>', 'the same runs again; the one in use is told')
    .option('--workers <number>', 'threads; they change nothing but the time', '1')
    .option('--until-found', 'end with the first finding', false)
    .addOption(twin())
    .addOption(findingsIn())
    .addOption(forPrograms())
    .action(doing(deeds.simRun));
  sim
    .command('explore')
    .description('every schedule of a scenario: complete, or where it was cut')
    .argument('<scenario>', scenarioIs)
    .option('--budget <time>', 'processor time', '60s')
    .option('--schedules <number>', 'so many at most')
    .addOption(twin())
    .addOption(findingsIn())
    .addOption(forPrograms())
    .action(doing(deeds.simExplore));
  sim.command('list').description('the scenarios').addOption(forPrograms()).action(doing(deeds.simList));
  sim
    .command('play')
    .description('choose what happens next, one thing after another, by hand')
    .argument('<scenario>', scenarioIs)
    .addOption(twin())
    .action(doing(deeds.simPlay));
  program
    .command('shrink')
    .description('make a reproducer as small as it can be')
    .argument('<file>', 'a reproducer; it is replaced')
    .option('-o, --output <file>', 'write it there instead')
    .addOption(forPrograms())
    .action(doing(deeds.shrink));
  program
    .command('repro')
    .description('play a reproducer: what happens, what races, where it is decided')
    .argument('<file>', 'what sim run, sim explore or npm run explore has written')
    .option('--emit-test [dir]', 'print it as a test instead; dir: where the file will be')
    .option('--mermaid', 'print its diagram as text for Mermaid instead', false)
    .addOption(forPrograms())
    .action(doing(deeds.repro));
  program
    .command('coverage')
    .description('which transitions of the charts, and which orders, simulated runs have seen')
    .argument('[scenarios...]', 'names, or words of names (default: all)')
    .option('--schedules <number>', 'runs of each scenario', '200')
    .option('--strategy <name>', 'as in sim run', 'swarm')
    .option('--seed <number>', 'the same runs again; the one in use is told')
    .option('--workers <number>', 'threads', '1')
    .option('--all', 'list all that was not seen', false)
    .addOption(forPrograms())
    .action(doing(deeds.coverage));
};
