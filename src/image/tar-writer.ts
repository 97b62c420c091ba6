/** Writes small tar files in memory (ustar). Source: POSIX.1-2017, pax, "ustar Interchange Format". */
import assert from 'node:assert/strict';

/** One thing in a tar file. Owner is root, mode 0644 (directories 0755) and time 0 where not said. */
export interface TarEntry {
  readonly path: string;
  /** Default: `file`. */
  readonly type?: keyof typeof typeFlags;
  readonly content?: Uint8Array | string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Of hard links (a path in the archive) and symbolic links. */
  readonly target?: string;
  /** Seconds since 1970. */
  readonly modifiedAt?: number;
}

const typeFlags = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  charDevice: '3',
  blockDevice: '4',
  directory: '5',
  fifo: '6',
  /** A pax extended header, for the entry that follows; its content says what. */
  extended: 'x',
} as const;

const blockSize = 512;

/** The tar file of these entries, in their order; two zero blocks end it. Paths and targets have at most 100 bytes. */
export const tarOf = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([
    ...entries.flatMap((entry) => [headerOf(entry), paddedContentOf(entry)]),
    Buffer.alloc(2 * blockSize),
  ]);

const contentOf = ({ content = '' }: TarEntry): Buffer => Buffer.from(content as Uint8Array);

const paddedContentOf = (entry: TarEntry): Buffer => {
  const content = contentOf(entry);
  return Buffer.concat([content, Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize)]);
};

const headerOf = (entry: TarEntry): Buffer => {
  const { path, type = 'file', uid = 0, gid = 0, target = '', modifiedAt = 0 } = entry;
  const { mode = type === 'directory' ? 0o755 : 0o644 } = entry;
  assert(Buffer.byteLength(path) <= 100 && Buffer.byteLength(target) <= 100, 'a tar path of more than 100 bytes');
  const header = Buffer.alloc(blockSize);
  const octal = (value: number, offset: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1');
  header.write(path, 0);
  octal(mode, 100, 8);
  octal(uid, 108, 8);
  octal(gid, 116, 8);
  octal(contentOf(entry).length, 124, 12);
  octal(modifiedAt, 136, 12);
  header.write(' '.repeat(8), 148); // the checksum counts its own field as spaces
  header.write(typeFlags[type], 156);
  header.write(target, 157);
  header.write('ustar\x0000', 257, 'latin1');
  header.write('root', 265);
  header.write('root', 297);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
};
