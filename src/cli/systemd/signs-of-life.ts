/** Tells the service manager that all is well, as long as it is: each time it is proven first. */
import type { Log } from '../../actors/log.ts';
import { failureOf, meanings } from '../../machines/failure.ts';
import type { Notify } from './notify.ts';

export interface SignsOfLife {
  readonly notify: Notify;
  /** Settles when the store and the actors have answered; rejects where one does not. */
  readonly prove: () => Promise<void>;
  /** A line for people: `systemctl status` shows it. */
  readonly status: () => string;
  readonly log: Log;
}

/** Without a watchdog, the line for people is renewed this often. */
const statusMs = 30_000;

/**
 * From now on, at half of the watchdog's time. That a timer fires shows that the event loop turns; a proof that fails or does
 * not come in time shows that something else does not: then nothing is sent, until it does again.
 * @returns what ends it.
 */
export const giveSignsOfLife = ({ notify, prove, status, log }: SignsOfLife): (() => void) => {
  const { watchdogMs } = notify;
  const everyMs = watchdogMs === undefined ? statusMs : watchdogMs / 2;
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const look = async () => {
    const why = await problemOf(prove, everyMs / 2);
    if (hasEnded) return;
    if (why === undefined) {
      await notify.send(...(watchdogMs === undefined ? [] : ['WATCHDOG=1']), `STATUS=${status()}`);
    } else {
      log.error({ problem: why }, 'not well: the service manager gets no sign of life');
      await notify.send(`STATUS=not well: ${why}`);
    }
    if (!hasEnded) timer = setTimeout(look, everyMs);
  };
  timer = setTimeout(look, everyMs);
  return () => {
    hasEnded = true;
    clearTimeout(timer);
  };
};

const problemOf = async (prove: () => Promise<void>, limitMs: number): Promise<string | undefined> => {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, limitMs, `no answer within ${Math.round(limitMs)} ms`);
  try {
    const proven = prove().then(
      () => undefined,
      (error: unknown) => {
        const failure = failureOf(error);
        return `${meanings[failure.code]} ${JSON.stringify(failure.details)}`;
      },
    );
    return await Promise.race([proven, late]);
  } finally {
    clearTimeout(timer);
  }
};
