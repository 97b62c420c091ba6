/** SIGINT, SIGTERM and SIGHUP: the first one asks for an orderly end, a later one ends the process at once. */
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Within this, it is the same signal once more: npm passes on what the terminal has sent to both. */
const echoMs = 500;
const parentMs = 500;

export interface End {
  /** Settles with the signal's name, or `parent` where the parent process went away. */
  readonly ended: Promise<string>;
  /** The same, for what can be aborted. */
  readonly signal: AbortSignal;
}

/**
 * Effects: handlers on the process, for good.
 *
 * @param followsParent to end with the parent process: npm 9 ends at SIGTERM without passing it on, and nobody would be left
 * to end us. There is no event for that.
 */
export const awaitEnd = ({ followsParent = false } = {}): End => {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const asked = new AbortController();
  let askedAtMs = 0;
  const end = (why: string) => {
    if (asked.signal.aborted) return;
    askedAtMs = performance.now();
    asked.abort();
    resolve(why);
  };
  const heard = (signal: NodeJS.Signals) => {
    if (asked.signal.aborted && performance.now() - askedAtMs > echoMs) process.exit(128 + constants.signals[signal]);
    end(signal);
  };
  for (const signal of signals) process.on(signal, heard);
  if (followsParent) {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      end('parent');
    }, parentMs).unref();
  }
  return { ended, signal: asked.signal };
};
