/** `troupe replay`: reads a journal and runs it again. */
import { readRecording } from '../journal/ring.ts';
import { type Divergence, openReplay } from '../simulation/replay.ts';
import { simExitCodes } from './exit-codes.ts';

export interface ReplayFlags {
  readonly until?: string;
  readonly bestEffort: boolean;
  readonly json: boolean;
}

/** @returns `diverged` at a difference; with `bestEffort` only where an input was not accepted. */
export const replayHere = async (path: string, flags: ReplayFlags, print: (line: string) => void): Promise<number> => {
  const until = flags.until === undefined ? Number.POSITIVE_INFINITY : Number(flags.until);
  if (Number.isNaN(until)) {
    process.stderr.write('troupe replay: --until is the number of a record\n');
    return simExitCodes.usage;
  }
  const replay = openReplay();
  const differences: Divergence[] = [];
  let end: Divergence | undefined;
  const hear = (found: Divergence | undefined) => {
    if (found === undefined) return;
    if (flags.bestEffort && found.isAccepted) differences.push(found);
    else end = found;
  };
  for await (const record of readRecording(path)) {
    if (record.k !== 'H' && record.q > until) continue;
    hear(replay.take(record));
    if (end !== undefined) break;
  }
  if (end === undefined) hear(replay.end());
  const counts = replay.counts();
  if (flags.json) print(JSON.stringify({ ...counts, differences, divergence: end }));
  else for (const line of linesOf(counts, differences.length, end)) print(line);
  if (end !== undefined) return simExitCodes.diverged;
  if (counts.inputs > 0 || counts.skipped === 0) return simExitCodes.fine;
  return simExitCodes.cut;
};

const linesOf = (
  { inputs, lives, skipped, gaps }: ReturnType<ReturnType<typeof openReplay>['counts']>,
  differences: number,
  end: Divergence | undefined,
): readonly string[] => [
  `${inputs} inputs of ${lives} lives of a daemon${end === undefined ? ': the same' : ''}`.replace(
    ': the same',
    differences === 0 ? ': the same' : `: ${differences} caused something else`,
  ),
  ...(skipped === 0 ? [] : [`not replayed: ${skipped} inputs of lives whose beginning is not there, or after a gap`]),
  ...(gaps === 0 ? [] : [`${gaps} gaps`]),
  ...(end === undefined ? [] : told(end)),
];

const told = ({ q, reason, input, recorded, actual, build }: Divergence): readonly string[] => [
  `diverged at record ${q}, ${input.s} ${input.a ?? input.id ?? ''}: ${reason}`,
  `recorded by ${build}: ${recorded.n} transitions and answers, hash ${recorded.h}`,
  ...(recorded.moves ?? []).map(moveLine),
  `here: ${actual.n}, hash ${actual.h}`,
  ...actual.moves.map(moveLine),
];

const moveLine = ({ a, e, v0, v1 }: { a: string; e: string; v0: string; v1: string }): string =>
  `  ${a}: ${v0 === '' ? '·' : v0} → ${v1} (${e})`;
