/** Events of lives for one client: told at once to the queue, taken from it as fast as the client reads. */
import { FailureError } from '../machines/failure.ts';
import type { LifeEvent, LifeEvents } from '../machines/life-events.ts';

/** About a hundred pods that come and go while the client does not look. */
export const maxQueued = 1000;

/**
 * Subscribes now, until the signal fires. A client that is this far behind loses its stream, which it notices; a hole it
 * would not.
 * @throws FailureError (while it is read) ViewerTooSlow {limit}
 */
export const queueOf = (life: LifeEvents, signal: AbortSignal, limit = maxQueued): AsyncIterable<LifeEvent> => {
  const queue: LifeEvent[] = [];
  let isOverrun = false;
  let wake = () => {};
  const unsubscribe = life.subscribe((event) => {
    if (queue.length >= limit) {
      isOverrun = true;
      queue.length = 0;
      unsubscribe();
    } else queue.push(event);
    wake();
  });
  const stop = () => {
    unsubscribe();
    wake();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();

  return {
    async *[Symbol.asyncIterator]() {
      try {
        while (!signal.aborted) {
          if (isOverrun) throw new FailureError('ViewerTooSlow', { limit });
          const event = queue.shift();
          if (event !== undefined) {
            yield event;
            continue;
          }
          const { promise, resolve } = Promise.withResolvers<void>();
          wake = resolve;
          await promise;
        }
      } finally {
        signal.removeEventListener('abort', stop);
        unsubscribe();
      }
    },
  };
};
