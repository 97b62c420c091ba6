/**
 * Reads many cgroups in bounded time. A reading that hangs holds a thread, but no place of others; its cgroup alone is left
 * out, also later, until it comes back. Where too many hang, the rest waits no longer than the limit.
 */
import type { readSmallFiles } from '../../native.ts';
import { type CgroupFile, pathIn } from './cgroup-files.ts';
import { type CgroupSample, sampleOf } from './cgroup-sample.ts';

export interface CgroupReading {
  readonly readSmallFiles: typeof readSmallFiles;
  /** Wall clock. */
  readonly now: () => number;
  /** A clock that nobody sets. */
  readonly elapsed: () => number;
  readonly limitMs: number;
}

/** Samples by cgroup path (`/kubepods/…`); those that are gone, or hang, are not among them. */
export type ReadCgroups = (
  files: readonly CgroupFile[],
  cgroupPaths: readonly string[],
) => Promise<ReadonlyMap<string, CgroupSample>>;

/** At once, of the four threads that all work of the addon shares; and with those that hang. */
const maxAtWork = 2;
const maxThreads = 3;

export const openCgroupReader = ({ readSmallFiles, now, elapsed, limitMs }: CgroupReading): ReadCgroups => {
  const hanging = new Set<string>();
  const queue: (() => void)[] = [];
  let atWork = 0;

  const next = () => {
    while (atWork < Math.min(maxAtWork, maxThreads - hanging.size)) {
      const begin = queue.shift();
      if (begin === undefined) return;
      atWork += 1;
      begin();
    }
  };
  /** One cgroup a call, for nobody can say which file of many it is that hangs. */
  const readOne = async (files: readonly CgroupFile[], path: string): Promise<CgroupSample | undefined> => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      hanging.add(path);
      atWork -= 1;
      next();
    }, limitMs / 4).unref();
    try {
      const texts = await readSmallFiles(files.map((file) => pathIn(file, path)));
      const said = files.flatMap(({ name }, index) => {
        const text = texts[index];
        return text === undefined ? [] : [[name, text] as const];
      });
      return sampleOf(new Map(said), { atMs: now(), elapsedMs: elapsed() });
    } finally {
      clearTimeout(timer);
      if (isLate) hanging.delete(path);
      else atWork -= 1;
      next();
    }
  };

  return async (files, cgroupPaths) => {
    const samples = new Map<string, CgroupSample>();
    let isOver = false;
    const readInTurn = (path: string) =>
      new Promise<void>((resolve, reject) => {
        queue.push(() => {
          if (isOver) {
            atWork -= 1; // its turn came too late
            resolve();
            return;
          }
          void readOne(files, path).then((sample) => {
            if (sample !== undefined && !isOver) samples.set(path, sample);
            resolve();
          }, reject);
        });
        next();
      });
    const wanted = [...new Set(cgroupPaths)].filter((path) => !hanging.has(path));
    await within(limitMs, Promise.allSettled(wanted.map(readInTurn)));
    isOver = true;
    return samples;
  };
};

/** Waits for the work, or for so long. The work goes on. */
export const within = async <T>(limitMs: number, work: Promise<T>): Promise<T | undefined> => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, limitMs, undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
};
