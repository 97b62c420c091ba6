/** Lines of a stream that somebody else fills, read ahead: whoever fills it is not held up by who uses them. */
import type { Readable } from 'node:stream';

export interface ReadAhead {
  /** Ends with the stream. @throws what the stream failed with; Error where a line is too long */
  readonly lines: () => AsyncGenerator<string>;
}

/** More than any record has. */
const longestLine = 64 * 1024 * 1024;

/** @param maxChars that may wait; then the stream is not read until they are fewer. */
export const readAhead = (stream: Readable, maxChars = 256 * 1024 * 1024): ReadAhead => {
  let waiting: string[] = [];
  let chars = 0;
  let parts: string[] = [];
  let partChars = 0;
  let failure: Error | undefined;
  let isOver = false;
  let wake = Promise.withResolvers<void>();
  const tell = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  const fail = (error: Error) => {
    failure ??= error;
    isOver = true;
    tell();
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const pieces = chunk.split('\n');
    const rest = pieces.pop() ?? '';
    if (pieces.length > 0) {
      pieces[0] = parts.join('') + (pieces[0] ?? '');
      parts = [];
      partChars = 0;
      for (const line of pieces) {
        waiting.push(line);
        chars += line.length;
      }
      tell();
    }
    if (rest !== '') parts.push(rest);
    partChars += rest.length;
    if (partChars > longestLine) {
      stream.destroy();
      fail(new Error('a line is too long'));
    }
    if (chars > maxChars) stream.pause();
  });
  stream.once('error', fail);
  stream.once('close', () => {
    isOver = true;
    tell();
  });
  stream.once('end', () => {
    isOver = true;
    tell();
  });

  return {
    lines: async function* () {
      for (;;) {
        const more = wake.promise;
        const lines = waiting;
        waiting = [];
        chars = 0;
        if (stream.isPaused()) stream.resume();
        yield* lines;
        if (waiting.length > 0) continue;
        if (failure !== undefined) throw failure;
        if (isOver) return;
        await more;
      }
    },
  };
};
