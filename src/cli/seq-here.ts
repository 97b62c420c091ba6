/** `troupe seq`: a recording as a sequence diagram. */
import { type ReadRecord, readJournal } from '../journal/read.ts';
import { drawLines, drawMermaid } from '../tap/seq/draw.ts';
import { type Lane, type Step, stepsOf } from '../tap/seq/steps.ts';
import { Complaint } from './complain.ts';
import { exitCodes } from './exit-codes.ts';

export interface SeqFlags {
  readonly mermaid: boolean;
  readonly all: boolean;
  readonly pod?: string;
  readonly container?: string;
  readonly since?: string;
  readonly until?: string;
}

export interface SeqOut {
  readonly write: (text: string) => unknown;
  /** Columns; undefined where it is no terminal. */
  readonly width: number | undefined;
}

const widthWithoutTerminal = 120;
/** A longer diagram is nobody's to read; say what part it is to be of. */
const maxSteps = 100_000;

export const seqHere = async (file: string, flags: SeqFlags, { write, width }: SeqOut): Promise<number> => {
  const since = secondsOf(flags.since, '--since') ?? 0;
  const until = secondsOf(flags.until, '--until') ?? Number.POSITIVE_INFINITY;
  const making = stepsOf({ hasReads: flags.all });
  const steps: Step[] = [];
  for await (const record of readJournal(file)) {
    const isInTime = !hasTime(record) || (record.t >= since * 1_000_000 && record.t <= until * 1_000_000);
    const made = making.of(record);
    if (isInTime) steps.push(...made);
    if (steps.length > maxSteps)
      throw new Complaint([`troupe: more than ${maxSteps} steps; take a part of it with --pod, --since or --until`]);
  }
  const lanes = making.lanes();
  const chosen = lanes.filter((lane) => isChosen(lane, lanes, flags));
  const isFiltered = flags.pod !== undefined || flags.container !== undefined;
  const shown = isFiltered ? steps.filter((step) => step.lanes.some((lane) => chosen.includes(lane))) : steps;
  const seen = new Set(shown.flatMap((step) => step.lanes));
  const drawn = chosen.filter((lane) => seen.has(lane));
  const lines = flags.mermaid ? drawMermaid(shown, drawn) : drawLines(shown, drawn, width ?? widthWithoutTerminal);
  write(`${lines.join('\n')}\n`);
  return exitCodes.fine;
};

const hasTime = (record: ReadRecord): record is Exclude<ReadRecord, { readonly k: 'H' }> => record.k !== 'H';

const isChosen = (lane: Lane, all: readonly Lane[], { pod, container }: SeqFlags): boolean => {
  if (container !== undefined) return lane.kind === 'container' && isCalled(lane, container);
  if (pod === undefined) return true;
  const its = lane.kind === 'pod' ? lane : all.find(({ id }) => id === lane.podId);
  return its !== undefined && isCalled(its, pod);
};

/** By name, by name without its namespace, or by the beginning of the id. */
const isCalled = ({ id, name }: Lane, called: string): boolean =>
  called !== '' && (name === called || name.endsWith(`/${called}`) || id.startsWith(called));

const secondsOf = (text: string | undefined, option: string): number | undefined => {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds >= 0)) throw new Complaint([`troupe: ${option} takes seconds`], exitCodes.usage);
  return seconds;
};
