/** Copying between a process and a client, where either may be slow, and either may go at any time. */
import type { EventEmitter } from 'node:events';
import { Readable, type Writable } from 'node:stream';

/** What can be read and held: a stream, a terminal. */
export interface Source extends EventEmitter {
  pause(): unknown;
  resume(): unknown;
}

export interface Copy {
  /** Settles at the source's end. */
  readonly ended: Promise<void>;
  /** Settles at once, or when the client takes more again. */
  readonly unblocked: () => Promise<void>;
}

/** Copies output as fast as the client takes it. A client that is gone takes all, and it is dropped. */
export const copyOutput = (source: Source, sink: Writable | undefined): Copy => {
  let waiting: PromiseWithResolvers<void> | undefined;
  const letGo = () => {
    waiting?.resolve();
    waiting = undefined;
    source.resume();
  };
  sink?.on('drain', letGo).on('close', letGo).on('error', letGo);
  source.on('data', (chunk: Buffer) => {
    if (sink === undefined || !sink.writable || sink.write(chunk)) return;
    waiting ??= Promise.withResolvers<void>();
    source.pause();
  });
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) source.once(event, () => resolve());
    // a pipe that never had a byte tells its end also while it is paused
    if (source instanceof Readable && (source.readableEnded || source.destroyed)) resolve();
  });
  source.resume();
  return { ended, unblocked: () => waiting?.promise ?? Promise.resolve() };
};

/**
 * Settles when all copies have come to their end, or when for `limitMs` nobody but the sources was waited for: descendants
 * of a process may hold its output open for ever.
 */
export const drained = async (copies: readonly Copy[], limitMs: number): Promise<void> => {
  const all = Promise.all(copies.map(({ ended }) => ended)).then(() => 'ended' as const);
  for (;;) {
    const { promise: limit, resolve } = Promise.withResolvers<'limit'>();
    const timer = setTimeout(() => resolve('limit'), limitMs);
    const outcome = await Promise.race([all, limit]);
    clearTimeout(timer);
    if (outcome === 'ended') return;
    const blocked = copies.map((copy) => copy.unblocked());
    if (!(await isAnyPending(blocked))) return;
    await Promise.race([all, Promise.all(blocked)]);
  }
};

const isAnyPending = async (promises: readonly Promise<void>[]): Promise<boolean> =>
  Promise.race([Promise.all(promises).then(() => false), new Promise<true>((resolve) => setImmediate(resolve, true))]);

/** Ends a stream to the client and settles when all of it has been sent, or the client is gone. */
export const finish = (sink: Writable | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (sink === undefined || sink.destroyed) {
      resolve();
      return;
    }
    for (const event of ['finish', 'close', 'error']) sink.once(event, () => resolve());
    sink.end();
  });

/** A client's input to a process that may end before it: the rest is read and dropped, for the connection must go on. */
export const copyInput = (source: Readable, sink: Writable): void => {
  source.pipe(sink);
  const drop = () => {
    source.unpipe(sink);
    source.resume();
  };
  sink.on('error', drop).on('close', drop);
  source.once('error', () => sink.end()).once('close', () => sink.end());
};
