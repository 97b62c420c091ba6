/** `troupe doctor`: what the machine lacks, and what of ours belongs to nobody. */
import type { Config } from '../../config/schema.ts';
import type { Paint } from '../demo/narrator.ts';
import { exitCodes } from '../exit-codes.ts';
import { clean, type Unmount } from './clean.ts';
import { type Finding, fail, ok, warn, withVerdict } from './findings.ts';
import { readKnown } from './known.ts';
import { type Leftover, leftoversIn } from './leftovers.ts';
import { readWorld } from './world.ts';

export interface DoctorInput {
  readonly config: Config;
  readonly searchPath: string;
  readonly examine: (config: Config) => Promise<readonly Finding[]>;
  readonly unmount: Unmount;
  /** Only root sees everything that may be left. */
  readonly isRoot: boolean;
  readonly isJson: boolean;
  /** Undo what is found, where no daemon runs. */
  readonly cleans: boolean;
  readonly print: (line: string) => void;
  readonly paint: Paint;
}

/** @returns the exit code: 1 where something fails or is left over. */
export const doctor = async (input: DoctorInput): Promise<number> => {
  const machine = await input.examine(input.config);
  const left = await lookForLeftovers(input);
  const findings = [...machine, ...left];
  if (input.isJson) input.print(JSON.stringify({ findings }, null, 2));
  else for (const finding of findings) for (const line of linesOf(finding, input.paint)) input.print(line);
  return withVerdict(findings, 'fail').length > 0 ? exitCodes.found : exitCodes.fine;
};

const lookForLeftovers = async (input: DoctorInput): Promise<readonly Finding[]> => {
  const { config, searchPath, isRoot, cleans, unmount } = input;
  if (!isRoot) return [warn('leftovers', 'leftovers are not looked for: only root sees them')];
  const first = await findLeftovers(config, searchPath);
  if (!cleans || first.isDaemonRunning || first.leftovers.length === 0) return findingsOf(first, cleans);
  await clean(first.leftovers, unmount);
  return findingsOf(await findLeftovers(config, searchPath), cleans);
};

export interface Left {
  readonly leftovers: readonly Leftover[];
  readonly isDaemonRunning: boolean;
}

/** Looks at the world first and asks who owns it then, so that what is made meanwhile has an owner. */
export const findLeftovers = async (config: Config, searchPath: string): Promise<Left> => {
  const world = await readWorld(config, searchPath);
  const known = await readKnown(config);
  return { leftovers: leftoversIn(world, config, known), isDaemonRunning: known.isDaemonRunning };
};

const findingsOf = ({ leftovers, isDaemonRunning }: Left, cleans: boolean): readonly Finding[] => {
  if (leftovers.length === 0) return [ok('leftovers', 'nothing of troupe is without an owner')];
  if (isDaemonRunning) {
    const remedy = 'the daemon may be at work on it: look again in a minute';
    return leftovers.map(({ kind, what }) => warn(kind, `${kind} without an owner: ${what}`, remedy));
  }
  const remedy = cleans
    ? 'it could not be removed; start the daemon, whose recovery pays debts'
    : 'troupe doctor --clean';
  return leftovers.map(({ kind, what }) => fail(kind, `${kind} without an owner: ${what}`, remedy));
};

const marks = { ok: ['green', 'ok  '], warn: ['yellow', 'warn'], fail: ['red', 'FAIL'] } as const;

const linesOf = ({ verdict, message, remedy }: Finding, paint: Paint): readonly string[] => {
  const [colour, mark] = marks[verdict];
  return [`${paint(colour, mark)}  ${message}`, ...(remedy === undefined ? [] : [`      → ${remedy}`])];
};
