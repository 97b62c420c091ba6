/** Long work in slices, between which questions are answered. */

/** A piece of so many bytes takes about a ms. */
const sliceBytes = 64 * 1024;
/** ms of work at a stretch. */
const stretchMs = 8;

/** Another turn of the event loop, at once: timers would wait. */
export const anotherTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const heard = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', heard, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });

export interface Slices {
  /** Settles when all of it is taken, or nobody wants it any more. */
  readonly feed: (bytes: Uint8Array, take: (slice: Uint8Array) => void, isWanted?: () => boolean) => Promise<void>;
}

/** @param nowMs a clock. */
export const openSlices = (nowMs: () => number): Slices => {
  let since = nowMs();
  return {
    feed: async (bytes, take, isWanted = () => true) => {
      for (let from = 0; from < bytes.length && isWanted(); from += sliceBytes) {
        take(bytes.subarray(from, from + sliceBytes));
        if (nowMs() - since < stretchMs) continue;
        await anotherTurn();
        since = nowMs();
      }
    },
  };
};
