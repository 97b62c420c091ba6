/**
 * The daemon that runs, as a source. It tells who is there and what happens from then on; what came before is read from its
 * journal's files, and played again with the rest where the beginning of its life is there. The present is told before the
 * past, for that may be long; and after the past both are compared.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SourceAbout } from '../../../inspector/stream.ts';
import type { HeaderRecord, JournalRecord } from '../../../journal/format.ts';
import { type ReadRecord, readJournal, recordIn } from '../../../journal/read.ts';
import { ringFiles, ringPrefix } from '../../../journal/ring.ts';
import { askInspect } from '../../control.ts';
import type { Source } from '../source.ts';
import { readAhead } from './lines-in.ts';
import { producedSource, type Telling, wordsOf } from './produced.ts';
import { differences } from './same-present.ts';
import { openUnfolded } from './unfolded.ts';

export interface LiveOptions {
  readonly socketFile: string;
  /** Tries that long to reach a daemon that was there and is not; it restarts. */
  readonly patienceMs?: number;
}

export const liveSource = ({ socketFile, patienceMs = 300_000 }: LiveOptions): Source => {
  const about: SourceAbout = {
    id: createHash('sha256').update(socketFile).digest('hex').slice(0, 10),
    kind: 'live',
    title: socketFile,
    troubles: [],
    isUnfolded: true,
    hasContexts: true,
    canPlay: true,
  };
  const runs: Life[] = [];
  return producedSource({
    about,
    produce: (telling) => follow({ socketFile, patienceMs, telling, onLife: (life) => runs.push(life) }),
    inputs: async function* (run) {
      const life = runs[run - 1];
      if (life !== undefined) yield* lifeIn(life, () => undefined);
    },
  });
};

/** A life of the daemon, and where its journal is. */
interface Life {
  readonly header: HeaderRecord;
  /** Undefined: it did not say. */
  readonly dir: string | undefined;
}

interface Following {
  readonly socketFile: string;
  readonly patienceMs: number;
  readonly telling: Telling;
  readonly onLife: (life: Life) => void;
}

const follow = async ({ socketFile, patienceMs, telling, onLife }: Following): Promise<void> => {
  const { signal, trouble, line } = telling;
  let lives = 0;
  const begun = (life: Life) => {
    lives += 1;
    onLife(life);
  };
  for (;;) {
    const before = lives;
    let why = '';
    const response = await reached(socketFile, lives === 0 ? 0 : patienceMs, signal);
    if (response === undefined) {
      line({ k: 'ended', why: 'the daemon ended, and no other came' });
      return;
    }
    try {
      why = await oneLife(readAhead(response).lines(), { telling, onLife: begun });
    } catch (error) {
      signal.throwIfAborted();
      trouble(`the connection to the daemon was lost: ${wordsOf(error)}`);
      if (lives === before) why = 'what listens there does not tell what a daemon tells';
    } finally {
      response.destroy();
    }
    // One that was too slow would be so again.
    if (why !== '') {
      line({ k: 'ended', why });
      return;
    }
    trouble('the daemon ended; another is waited for');
    await telling.breathe();
  }
};

const pauseMs = 250;
const reached = async (socketFile: string, patienceMs: number, signal: AbortSignal) => {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await askInspect(socketFile, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (patienceMs === 0) throw error;
      if (performance.now() >= until) return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
};

/**
 * @returns why it is over for good; empty: the daemon ended.
 * @throws Error where the connection broke, or it is no such stream
 */
const oneLife = async (
  lines: AsyncGenerator<string>,
  { telling, onLife }: { readonly telling: Telling; readonly onLife: (life: Life) => void },
): Promise<string> => {
  const { line, trouble, breathe } = telling;
  const header = await nextRecord(lines);
  const checkpoint = await nextRecord(lines);
  if (header?.k !== 'H' || checkpoint?.k !== 'C') throw new Error('it does not begin with a header and who is there');
  const { dir } = header.about ?? {};
  const life: Life = { header, dir: typeof dir === 'string' ? dir : undefined };
  onLife(life);
  const unfolded = openUnfolded(telling);
  unfolded.header(header);
  const { k: _, ...present } = checkpoint;
  line({ k: 'present', ...present });
  const take = (record: JournalRecord) =>
    unfolded.take({ record, us: record.t, wallUs: Math.round(header.epochMs * 1000 + record.t), run: 1 });

  try {
    for await (const { record, done } of pastOf(life, checkpoint.q)) {
      take(record);
      if (done !== undefined) line({ k: 'progress', done });
      await breathe();
    }
  } catch (error) {
    telling.signal.throwIfAborted();
    trouble(`the daemon's journal cannot be read: ${wordsOf(error)}`);
  }
  unfolded.end();
  if (unfolded.isPlaying()) for (const text of differences(checkpoint, unfolded.states())) trouble(text);
  else take(checkpoint);
  unfolded.end();
  line({ k: 'progress', done: 1 });
  line({ k: 'live' });
  await breathe();

  for await (const text of lines) {
    const record = recordIn(text);
    if (record === undefined || record.k === 'H') continue;
    // Nobody but the daemon's own end of this connection tells of a gap here.
    if (record.k === 'G') {
      line(record);
      return record.why;
    }
    take(record);
    await breathe();
  }
  return '';
};

const nextRecord = async (lines: AsyncGenerator<string>): Promise<ReadRecord | undefined> => {
  const { value, done } = await lines.next();
  return done === true ? undefined : recordIn(value);
};

/** Records of a life that are in its journal's files, with how many of the bytes are read; each percent once. */
async function* pastOf(
  life: Life,
  upTo: number,
): AsyncGenerator<{ readonly record: JournalRecord; readonly done?: number | undefined }> {
  let told = 0;
  let now = 0;
  for await (const record of lifeIn(life, (done) => (now = done))) {
    if (record.k === 'H') continue;
    if (record.q > upTo) return;
    const isMore = now - told >= 0.01;
    if (isMore) told = now;
    yield { record, done: isMore ? Math.min(now, 0.999) : undefined };
  }
}

/** The header, and what the files have of this life. */
async function* lifeIn({ header, dir }: Life, onProgress: (done: number) => void): AsyncGenerator<ReadRecord> {
  if (dir === undefined) return;
  const begins = ringPrefix(header);
  const files = (await ringFiles(dir)).filter((file) => basename(file).startsWith(begins));
  yield header;
  for (const [nth, file] of files.entries()) {
    const { size } = await stat(file);
    if (size === 0) continue;
    const read = (bytes: number) => onProgress((nth + bytes / size) / files.length);
    let isOurs = false;
    for await (const record of readJournal(file, undefined, read)) {
      if (record.k === 'H') isOurs = record.keyId === header.keyId && record.epochMs === header.epochMs;
      else if (isOurs) yield record;
    }
  }
}
