/** Unpacks layers in plain TypeScript: directories, files and hard links of well-formed tars, as any user. For tests that are about something else. */
import { link, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { sha256Of } from '../../src/image/digest.ts';
import type { OpenSink } from '../../src/image/unpack-layer.ts';
import { FailureError } from '../../src/machines/failure.ts';

const decompress = { gzip: gunzipSync, zstd: zstdDecompressSync, none: (bytes: Buffer) => bytes };

export const plainSink: OpenSink = ({ targetDir, compression, maxBytes }) => {
  const chunks: Buffer[] = [];
  return {
    write: async (chunk) => void chunks.push(chunk),
    abort: async () => undefined,
    end: async () => {
      const compressed = Buffer.concat(chunks);
      const tar = inflated(compressed, compression);
      if (tar.length > maxBytes) throw new FailureError('LayerInvalid', { reason: 'too large' });
      const entries = await unpack(tar, targetDir);
      const sizes = { compressedBytes: compressed.length, sizeBytes: tar.length, entries };
      return { digest: sha256Of(compressed), diffId: sha256Of(tar), isRootOpaque: false, impliedDirs: [], ...sizes };
    },
  };
};

const inflated = (bytes: Buffer, compression: keyof typeof decompress): Buffer => {
  try {
    return decompress[compression](bytes);
  } catch (error) {
    throw new FailureError('LayerInvalid', { reason: 'not compressed as it says' }, { cause: error });
  }
};

const unpack = async (tar: Buffer, targetDir: string): Promise<number> => {
  let entries = 0;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; entries += 1) {
    const text = (from: number, length: number) =>
      tar.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8);
    const path = join(targetDir, text(0, 100));
    await mkdir(dirname(path), { recursive: true });
    if (text(156, 1) === '5') await mkdir(path, { recursive: true });
    else if (text(156, 1) === '1') await link(join(targetDir, text(157, 100)), path);
    else await writeFile(path, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
};
