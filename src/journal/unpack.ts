/** Files that may be compressed (gzip, zstd): told by how they begin, not by their names; read in bounded memory. */
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';
import { FailureError } from '../machines/failure.ts';

const mib = 1024 * 1024;

/** What is packed may become so many bytes in any case … */
const freeBytes = 256 * mib;
/** … and so many times what it was. Journals become ten to thirty times. */
const mostTimes = 200;

/** One that was cut ends where it was cut: its last line is torn. */
const unpackers = [
  { magic: [0x1f, 0x8b], open: () => createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }) },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], open: () => createZstdDecompress({ finishFlush: constants.ZSTD_e_flush }) },
];

/**
 * Its bytes, unpacked where they are packed.
 * @param onBytes hears how many bytes of the file have been read
 * @throws FailureError SyscallFailed {syscall, path, code}; RequestInvalid {field, reason, path} where what is packed is damaged, or a bomb
 */
export async function* unpackedFile(
  path: string,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(path, { highWaterMark: 256 * 1024 });
  try {
    for await (const bytes of unpacked(raw, path)) {
      onBytes(raw.bytesRead);
      yield bytes;
    }
  } catch (cause) {
    if (cause instanceof FailureError) throw cause;
    const { code = '', syscall = 'read' } = cause as NodeJS.ErrnoException;
    if (code === 'ZSTD_error_prefix_unknown') throw notReadable(path, behind);
    if (code.startsWith('Z_') || code.startsWith('ZSTD_'))
      throw notReadable(path, 'what is compressed in it is damaged');
    throw new FailureError('SyscallFailed', { syscall, path, code }, { cause });
  } finally {
    raw.destroy();
  }
}

const behind = 'what follows its first compressed part is not read: unpack it, and open that';

async function* unpacked(raw: ReadStream, path: string): AsyncGenerator<Uint8Array> {
  const chunks = raw[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>;
  const first = await chunks.next();
  if (first.done === true) return;
  const packer = unpackers.find(({ magic }) => magic.every((byte, at) => first.value[at] === byte));
  const all = async function* () {
    yield first.value;
    yield* chunks;
  };
  if (packer === undefined) {
    yield* all();
    return;
  }
  const unpacking = packer.open();
  const feeding = pipeline(all, unpacking);
  // The reader hears of it by the stream itself.
  feeding.catch(() => undefined);
  let made = 0;
  for await (const bytes of unpacking as AsyncIterable<Buffer>) {
    made += bytes.length;
    if (made > Math.max(freeBytes, mostTimes * raw.bytesRead))
      throw notReadable(
        path,
        `what is compressed in it becomes more than ${mostTimes} times as much: no journal does; the rest is not read`,
      );
    yield bytes;
  }
  if (unpacking.bytesWritten < raw.bytesRead) throw notReadable(path, behind);
}

/** The first bytes of a file, unpacked; fewer where it has no more, or where they cannot be read. @throws nothing */
export const beginningOf = async (path: string, most: number): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const bytes of unpackedFile(path)) {
      parts.push(bytes);
      length += bytes.length;
      if (length >= most) break;
    }
  } catch {
    // It is told when it is read whole.
  }
  return Buffer.concat(parts).subarray(0, most);
};

export const notReadable = (path: string, reason: string): FailureError =>
  new FailureError('RequestInvalid', { field: 'recording', reason, path });
