/** What a simulated program can read: bytes that somebody writes, until there are no more. */

export interface Input {
  /** Settles when there is room for more; after the end nothing is kept. */
  readonly write: (chunk: Buffer) => Promise<void>;
  readonly end: () => void;
  /** All that is there, at least a byte; undefined at the end. Rejects with the signal's reason. */
  readonly read: (signal: AbortSignal) => Promise<Buffer | undefined>;
  /** With its line break, where it has one; undefined at the end. Rejects with the signal's reason. */
  readonly readLine: (signal: AbortSignal) => Promise<string | undefined>;
}

const roomBytes = 256 * 1024;

export const openInput = (): Input => {
  let waiting = Buffer.alloc(0);
  let isEnded = false;
  let change = Promise.withResolvers<void>();
  const changed = () => {
    change.resolve();
    change = Promise.withResolvers<void>();
  };
  const take = (bytes: number): Buffer => {
    const taken = waiting.subarray(0, bytes);
    waiting = waiting.subarray(bytes);
    changed();
    return taken;
  };
  const next = (signal: AbortSignal) => untilAborted(change.promise, signal);

  return {
    write: async (chunk) => {
      if (isEnded) return;
      waiting = Buffer.concat([waiting, chunk]);
      changed();
      while (waiting.length > roomBytes && !isEnded) await change.promise;
    },
    end: () => {
      isEnded = true;
      changed();
    },
    read: async (signal) => {
      while (waiting.length === 0 && !isEnded) await next(signal);
      return waiting.length === 0 ? undefined : take(waiting.length);
    },
    readLine: async (signal) => {
      for (;;) {
        const end = waiting.indexOf('\n');
        if (end >= 0) return take(end + 1).toString();
        if (isEnded || waiting.length > roomBytes) return waiting.length === 0 ? undefined : `${take(waiting.length)}`;
        await next(signal);
      }
    },
  };
};

/** An input that is at its end. */
export const noInput = (): Input => {
  const input = openInput();
  input.end();
  return input;
};

export const untilAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });

/** Settles after that time; rejects with the signal's reason. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
