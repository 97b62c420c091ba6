/**
 * What a container wrote: the paths of its writable layer, and what it took away from the image. Nothing in it may change
 * meanwhile. Names are bytes: no encoding is theirs.
 */
import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { FailureError } from '../../machines/failure.ts';
import { errnoOf } from '../fs-failure.ts';

export interface WrittenLayer {
  readonly upperDir: string;
  /** Uppermost first. */
  readonly lowerDirs: readonly string[];
  /** Where both are mounted as one. */
  readonly rootfsDir: string;
}

interface Place {
  /** Relative to the root, empty for itself. */
  readonly path: Buffer;
  /** Directories of the image that show through here, uppermost first. */
  readonly lower: readonly Buffer[];
}

const slash = Buffer.from('/');
const inDir = (dir: Buffer, name: Buffer): Buffer => (dir.length === 0 ? name : Buffer.concat([dir, slash, name]));

/**
 * Walks the layer, parents first, and tells each path that is there now but for sockets, which only a process can make.
 * @returns absolute paths, as the container saw them, of what was there in the image and is gone.
 * @throws FailureError CheckpointFailed {reason} for a name that is gone and is no UTF-8: the archive has no form for it.
 */
export const surveyWritten = async (
  { upperDir, lowerDirs, rootfsDir }: WrittenLayer,
  tell: (path: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const upper = Buffer.from(upperDir);
  const rootfs = Buffer.from(rootfsDir);
  const gone: string[] = [];
  const open: Place[] = [{ path: Buffer.alloc(0), lower: lowerDirs.map((dir) => Buffer.from(dir)) }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { path, lower } = place;
    signal.throwIfAborted();
    const here = new Set((await entriesOf(inDir(rootfs, path))).map((entry) => entry.name.toString('latin1')));
    for (const name of await namesIn(lower))
      if (!here.has(name.toString('latin1'))) gone.push(textOf(inDir(path, name)));
    for (const entry of await entriesOf(inDir(upper, path))) {
      const below = inDir(path, entry.name);
      if (entry.isSocket() || (await isWhiteout(inDir(upper, below), entry))) continue;
      await tell(below);
      if (entry.isDirectory()) open.push({ path: below, lower: await lowerOf(lower, entry.name) });
    }
  }
  return gone;
};

type Entry = Dirent<Buffer>;

const entriesOf = (dir: Buffer): Promise<readonly Entry[]> =>
  readdir(dir, { withFileTypes: true, encoding: 'buffer' }).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });

/** What hides a name of the layers below. Source: kernel, filesystems/overlayfs.rst. */
const isWhiteout = async (path: Buffer, entry: Pick<Entry, 'isCharacterDevice'>): Promise<boolean> =>
  entry.isCharacterDevice() && (await lstat(path)).rdev === 0;

/** Names that the layers show together. */
const namesIn = async (dirs: readonly Buffer[]): Promise<readonly Buffer[]> => {
  const seen = new Set<string>();
  const shown: Buffer[] = [];
  for (const dir of dirs)
    for (const entry of await entriesOf(dir)) {
      const key = entry.name.toString('latin1');
      if (seen.has(key)) continue;
      seen.add(key);
      if (!(await isWhiteout(inDir(dir, entry.name), entry))) shown.push(entry.name);
    }
  return shown;
};

/** The layers' own directories of this name, down to the first thing of another kind: that hides what is below. */
const lowerOf = async (dirs: readonly Buffer[], name: Buffer): Promise<readonly Buffer[]> => {
  const found: Buffer[] = [];
  for (const dir of dirs) {
    const path = inDir(dir, name);
    const about = await lstat(path).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (about === undefined) continue;
    if (!about.isDirectory()) break;
    found.push(path);
  }
  return found;
};

const textOf = (path: Buffer): string => {
  if (!isUtf8(path))
    throw new FailureError('CheckpointFailed', { reason: 'a removed file has a name that is no UTF-8' });
  return `/${path.toString('utf8')}`;
};
