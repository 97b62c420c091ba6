/** SIGINT, SIGTERM and, unless it means something else, SIGHUP: the first one asks for an orderly end, a later one ends the process at once. */
import { constants } from 'node:os';

const endings = ['SIGINT', 'SIGTERM'] as const;
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
 * @param hangsUp whether SIGHUP asks for the end too.
 * @param followsParent to end with the parent process: npm 9 ends at SIGTERM without passing it on, and nobody would be left
 * to end us. There is no event for that.
 */
export const awaitEnd = ({ followsParent = false, hangsUp = true } = {}): End => {
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
  // until somebody takes it for something else, it is not to end us
  if (!hangsUp) process.on('SIGHUP', () => {});
  for (const signal of hangsUp ? ([...endings, 'SIGHUP'] as const) : endings) process.on(signal, heard);
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
