/** Writes one layer as a compressed tar file, in constant memory, and says what it is. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type TarEntry, tarOf } from '../../src/image/tar-writer.ts';

export interface WrittenLayer {
  /** Of the compressed file. */
  readonly digest: string;
  readonly size: number;
  readonly diffId: string;
  readonly unpackedBytes: number;
  readonly files: number;
}

export const writeLayer = async (
  file: string,
  entries: Iterable<TarEntry>,
  signal: AbortSignal,
): Promise<WrittenLayer> => {
  const seen = { unpackedBytes: 0, files: 0 };
  const [unpacked, packed] = [createHash('sha256'), createHash('sha256')];
  await pipeline(
    Readable.from(blocks(entries, seen)),
    hashed(unpacked),
    createGzip({ level: 6 }), // as docker build has it
    hashed(packed),
    createWriteStream(file),
    { signal },
  );
  const { size } = await stat(file);
  return { digest: `sha256:${packed.digest('hex')}`, diffId: `sha256:${unpacked.digest('hex')}`, size, ...seen };
};

/** The two zero blocks that `tarOf` ends each part with belong to the end alone. */
function* blocks(entries: Iterable<TarEntry>, seen: { unpackedBytes: number; files: number }): Generator<Buffer> {
  for (const entry of entries) {
    seen.unpackedBytes += entry.content?.length ?? 0;
    seen.files += entry.type === 'directory' ? 0 : 1;
    yield tarOf([entry]).subarray(0, -1024);
  }
  yield Buffer.alloc(1024);
}

const hashed = (hash: ReturnType<typeof createHash>): Transform =>
  new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
