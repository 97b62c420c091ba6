/** Where long outputs go: a file or stdout, no faster than it takes them. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { FailureError } from '../../machines/failure.ts';

export interface Out {
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const chunkChars = 64 * 1024;

/**
 * @param path a new file, or one that is replaced; undefined: stdout.
 * @throws FailureError SyscallFailed {syscall, path, code}, also while writing
 */
export const outTo = (path: string | undefined): Out => {
  const stream = path === undefined ? process.stdout : createWriteStream(path, { mode: 0o600 });
  let failed: unknown;
  const failure = (cause: unknown) => {
    const { code = '', syscall = 'write' } = cause as NodeJS.ErrnoException;
    return new FailureError('SyscallFailed', { syscall, path: path ?? 'stdout', code }, { cause });
  };
  if (path !== undefined)
    stream.on('error', (error) => {
      failed = error;
    });
  let waiting = '';
  const flush = async () => {
    const text = waiting;
    waiting = '';
    if (failed !== undefined) throw failure(failed);
    if (text !== '' && !stream.write(text))
      await once(stream, 'drain').catch((error: unknown) => {
        throw failure(error);
      });
  };
  return {
    write: async (text) => {
      waiting += text;
      if (waiting.length > chunkChars) await flush();
    },
    close: async () => {
      await flush();
      if (path === undefined) return;
      stream.end();
      await finished(stream).catch((error: unknown) => {
        throw failure(failed ?? error);
      });
    },
  };
};
