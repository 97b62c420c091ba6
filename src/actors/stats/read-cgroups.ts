/**
 * Reads many cgroups in bounded time. A reading that hangs holds one of two places and makes nobody wait for longer than
 * the limit; what it was to read is left out, also later, until it comes back.
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

/** Small, so that a cgroup that hangs has few neighbours. */
const chunkLength = 32;
/** Of the four threads that all work of the addon shares. */
const maxAtWork = 2;

export const openCgroupReader = ({ readSmallFiles, now, elapsed, limitMs }: CgroupReading): ReadCgroups => {
  const hanging = new Set<string>();
  const queue: (() => void)[] = [];
  let atWork = 0;

  const next = () => {
    while (atWork < maxAtWork) {
      const begin = queue.shift();
      if (begin === undefined) return;
      atWork += 1;
      begin();
    }
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      queue.push(() => {
        const leave = () => {
          atWork -= 1;
          next();
        };
        void work().then(resolve, reject).finally(leave);
      });
      next();
    });

  return async (files, cgroupPaths) => {
    const samples = new Map<string, CgroupSample>();
    let isOver = false;
    const readChunk = async (chunk: readonly string[]): Promise<void> => {
      if (isOver) return; // its turn came too late
      const unmark = isLate(() => chunk.forEach((path) => void hanging.add(path)), limitMs);
      try {
        const texts = await readSmallFiles(chunk.flatMap((path) => files.map((file) => pathIn(file, path))));
        const time = { atMs: now(), elapsedMs: elapsed() };
        chunk.forEach((path, index) => {
          const own = texts.slice(index * files.length, (index + 1) * files.length);
          const said = files.flatMap(({ name }, each) => (own[each] === undefined ? [] : [[name, own[each]] as const]));
          const sample = sampleOf(new Map(said), time);
          if (sample !== undefined && !isOver) samples.set(path, sample);
        });
      } finally {
        unmark();
        for (const path of chunk) hanging.delete(path);
      }
    };
    const wanted = [...new Set(cgroupPaths)].filter((path) => !hanging.has(path));
    const chunks = Array.from({ length: Math.ceil(wanted.length / chunkLength) }, (_, index) =>
      wanted.slice(index * chunkLength, (index + 1) * chunkLength),
    );
    await within(limitMs, Promise.allSettled(chunks.map((chunk) => inTurn(() => readChunk(chunk)))));
    isOver = true;
    return samples;
  };
};

const isLate = (mark: () => void, limitMs: number): (() => void) => {
  const timer = setTimeout(mark, limitMs).unref();
  return () => clearTimeout(timer);
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
