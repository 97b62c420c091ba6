/**
 * What containers wrote, measured in the background, one at a time, and only while somebody asks. An answer is never
 * waited for: it is the last one, with the time of its measuring.
 */
import type { FailureError } from '../../machines/failure.ts';
import type { FsUsageView } from '../../machines/views.ts';
import type { DiskUsage } from '../../native.ts';

export interface WritableLayers {
  /** The last measurement, if there is one; a new one is begun where it is old. */
  readonly of: (containerId: string) => FsUsageView | undefined;
  /** The last measurements of these, added up; with the time of the oldest. */
  readonly together: (containerIds: readonly string[]) => FsUsageView;
  /** Settles when nothing waits to be measured. */
  readonly settled: () => Promise<void>;
}

export interface WritableLayerOptions {
  /** Undefined: there is nothing of it. */
  readonly usage: (containerId: string) => Promise<DiskUsage | undefined>;
  /** A directory of the filesystem that they are on. */
  readonly mountpoint: string;
  readonly isThere: (containerId: string) => boolean;
  readonly now: () => number;
  readonly elapsed: () => number;
  readonly report: (failure: FailureError) => void;
}

interface Measured {
  readonly view: FsUsageView | undefined;
  /** On the clock that nobody sets: when it is to be measured again. */
  readonly dueAtMs: number;
}

const freshMs = 10_000;
/** A tree that takes long to walk is walked seldom: at most this part of the time. */
const walkingShare = 0.05;

export const openWritableLayers = (options: WritableLayerOptions): WritableLayers => {
  const { usage, mountpoint, isThere, now, elapsed, report } = options;
  const measured = new Map<string, Measured>();
  const waiting = new Set<string>();
  let working: Promise<void> | undefined;

  const measure = async (containerId: string): Promise<void> => {
    const beganAtMs = elapsed();
    try {
      const found = await usage(containerId);
      const dueAtMs = elapsed() + Math.max(freshMs, (elapsed() - beganAtMs) / walkingShare);
      const view = found && { mountpoint, ...found, atMs: now() };
      measured.set(containerId, { view: view ?? measured.get(containerId)?.view, dueAtMs });
    } catch (error) {
      measured.set(containerId, { view: measured.get(containerId)?.view, dueAtMs: elapsed() + freshMs });
      if (isThere(containerId)) report(error as FailureError);
    }
  };
  const work = async (): Promise<void> => {
    for (const containerId of waiting) {
      if (isThere(containerId)) await measure(containerId);
      waiting.delete(containerId);
    }
    for (const containerId of measured.keys()) if (!isThere(containerId)) measured.delete(containerId);
    working = undefined;
  };

  const of: WritableLayers['of'] = (containerId) => {
    const last = measured.get(containerId);
    if (last === undefined || last.dueAtMs <= elapsed()) {
      waiting.add(containerId);
      working ??= Promise.resolve().then(work);
    }
    return last?.view;
  };

  return {
    of,
    together: (containerIds) => {
      const views = containerIds.flatMap((containerId) => of(containerId) ?? []);
      return views.reduce(
        (sum, { usedBytes, inodesUsed, atMs }) => ({
          mountpoint,
          usedBytes: sum.usedBytes + usedBytes,
          inodesUsed: sum.inodesUsed + inodesUsed,
          atMs: Math.min(sum.atMs, atMs),
        }),
        { mountpoint, usedBytes: 0, inodesUsed: 0, atMs: now() },
      );
    },
    settled: async () => {
      while (working !== undefined) await working;
    },
  };
};
