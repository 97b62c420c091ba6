/** A source whose lines are made once, when somebody reads them for the first time; for all readers. */

import type { Line, SourceAbout } from '../../../inspector/stream.ts';
import type { ReadRecord } from '../../../journal/read.ts';
import { failureOf, textOf } from '../../../machines/failure.ts';
import type { Source } from '../source.ts';
import { openSpool, type SpoolOptions } from './spool.ts';

/** What who makes lines tells them to. */
export interface Telling {
  readonly signal: AbortSignal;
  readonly line: (line: Line) => void;
  /** Changes what is said of the source, and says so. */
  readonly about: (change: Partial<SourceAbout>) => void;
  /** Something is wrong; the same is told once, and no more than some dozens. */
  readonly trouble: (text: string) => void;
  /** Settles soon after what was told can be read; lets others work meanwhile. To be awaited now and then. */
  readonly breathe: () => Promise<void>;
  /** Settles when all that was told can be read. */
  readonly flush: () => Promise<void>;
}

export interface Production {
  readonly about: SourceAbout;
  /** Tells all lines but the first `about`. What it throws is told as a trouble, and the source is over. */
  readonly produce: (telling: Telling) => Promise<void>;
  readonly inputs?: ((run: number) => AsyncIterable<ReadRecord>) | undefined;
  readonly spool?: SpoolOptions | undefined;
}

const chunkChars = 64 * 1024;
const mostTroubles = 40;
/** Others wait no longer. */
const sliceMs = 10;
/** What was told is read after so long, when nothing more comes. */
const soonMs = 15;

export const producedSource = ({ about: first, produce, inputs, spool: options }: Production): Source => {
  const spool = openSpool(options);
  const ending = new AbortController();
  let about = first;
  let waiting: string[] = [];
  let chars = 0;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  const troubles = new Set(first.troubles);

  const line = (each: Line): void => {
    let text: string;
    try {
      text = JSON.stringify(each);
    } catch {
      trouble('a record cannot be told: it is nested too deep');
      return;
    }
    waiting.push(text, '\n');
    chars += text.length + 1;
    timer ??= setTimeout(() => void flush(), soonMs);
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (chars === 0) return;
    const chunk = Buffer.from(waiting.join(''));
    waiting = [];
    chars = 0;
    if (await spool.append(chunk)) return;
    if (!ending.signal.aborted) await spool.append(Buffer.from(`${JSON.stringify(full)}\n`));
    ending.abort(new Error(full.why));
  };
  const tellAbout = (change: Partial<SourceAbout>): void => {
    const isSame = Object.entries(change).every(([name, value]) => about[name as keyof SourceAbout] === value);
    about = { ...about, ...change };
    if (!isSame) line({ k: 'about', about });
  };
  const trouble = (text: string): void => {
    if (troubles.has(text) || troubles.size > mostTroubles) return;
    troubles.add(text);
    const shown = troubles.size > mostTroubles ? 'more is wrong with it, which is not told' : text;
    about = { ...about, troubles: [...about.troubles, shown] };
    line({ k: 'trouble', text: shown });
  };
  let sliceEnds = 0;
  const breathe = async (): Promise<void> => {
    if (chars >= chunkChars) await flush();
    if (performance.now() < sliceEnds) return;
    await flush();
    await new Promise<void>((resolve) => setImmediate(resolve));
    ending.signal.throwIfAborted();
    sliceEnds = performance.now() + sliceMs;
  };

  const work = async (): Promise<void> => {
    line({ k: 'about', about });
    try {
      await produce({ signal: ending.signal, line, about: tellAbout, trouble, breathe, flush });
    } catch (error) {
      if (!ending.signal.aborted) {
        const why = wordsOf(error);
        trouble(why);
        line({ k: 'ended', why });
      }
    }
    await flush().catch(() => undefined);
    spool.end();
  };

  return {
    about: () => about,
    lines: (signal) => {
      working ??= work();
      return spool.read(signal);
    },
    ...(inputs === undefined ? {} : { inputs }),
    close: async () => {
      ending.abort(new Error('closed'));
      await working;
      await spool.close();
    },
  };
};

/** One line for people. */
export const wordsOf = (error: unknown): string => {
  const { code, details, cause } = failureOf(error);
  if (code === 'RequestInvalid' && typeof details.path === 'string')
    return `${details.path}: ${String(details.reason)}`;
  if (code === 'SyscallFailed')
    return `${String(details.path)}: ${String(details.syscall)} failed (${String(details.code)})`;
  return code === 'Unexpected'
    ? `unexpected: ${String(details.error)}`
    : textOf({ code, details, ...(cause === undefined ? {} : { cause }) });
};

const full = { k: 'ended', why: 'it is longer than can be kept here' } as const;
