/**
 * One image layer on its way from the registry's bytes to a directory that overlayfs takes as a lower layer: digest,
 * decompression, diff ID and unpacking in one pass, on two threads of the addon's own per layer (native/layer-*).
 *
 * Takes: tar (ustar, old tar, GNU long names, pax with SCHILY.xattr), plain, as gzip (any number of members) or as zstd
 * (any number of frames, windows up to 128 MiB). Checked: CRCs and lengths of the compression, every header's checksum,
 * that nothing is cut off and nothing follows. Sparse files are refused; global pax headers are checked and ignored.
 *
 * A layer is hostile. Whatever names and links say, nothing outside `targetDir` is made, changed or read: names are taken
 * as in a chroot (`/x` and `../x` are `x`), symbolic links on the way to an entry are followed inside the root, as
 * containerd does, and never out of it. Limits: `maxBytes` of tar, `maxEntries`, 1 MiB for an extended header, 3072 bytes
 * and 512 parts for a path.
 *
 * Whiteouts become overlayfs's (character device 0/0, trusted.overlay.opaque); owner, mode with setuid, mtime and xattrs
 * are kept, trusted.* xattrs of the image dropped; devices are made as stored. Needs root (CAP_CHOWN, MKNOD, SYS_ADMIN).
 *
 * Effects: entries in `targetDir`, which must exist, should be empty and is for nobody else meanwhile; also after a failure or
 * `abort`: the caller removes it. Nothing is synced.
 * Source: OCI image-spec, layer.md; POSIX pax; kernel, filesystems/overlayfs.rst; docs/adr/0009-layer-unpacking.md.
 */
import { FailureError } from '../machines/failure.ts';
import { failureOfCall, loadAddon } from '../native/addon.ts';

export type LayerCompression = 'gzip' | 'zstd' | 'none';

export interface LayerUnpackerOptions {
  /** Absolute. */
  readonly targetDir: string;
  readonly compression: LayerCompression;
  /** Of the uncompressed tar stream: what ends compression bombs. */
  readonly maxBytes: number;
  /** Of entries, together with directories that no entry describes. */
  readonly maxEntries: number;
}

export interface UnpackedLayer {
  /** `sha256:…` of the bytes written, for the caller to compare with the manifest's. */
  readonly digest: string;
  /** `sha256:…` of the tar stream, for the caller to compare with the image config's. */
  readonly diffId: string;
  readonly compressedBytes: number;
  /** Of the tar stream. */
  readonly sizeBytes: number;
  readonly entries: number;
  /** The layer hides all that is below it; overlayfs does not look for the mark at a root, so leave lower layers out. */
  readonly isRootOpaque: boolean;
  /**
   * Directories, relative to the root and sorted, that entries lie in and no entry describes: made 0755 and root's. Over a
   * lower layer that has them they would hide its owner and mode. Bytes that are not UTF-8 are told as U+FFFD.
   */
  readonly impliedDirs: readonly string[];
}

/**
 * Unpacks one layer. After a failure every further call fails with the same one.
 * @throws FailureError LayerInvalid {reason, offset, entry?} (offset: in the tar stream, or in the compressed one where
 * the reason is about that), NoSpace {syscall, code, errno, path?}, SyscallFailed, ToolMissing; Cancelled after `abort`
 */
export class LayerUnpacker {
  readonly #unpacker: NativeLayerUnpacker;

  /** Starts at once; a target that cannot be opened is told by the calls that follow. */
  constructor({ targetDir, compression, maxBytes, maxEntries }: LayerUnpackerOptions) {
    if (targetDir.includes('\0')) {
      throw new FailureError('SyscallFailed', { syscall: 'open', path: targetDir, code: 'EINVAL', errno: -22 });
    }
    const Native = loadAddon<{ LayerUnpacker: NativeLayerUnpackerClass }>().LayerUnpacker;
    this.#unpacker = new Native(targetDir, compression, limit(maxBytes), limit(maxEntries));
  }

  /** Settles when the bytes are taken and there is room for more: wait for it, or the chunks pile up here. */
  write(chunk: Uint8Array): Promise<void> {
    return this.#unpacker.write(chunk).catch(throwFailure);
  }

  /** Settles when everything is in place. */
  end(): Promise<UnpackedLayer> {
    return this.#unpacker.end().catch(throwFailure);
  }

  /** Settles when the threads have ended and all is closed; also after `end`, or a failure. */
  abort(): Promise<void> {
    return this.#unpacker.abort();
  }
}

interface NativeLayerUnpacker {
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<UnpackedLayer>;
  abort(): Promise<void>;
}
type NativeLayerUnpackerClass = new (
  targetDir: string,
  compression: LayerCompression,
  maxBytes: number,
  maxEntries: number,
) => NativeLayerUnpacker;

interface NativeLayerError {
  readonly code?: string;
  readonly reason?: string;
  readonly offset?: number;
  readonly entry?: string;
  readonly syscall?: string;
}

const limit = (value: number): number => Math.max(0, Math.min(Math.trunc(value), Number.MAX_SAFE_INTEGER));

const throwFailure = (error: unknown): never => {
  const { code, reason = '', offset = 0, entry } = error as NativeLayerError;
  if (code === 'LAYER_ABORTED') throw new FailureError('Cancelled', { reason: 'the unpacking was aborted' });
  if (code === 'LAYER_INVALID') {
    throw new FailureError('LayerInvalid', { reason, offset, ...(entry === undefined ? {} : { entry }) });
  }
  const failure = failureOfCall(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') throw new FailureError('NoSpace', failure.details, { cause: error });
  throw failure;
};
