/** Signals and waiting. */
import { setTimeout as wait } from 'node:timers/promises';
import { FailureError } from '../machines/failure.ts';

/** Sleeps; an abort ends it at once. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  await wait(ms, undefined, { signal }).catch(() => undefined);
  throwIfAborted(signal);
};

/** @throws FailureError the signal's own failure, else `Cancelled`. */
export const throwIfAborted = (signal: AbortSignal): void => {
  if (signal.aborted) throw abortFailure(signal);
};

export const abortFailure = (signal: AbortSignal): FailureError =>
  signal.reason instanceof FailureError ? signal.reason : new FailureError('Cancelled');

/** The promise's outcome, or the signal's failure where that comes first. */
export const beforeAbort = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(abortFailure(signal));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};
