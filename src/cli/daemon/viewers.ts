/**
 * Who watches the daemon: each gets every line of the journal from the moment on at which it came. Nobody is waited for: one
 * that does not read is told so and dropped.
 */
import type { Log } from '../../actors/log.ts';
import type { GapRecord } from '../../journal/format.ts';
import { FailureError } from '../../machines/failure.ts';

/** Where a viewer's lines go: the answer to its request. */
export interface ViewerSink {
  readonly write: (text: string) => void;
  /** Bytes that it has not taken yet. */
  readonly unsentBytes: () => number;
  readonly end: () => void;
  readonly destroy: () => void;
  /** Calls once, when it has gone. */
  readonly onGone: (gone: () => void) => void;
}

export interface Viewers {
  readonly count: () => number;
  /** @throws FailureError RequestInvalid {field, reason} where there are as many as may be. */
  readonly admit: () => void;
  /**
   * @param first what it is told first
   * @param ready nothing is sent before
   */
  readonly add: (sink: ViewerSink, first: string, ready: Promise<void>) => void;
  /** @param line with its line break */
  readonly tell: (line: string, q: number, t: number) => void;
  /** All that was told is sent, as far as they take it; then they are over. */
  readonly close: () => void;
}

export interface ViewersOptions {
  readonly log: Log;
  readonly most?: number;
  /** That a viewer may leave unread. */
  readonly maxUnsentBytes?: number;
  /** What comes within it is sent together. */
  readonly coalesceMs?: number;
}

/** One that was dropped may read what is on its way for so long. */
const lastWordMs = 2000;

interface Viewer {
  readonly sink: ViewerSink;
  waiting: string[];
  chars: number;
  isReady: boolean;
  timer: NodeJS.Timeout | undefined;
}

export const openViewers = (options: ViewersOptions): Viewers => {
  const { log, most = 8, maxUnsentBytes = 4 * 1024 * 1024, coalesceMs = 20 } = options;
  const viewers = new Set<Viewer>();

  const send = (viewer: Viewer): void => {
    clearTimeout(viewer.timer);
    viewer.timer = undefined;
    if (!viewer.isReady || viewer.chars === 0) return;
    const text = viewer.waiting.join('');
    viewer.waiting = [];
    viewer.chars = 0;
    viewer.sink.write(text);
  };
  const sendSoon = (viewer: Viewer): void => {
    if (viewer.isReady) viewer.timer ??= setTimeout(send, coalesceMs, viewer);
  };
  const forget = (viewer: Viewer): void => {
    viewers.delete(viewer);
    clearTimeout(viewer.timer);
  };
  const drop = (viewer: Viewer, q: number, t: number): void => {
    forget(viewer);
    const { sink } = viewer;
    const gap: GapRecord = { k: 'G', q, t, lost: 1, why: 'the viewer did not read fast enough; it is told no more' };
    sink.write(`${JSON.stringify(gap)}\n`);
    sink.end();
    setTimeout(sink.destroy, lastWordMs).unref();
    log.warn({ viewers: viewers.size }, 'a viewer did not read fast enough and was dropped');
  };

  return {
    count: () => viewers.size,
    admit: () => {
      if (viewers.size >= most) {
        const reason = `${most} viewers are watching, and no more may`;
        throw new FailureError('RequestInvalid', { field: 'inspect', reason });
      }
    },
    add: (sink, first, ready) => {
      const viewer: Viewer = { sink, waiting: [first], chars: first.length, isReady: false, timer: undefined };
      viewers.add(viewer);
      log.info({ viewers: viewers.size }, 'a viewer has come');
      sink.onGone(() => {
        if (!viewers.has(viewer)) return;
        forget(viewer);
        log.info({ viewers: viewers.size }, 'a viewer has gone');
      });
      void ready.then(() => {
        viewer.isReady = true;
        if (viewers.has(viewer)) send(viewer);
      });
    },
    tell: (line, q, t) => {
      for (const viewer of viewers) {
        if (viewer.chars + viewer.sink.unsentBytes() > maxUnsentBytes) {
          drop(viewer, q, t);
          continue;
        }
        viewer.waiting.push(line);
        viewer.chars += line.length;
        sendSoon(viewer);
      }
    },
    close: () => {
      for (const viewer of [...viewers]) {
        viewer.isReady = true;
        send(viewer);
        forget(viewer);
        viewer.sink.end();
        setTimeout(viewer.sink.destroy, lastWordMs).unref();
      }
    },
  };
};
