/**
 * A recording, a file or a folder of them, as a source: of a daemon, whose inputs are played again; one that was unfolded
 * before; of a tap. What is wrong with it is told, and all that can be read is.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Abilities, SourceAbout } from '../../../inspector/stream.ts';
import type { HeaderRecord } from '../../../journal/format.ts';
import type { ReadRecord } from '../../../journal/read.ts';
import { filesAt, recordingAt, type Told, textOfTrouble } from '../../../journal/recording.ts';
import { beginningOf } from '../../../journal/unpack.ts';
import type { Source } from '../source.ts';
import { producedSource, type Telling } from './produced.ts';
import { openUnfolded } from './unfolded.ts';

export interface RecordingOptions {
  readonly path: string;
  readonly about: SourceAbout;
}

/** @param about as {@link aboutRecording} makes it */
export const recordingSource = ({ path, about }: RecordingOptions): Source =>
  producedSource({ about, produce: (telling) => tellRecording(path, telling), inputs: (run) => inputsOf(path, run) });

const tellRecording = async (path: string, telling: Telling): Promise<void> => {
  const { line, trouble, breathe } = telling;
  let header: HeaderRecord | undefined;
  let run = 0;
  let done = 0;
  let told = 0;
  const records = recordingAt(path, {
    onTrouble: (each) => trouble(textOfTrouble(each)),
    onHeader: (next) => {
      header = next;
    },
    onProgress: (next) => {
      done = next;
    },
  });
  const unfolded = openUnfolded(telling);
  for await (const each of records) {
    if (each.run !== run && header !== undefined) {
      run = each.run;
      unfolded.header(header);
    }
    unfolded.take(each);
    if (done - told >= 0.01) {
      told = done;
      line({ k: 'progress', done: Math.min(done, 0.999) });
    }
    await breathe();
  }
  unfolded.end();
  line({ k: 'progress', done: 1 });
  line({ k: 'live' });
  line({ k: 'ended', why: 'the recording ends here' });
};

/** The records of one run as they are in the files; empty where there is no such run. */
export async function* inputsOf(path: string, wanted: number): AsyncGenerator<ReadRecord> {
  let header: HeaderRecord | undefined;
  let isBegun = false;
  const onHeader = (next: HeaderRecord) => {
    header = next;
  };
  for await (const { record, run } of recordingAt(path, { onHeader })) {
    if (run > wanted) return;
    if (run < wanted || !isPlayed(record)) continue;
    if (!isBegun && header !== undefined) yield header;
    isBegun = true;
    yield record;
  }
}

const isPlayed = ({ k }: Told['record']): boolean => k === 'I' || k === 'T' || k === 'G';

/** Enough to tell recordings apart. */
const idBytes = 1024 * 1024;

/**
 * What can be said of it before it is read: the same bytes have the same id.
 * @throws FailureError SyscallFailed {syscall, path, code}
 */
export const aboutRecording = async (path: string): Promise<SourceAbout> => {
  const hash = createHash('sha256');
  let abilities: Abilities = { isUnfolded: false, hasContexts: false, canPlay: false };
  let kind: SourceAbout['kind'] = 'recording';
  for (const file of await filesAt(path)) {
    const { head, size } = await headOf(file);
    hash.update(`${size} `).update(head);
    // What it is, is known for sure when it is read; a later `about` may say otherwise.
    const begin = await beginningOf(file, idBytes);
    if (begin.includes('"source":"tap"')) kind = 'tap';
    else if (begin.includes('"s":"start"')) abilities = { isUnfolded: true, hasContexts: true, canPlay: true };
  }
  return { id: hash.digest('hex').slice(0, 10), kind, title: basename(path), troubles: [], ...abilities };
};

const headOf = async (path: string): Promise<{ readonly head: Buffer; readonly size: number }> => {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(idBytes, size)), 0, undefined, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } finally {
    await file.close();
  }
};
