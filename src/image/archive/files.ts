/** The files of an image archive, wherever they are: in a directory, or in a tar file. Names in it are a stranger's. */
import { constants, type FileHandle, open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import { indexTar, type TarIndex } from './tar-index.ts';

export interface ArchiveFiles {
  /** Undefined: there is no such file. Throws ArchiveInvalid {file} for one that is longer than `maxBytes`. */
  readonly read: (name: string, maxBytes: number) => Promise<Buffer | undefined>;
  /** Undefined: there is no such file. */
  readonly sizeOf: (name: string) => Promise<number | undefined>;
  /** Throws ArchiveInvalid {file} where there is none. */
  readonly stream: (name: string) => AsyncGenerator<Buffer, void, undefined>;
  /** Names of what is directly in a directory of the archive; of subdirectories only in a real directory. */
  readonly list: (dir: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** A piece of a file. `close` is for its reader. */
interface Piece {
  readonly handle: FileHandle;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly close: () => Promise<void>;
}
type Find = (name: string) => Promise<Piece | undefined>;

const chunkBytes = 256 * 1024;

/** A directory: an OCI layout, or a `docker save` archive that was unpacked. Links that lead out of it are not followed. */
export const openDirectory = async (dir: string): Promise<ArchiveFiles> => {
  const root = await realpath(dir);
  const find: Find = async (name) => {
    if (!isPlain(name)) return undefined;
    try {
      const path = await realpath(join(root, name));
      if (!path.startsWith(`${root}/`)) return undefined;
      const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const about = await handle.stat();
      if (about.isFile()) return { handle, offset: 0, sizeBytes: about.size, close: () => handle.close() };
      await handle.close();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(code)) throw error;
    }
    return undefined;
  };
  const list = async (name: string): Promise<readonly string[]> => {
    if (!isPlain(name)) return [];
    try {
      const path = await realpath(join(root, name));
      return path.startsWith(`${root}/`) ? (await readdir(path)).toSorted() : [];
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) throw error;
      return [];
    }
  };
  return filesOver(find, list, async () => undefined);
};

/** A tar file, not compressed. Takes the handle over: also when it throws. @throws FailureError ArchiveInvalid {reason} */
export const openTar = async (handle: FileHandle): Promise<ArchiveFiles> => {
  const close = () => handle.close();
  try {
    const index: TarIndex = await indexTar(handle);
    const find: Find = async (name) => {
      const place = index.get(name);
      return place && { handle, ...place, close: async () => undefined };
    };
    const list = async (dir: string) =>
      [...index.names()]
        .filter((name) => name.startsWith(`${dir}/`))
        .map((name) => name.slice(dir.length + 1))
        .filter((name) => !name.includes('/'))
        .toSorted();
    return filesOver(find, list, close);
  } catch (error) {
    await close();
    throw error;
  }
};

/** Relative, without `..`: what an archive may call its files. */
export const isPlain = (name: string): boolean =>
  name !== '' && !name.includes('\0') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

const filesOver = (find: Find, list: ArchiveFiles['list'], close: () => Promise<void>): ArchiveFiles => ({
  list,
  read: async (name, maxBytes) => {
    const piece = await find(name);
    if (piece === undefined) return undefined;
    if (piece.sizeBytes > maxBytes) {
      await piece.close();
      throw new FailureError('ArchiveInvalid', { file: name, reason: 'the file is too long', maxBytes });
    }
    const chunks: Buffer[] = [];
    for await (const chunk of bytesOf(piece, name)) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  sizeOf: async (name) => {
    const piece = await find(name);
    await piece?.close();
    return piece?.sizeBytes;
  },
  stream: async function* (name) {
    const piece = await find(name);
    if (piece === undefined) throw new FailureError('ArchiveInvalid', { file: name, reason: 'the file is missing' });
    yield* bytesOf(piece, name);
  },
  close,
});

async function* bytesOf(
  { handle, offset, sizeBytes, close }: Piece,
  name: string,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for (let at = 0; at < sizeBytes; ) {
      const length = Math.min(chunkBytes, sizeBytes - at);
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset + at);
      if (bytesRead === 0) throw new FailureError('ArchiveInvalid', { file: name, reason: 'the archive is cut off' });
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await close();
  }
}
