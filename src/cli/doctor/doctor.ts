/** `troupe doctor`: what the machine lacks, and what of ours belongs to nobody. */
import { setTimeout } from 'node:timers/promises';
import { pathsOf } from '../../config/paths.ts';
import type { Config } from '../../config/schema.ts';
import type { InvariantId } from '../../invariants/invariant.ts';
import { machineInvariants, ownerlessBreaks } from '../../invariants/machine.ts';
import type { Paint } from '../demo/narrator.ts';
import { exitCodes } from '../exit-codes.ts';
import { clean, type Unmount } from './clean.ts';
import { type Finding, fail, ok, warn, withVerdict } from './findings.ts';
import { readKnown } from './known.ts';
import { type Leftover, leftoversIn } from './leftovers.ts';
import { readMachineFacts } from './machine-facts.ts';
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
  if (first.isDaemonRunning) return findingsOf(await inAll(first, input), cleans);
  if (!cleans || first.leftovers.length === 0) return findingsOf(first, cleans);
  await clean(first.leftovers, unmount);
  return findingsOf(await findLeftovers(config, searchPath), cleans);
};

/** What a daemon is at work on is another thing a moment later; what is wrong stays. */
const lookAgainMs = [2000, 3000];
const inAll = async (first: Left, { config, searchPath }: DoctorInput): Promise<Left> => {
  let left = first;
  for (const pauseMs of lookAgainMs) {
    if (left.leftovers.length === 0 && left.broken.length === 0) return left;
    await setTimeout(pauseMs);
    const next = await findLeftovers(config, searchPath);
    const [things, texts] = [new Set(left.leftovers.map(textOf)), new Set(left.broken.map(({ what }) => what))];
    left = {
      ...next,
      leftovers: next.leftovers.filter((leftover) => things.has(textOf(leftover))),
      broken: next.broken.filter(({ what }) => texts.has(what)),
    };
  }
  return left;
};
const textOf = ({ kind, what }: Leftover): string => `${kind} ${what}`;

export interface Left {
  readonly leftovers: readonly Leftover[];
  /** What is not as an invariant says. */
  readonly broken: readonly { readonly id: InvariantId; readonly name: string; readonly what: string }[];
  readonly isDaemonRunning: boolean;
}

/** Looks at the world first and asks who owns it then, so that what is made meanwhile has an owner. */
export const findLeftovers = async (config: Config, searchPath: string): Promise<Left> => {
  const world = await readWorld(config, searchPath);
  const known = await readKnown(config);
  const facts = readMachineFacts(world, known, pathsOf(config).exitsDir);
  return {
    leftovers: leftoversIn(world, config, known),
    broken: machineInvariants.flatMap(({ id, name, find }) => find(facts).map((what) => ({ id, name, what }))),
    isDaemonRunning: known.isDaemonRunning,
  };
};

const findingsOf = ({ leftovers, broken, isDaemonRunning }: Left, cleans: boolean): readonly Finding[] => [
  ...leftoverFindings(leftovers, isDaemonRunning, cleans),
  ...broken.map(({ id, name, what }) => fail(name, `${id} ${what}`, brokenRemedy)),
];
const brokenRemedy = 'docs/invariants.md says what is meant; please report it';

const leftoverFindings = (
  leftovers: readonly Leftover[],
  isDaemonRunning: boolean,
  cleans: boolean,
): readonly Finding[] => {
  if (leftovers.length === 0) return [ok('leftovers', 'nothing of troupe is without an owner')];
  if (isDaemonRunning) {
    const remedy = 'the daemon may be at work on it: look again in a minute';
    return leftovers.map(({ kind, what }) =>
      warn(kind, `${ownerlessBreaks[kind]} ${kind} without an owner: ${what}`, remedy),
    );
  }
  const remedy = cleans
    ? 'it could not be removed; start the daemon, whose recovery pays debts'
    : 'troupe doctor --clean';
  return leftovers.map(({ kind, what }) =>
    fail(kind, `${ownerlessBreaks[kind]} ${kind} without an owner: ${what}`, remedy),
  );
};

const marks = { ok: ['green', 'ok  '], warn: ['yellow', 'warn'], fail: ['red', 'FAIL'] } as const;

const linesOf = ({ verdict, message, remedy }: Finding, paint: Paint): readonly string[] => {
  const [colour, mark] = marks[verdict];
  return [`${paint(colour, mark)}  ${message}`, ...(remedy === undefined ? [] : [`      → ${remedy}`])];
};
