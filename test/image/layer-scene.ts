/** A target to unpack into, a sentinel tree beside it that must stay as it is, and a short way to unpack. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayerUnpacker, type LayerUnpackerOptions, type UnpackedLayer } from '../../src/image/layer-unpacker.ts';
import { treeOf } from '../helpers/tree.ts';

export interface UnpackOptions extends Partial<LayerUnpackerOptions> {
  /** Size of the pieces in which the archive arrives. */
  readonly chunkBytes?: number;
}

export const layerScene = () => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-layers-'));
  const target = join(dir, 'target');
  const outside = join(dir, 'outside');
  mkdirSync(target);
  mkdirSync(join(outside, 'sub'), { recursive: true });
  writeFileSync(join(outside, 'secret'), 'secret');
  writeFileSync(join(outside, 'sub', 'file'), 'file');
  symlinkSync('secret', join(outside, 'link'));
  return {
    dir,
    target,
    outside,
    /** Unpacks a whole archive; where it fails the threads have ended. */
    unpack: async (archive: Buffer, options: UnpackOptions = {}): Promise<UnpackedLayer> => {
      const { chunkBytes = 65_536, ...rest } = options;
      const unpacker = new LayerUnpacker({
        targetDir: target,
        compression: 'none',
        maxBytes: 2 ** 30,
        maxEntries: 10_000,
        ...rest,
      });
      try {
        for (let at = 0; at < archive.length; at += chunkBytes) {
          await unpacker.write(archive.subarray(at, at + chunkBytes));
        }
        return await unpacker.end();
      } finally {
        await unpacker.abort();
      }
    },
    tree: () => treeOf(target),
    empty: () => {
      rmSync(target, { recursive: true }); // as a whole: names in it need not be UTF-8
      mkdirSync(target);
    },
    /** All that is beside the target, exactly. */
    sentinel: () => ({ names: readdirSync(dir).sort(), tree: treeOf(outside, { isExact: true }) }),
    remove: () => rmSync(dir, { recursive: true }),
  };
};

/** Descriptors that lead into a directory: what a failed unpacking might have forgotten. */
export const fdsInto = (dir: string): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(dir) ? [path] : [];
    } catch {
      return []; // the descriptor of this very listing
    }
  });

/** Threads of this process that belong to an unpacking. */
export const layerThreads = (): string[] =>
  readdirSync('/proc/self/task').filter((tid) => nameOf(tid).startsWith('layer-'));

const nameOf = (tid: string): string => {
  try {
    return readFileSync(`/proc/self/task/${tid}/comm`, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
};
