/** Lines of a source on their way to one viewer, at the pace at which it reads. Who does not read is dropped: nobody waits for a viewer. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Meta } from '../stream.ts';

export interface Pace {
  /** Without reading, before it is dropped. */
  readonly stallMs: number;
  /** For reading what is on its way already, and why nothing follows. */
  readonly lingerMs: number;
}

export const usualPace: Pace = { stallMs: 20_000, lingerMs: 20_000 };

const ended = (why: string): string => `${JSON.stringify({ k: 'ended', why } satisfies Meta)}\n`;

/**
 * Settles when nothing more is written: the source is over, the viewer has gone, or it was dropped.
 * Effects: ends the response; `source`'s iterator is ended on every path.
 * @throws what `source` throws before its first chunk; nothing was written then. A failure that comes later ends the stream
 * with an `ended` line.
 */
export const sendStream = async (
  response: ServerResponse,
  source: AsyncIterable<string | Uint8Array>,
  begin: () => void,
  { stallMs, lingerMs }: Pace,
): Promise<void> => {
  let hasBegun = false;
  try {
    for await (const chunk of source) {
      if (!hasBegun) begin();
      hasBegun = true;
      if (response.destroyed) return;
      if (!response.write(chunk) && !(await isRead(response, stallMs))) {
        linger(response, lingerMs, 'the viewer did not read');
        return;
      }
    }
    if (!hasBegun) begin();
    response.end();
  } catch (error) {
    if (!hasBegun) throw error;
    linger(response, lingerMs, 'it could not be told on; troupe has said why');
    throw error;
  }
};

/** False: not in this time. True also where nobody is there any more. */
const isRead = async (response: ServerResponse, withinMs: number): Promise<boolean> => {
  if (response.destroyed) return true;
  const late = AbortSignal.timeout(withinMs);
  const either = new AbortController();
  const signal = AbortSignal.any([late, either.signal]);
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
    return true;
  } catch {
    return false;
  } finally {
    either.abort();
  }
};

const linger = (response: ServerResponse, lingerMs: number, why: string): void => {
  const timer = setTimeout(() => response.destroy(), lingerMs).unref();
  response.once('close', () => clearTimeout(timer));
  response.end(ended(why));
};
