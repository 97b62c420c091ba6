/** One layer in one pass: verify its digest, decompress, verify its diff ID, unpack. */
import { FailureError } from '../machines/failure.ts';
import { throwIfAborted } from './abort.ts';
import type { LayerCompression, LayerUnpackerOptions, UnpackedLayer } from './layer-unpacker.ts';
import type { Semaphore } from './semaphore.ts';

/** What unpacks; `LayerUnpacker` of the native addon, or a test's own. */
export interface LayerSink {
  /** Settles when there is room for more. */
  readonly write: (chunk: Buffer) => Promise<void>;
  readonly end: () => Promise<UnpackedLayer>;
  readonly abort: () => Promise<void>;
}
export type OpenSink = (options: LayerUnpackerOptions) => LayerSink;
/** A layer that somebody needs, and where its bytes are. */
export interface LayerWish {
  readonly diffId: string;
  /** Absent where nobody has told it: archives of `docker save`. */
  readonly digest?: string | undefined;
  readonly read: (signal: AbortSignal) => AsyncIterable<Buffer>;
}

/**
 * Leaves a verified layer in `targetDir`; after a failure what is there is of no use.
 *
 * @param slots who gets to unpack; the first bytes are awaited before, so that a slow start keeps no slot.
 * @throws FailureError LayerInvalid {diffId, digest, reason}; NoSpace; what reading and unpacking throw.
 */
export const unpackLayer = async (
  wish: LayerWish,
  o: { openSink: OpenSink; slots: Semaphore; signal: AbortSignal } & Omit<LayerUnpackerOptions, 'compression'>,
): Promise<UnpackedLayer> => {
  const { openSink, slots, signal, ...options } = o;
  const chunks = wish.read(signal)[Symbol.asyncIterator]();
  try {
    const head = await headOf(chunks);
    return await slots.with(async () => {
      throwIfAborted(signal);
      const sink = openSink({ ...options, compression: compressionOf(head) });
      try {
        return await pump(wish, { head, chunks, sink, signal });
      } catch (error) {
        await sink.abort();
        throw error;
      }
    });
  } finally {
    await chunks.return?.();
  }
};

const pump = async (
  wish: LayerWish,
  { head, chunks, sink, signal }: { head: Buffer; chunks: AsyncIterator<Buffer>; sink: LayerSink; signal: AbortSignal },
): Promise<UnpackedLayer> => {
  for (let chunk = head; ; ) {
    if (chunk.length > 0) await sink.write(chunk);
    const { done, value } = await chunks.next();
    throwIfAborted(signal);
    if (done === true) break;
    chunk = value;
  }
  const unpacked = await sink.end();
  const { digest, diffId } = unpacked;
  const facts = { diffId: wish.diffId, digest: wish.digest };
  if (wish.digest !== undefined && digest !== wish.digest)
    throw new FailureError('LayerInvalid', { ...facts, reason: `the content has the digest ${digest}` });
  if (diffId !== wish.diffId)
    throw new FailureError('LayerInvalid', { ...facts, reason: `the content has the diff ID ${diffId}` });
  return unpacked;
};

const magicLength = 4;

/** Enough bytes to tell the compression, or all there are. */
const headOf = async (chunks: AsyncIterator<Buffer>): Promise<Buffer> => {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < magicLength) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return head;
};

/** By the first bytes: media types of real images lie. Source: RFC 1952, 2.3.1; RFC 8878, 3.1.1 and 3.1.2. */
export const compressionOf = (head: Buffer): LayerCompression => {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const magic = head.length >= magicLength ? head.readUInt32LE() : 0;
  const isSkippable = magic >>> 4 === 0x184d2a5; // a frame of somebody's own data before the content
  return magic === 0xfd2fb528 || isSkippable ? 'zstd' : 'none';
};
