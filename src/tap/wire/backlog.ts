/**
 * What has passed and is to be looked at: of all connections in one queue, so that it is told in the order of the wire, each
 * with its time. It is worked off when the traffic leaves time, and bounded.
 */
export interface Backlog {
  /** @returns false where it is full; then nothing is kept. @param work never throws. */
  readonly add: (bytes: number, work: () => void) => boolean;
  /** Does all that waits. */
  readonly flush: () => void;
}

export interface BacklogClock {
  /** µs. */
  readonly nowUs: () => number;
  /** While it works, this is the time. */
  readonly during: (us: number, work: () => void) => void;
}

const maxWaitingBytes = 64 * 1024 * 1024;
const maxWaiting = 200_000;
/** Of this much it is time to see to it. */
const urgentBytes = 1024 * 1024;
const batchBytes = 512 * 1024;
const batchItems = 64;
/** So that a call and the next one do not wait for what is made of the last. */
const pauseMs = 10;

interface Item {
  readonly us: number;
  readonly bytes: number;
  readonly work: () => void;
}

export const backlog = (clock: BacklogClock, limits = { maxWaitingBytes, maxWaiting }): Backlog => {
  let items: Item[] = [];
  let first = 0;
  let waitingBytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let isUrgent = false;

  const work = (mostItems: number, mostBytes: number) => {
    let bytes = 0;
    for (let done = 0; done < mostItems && bytes < mostBytes && first < items.length; done += 1) {
      const item = items[first++];
      if (item === undefined) break;
      bytes += item.bytes;
      waitingBytes -= item.bytes;
      clock.during(item.us, item.work);
    }
    if (first < items.length) return;
    items = [];
    first = 0;
  };
  const soon = () => {
    isUrgent = false;
    work(batchItems, batchBytes);
    if (first < items.length) hurry();
  };
  const hurry = () => {
    if (isUrgent) return;
    isUrgent = true;
    clearTimeout(timer);
    timer = undefined;
    setImmediate(soon);
  };
  return {
    add: (bytes, todo) => {
      if (waitingBytes + bytes > limits.maxWaitingBytes || items.length - first >= limits.maxWaiting) return false;
      waitingBytes += bytes;
      items.push({ us: clock.nowUs(), bytes, work: todo });
      if (waitingBytes > urgentBytes) hurry();
      else if (!isUrgent && timer === undefined) timer = setTimeout(hurry, pauseMs);
      return true;
    },
    flush: () => work(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  };
};
