import { createWriteStream } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { FailureError } from '../../machines/failure.ts';
import { abortFailure } from '../abort.ts';
import { compressionOf } from '../unpack-layer.ts';
import { type ArchiveFiles, openDirectory, openTar } from './files.ts';

/**
 * Opens an image archive: a directory, a tar file, or one that is compressed with gzip or zstd.
 *
 * @param tempFile where a compressed one is decompressed to, for archives are not read in their order; removed at once.
 * @param maxBytes of it then.
 * @throws FailureError ArchiveInvalid {path, reason}; Cancelled; what Node throws for files that cannot be read.
 */
export const openArchive = async (
  path: string,
  { tempFile, maxBytes, signal }: { tempFile: string; maxBytes: number; signal: AbortSignal },
): Promise<ArchiveFiles> => {
  const about = await stat(path);
  if (about.isDirectory()) return openDirectory(path);
  if (!about.isFile())
    throw new FailureError('ArchiveInvalid', { path, reason: 'it is neither a file nor a directory' });
  const handle = await open(path);
  const head = (await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer;
  const compression = compressionOf(head);
  if (compression === 'none') return openTar(handle);
  try {
    return await openTar(await decompressed(handle, { compression, path, tempFile, maxBytes, signal }));
  } finally {
    await handle.close();
    await rm(tempFile, { force: true }); // it lives as long as its handle
  }
};

const decompressed = async (
  from: FileHandle,
  o: { compression: 'gzip' | 'zstd'; path: string; tempFile: string; maxBytes: number; signal: AbortSignal },
): Promise<FileHandle> => {
  const { compression, path, tempFile, maxBytes, signal } = o;
  let bytes = 0;
  const limit = new Transform({
    transform: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new FailureError('ArchiveInvalid', { path, reason: 'it is too large', maxBytes }));
      else done(null, chunk);
    },
  });
  const decompress = compression === 'gzip' ? createGunzip() : createZstdDecompress();
  const read = from.createReadStream({ start: 0, autoClose: false });
  try {
    await pipeline(read, decompress, limit, createWriteStream(tempFile, { mode: 0o600 }), { signal });
  } catch (error) {
    if (signal.aborted) throw abortFailure(signal);
    const isData = /^(Z_|ERR_ZSTD|ZSTD_)/.test(String((error as NodeJS.ErrnoException).code));
    if (isData)
      throw new FailureError('ArchiveInvalid', { path, reason: 'its compression is damaged' }, { cause: error });
    throw error;
  }
  return open(tempFile);
};
