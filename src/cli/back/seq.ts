/** `troupe seq`: a recording, of a tap or of a daemon, or a reproducer, as a sequence diagram. */
import { open } from 'node:fs/promises';
import { namesLike } from '../../journal/actor-name.ts';
import { openDiagram } from '../../journal/diagram.ts';
import { momentOf } from '../../journal/query/times.ts';
import { boundsOf, type Told } from '../../journal/recording.ts';
import type { Diagram } from '../../sequence/diagram.ts';
import { drawDiagram, drawMermaid } from '../../sequence/draw.ts';
import { drawLines, drawMermaid as drawTapMermaid } from '../../tap/seq/draw.ts';
import { type Lane, type Step, stepsOf } from '../../tap/seq/steps.ts';
import { Complaint } from '../complain.ts';
import { simExitCodes } from '../exit-codes.ts';
import { badUse, type SeqFlags } from './flags.ts';
import { type Reading, readingOf } from './recordings.ts';

export interface SeqOut {
  readonly write: (text: string) => unknown;
  /** Columns; undefined where it is no terminal. */
  readonly width: number | undefined;
}

const widthWithoutTerminal = 120;
/** A longer diagram is nobody's to read; say what part it is to be of. */
const maxSteps = 100_000;
const tooLong = () =>
  new Complaint([`troupe: more than ${maxSteps} steps; take a part of it with --actor, --pod, --since or --until`]);

export const seqHere = async (file: string, flags: SeqFlags, out: SeqOut): Promise<number> => {
  if (await isReproducer(file)) return drawRepro(file, flags, out);
  const reading = readingOf(file);
  const isInTime = await timesOf(file, flags);
  const first = await firstOf(reading);
  const isTap = reading.source() === 'tap' || first?.record.k === 'O';
  if (isTap && flags.actor !== undefined) throw badUse('a tap knows no actors; take --pod or --container');
  return isTap ? seqOfTap(reading, isInTime, flags, out) : seqOfDaemon(reading, isInTime, flags, out);
};

const seqOfDaemon = async (reading: Reading, isInTime: (told: Told) => boolean, flags: SeqFlags, out: SeqOut) => {
  const { actor, pod, container } = flags;
  const patterns = [
    ...(actor === undefined ? [] : [namesLike(actor), namesLike(`${actor}/*`)]),
    ...(pod === undefined ? [] : [namesLike(`pod:${pod}`), namesLike(`pod:${pod}/*`)]),
    ...(container === undefined ? [] : [namesLike(`ctr:${container}`), namesLike(`ctr:${container}/*`)]),
  ];
  const making = openDiagram({
    hasAll: flags.all,
    wants: (name) => patterns.length === 0 || patterns.some((fits) => fits(name)),
  });
  for await (const told of reading.told()) {
    if (isInTime(told)) making.see(told.record, told.us);
    if (making.rows() > maxSteps) throw tooLong();
  }
  if (making.omitted() > 0)
    process.stderr.write('troupe: there are more pods and containers than fit beside each other; --pod chooses one\n');
  drawn(making.diagram(), flags, out);
  return simExitCodes.fine;
};

const drawn = (diagram: Diagram, { json, mermaid }: SeqFlags, { write }: SeqOut): void => {
  if (json === true) write(`${JSON.stringify(diagram)}\n`);
  else write(`${(mermaid ? drawMermaid(diagram) : drawDiagram(diagram)).join('\n')}\n`);
};

const seqOfTap = async (
  reading: Reading,
  isInTime: (told: Told) => boolean,
  flags: SeqFlags,
  { write, width }: SeqOut,
): Promise<number> => {
  const making = stepsOf({ hasReads: flags.all });
  const steps: Step[] = [];
  for await (const told of reading.told()) {
    const made = making.of(told.record);
    if (isInTime(told)) steps.push(...made);
    if (steps.length > maxSteps) throw tooLong();
  }
  const lanes = making.lanes();
  const chosen = lanes.filter((lane) => isChosen(lane, lanes, flags));
  const isFiltered = flags.pod !== undefined || flags.container !== undefined;
  const shown = isFiltered ? steps.filter((step) => step.lanes.some((lane) => chosen.includes(lane))) : steps;
  const seen = new Set(shown.flatMap((step) => step.lanes));
  const there = chosen.filter((lane) => seen.has(lane));
  if (flags.json === true) {
    write(
      `${JSON.stringify({ lanes: there, steps: shown.map((step) => ({ ...step, lanes: step.lanes.map(({ id }) => id) })) })}\n`,
    );
    return simExitCodes.fine;
  }
  const lines = flags.mermaid ? drawTapMermaid(shown, there) : drawLines(shown, there, width ?? widthWithoutTerminal);
  write(`${lines.join('\n')}\n`);
  return simExitCodes.fine;
};

const drawRepro = async (file: string, flags: SeqFlags, out: SeqOut): Promise<number> => {
  const { diagramOfFile } = await import('../sim/diagram-here.ts');
  drawn(await diagramOfFile(file), flags, out);
  return simExitCodes.fine;
};

/** One JSON document with a format of its own, and no lines of records. */
const isReproducer = async (file: string): Promise<boolean> => {
  const handle = await open(file, 'r').catch(() => undefined); // whoever reads it as a recording tells why
  if (handle === undefined) return false;
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(4096), length: 4096 });
    return /"format"\s*:\s*"troupe\.repro\//.test(buffer.toString('utf8', 0, bytesRead));
  } catch {
    return false; // a folder
  } finally {
    await handle.close();
  }
};

const firstOf = async ({ told }: Reading): Promise<Told | undefined> => {
  for await (const each of told()) return each;
  return undefined;
};

const timesOf = async (file: string, flags: SeqFlags): Promise<(told: Told) => boolean> => {
  const texts = [flags.since, flags.until];
  const bounds = texts.some((text) => /^-|:|^\d{4}-/.test(text ?? ''))
    ? await boundsOf(file)
    : { firstWallUs: 0, lastUs: 0 };
  const [since = 0, until = Number.POSITIVE_INFINITY] = texts.map((text, index) => {
    if (text === undefined) return undefined;
    const moment = momentOf(text, bounds);
    if (moment === undefined)
      throw badUse(`${index === 0 ? '--since' : '--until'} takes 12.5 (seconds), -5m before the end, or 13:37:00`);
    return moment;
  });
  return ({ us }) => us >= since && us <= until;
};

const isChosen = (lane: Lane, all: readonly Lane[], { pod, container }: SeqFlags): boolean => {
  if (container !== undefined) return lane.kind === 'container' && isCalled(lane, container);
  if (pod === undefined) return true;
  const its = lane.kind === 'pod' ? lane : all.find(({ id }) => id === lane.podId);
  return its !== undefined && isCalled(its, pod);
};

/** By name, by name without its namespace, or by the beginning of the id. */
const isCalled = ({ id, name }: Lane, called: string): boolean =>
  called !== '' && (name === called || name.endsWith(`/${called}`) || id.startsWith(called));
