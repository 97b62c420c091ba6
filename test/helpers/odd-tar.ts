/** Tar archives byte by byte, right and wrong ones: every field can be said, also such as no writer would make. */

export interface OddEntry {
  readonly name: string | Buffer;
  /** The type flag's character; default `0`, a file. */
  readonly type?: string;
  readonly linkName?: string | Buffer;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  readonly data?: string | Buffer;
  /** Where the header lies about the data's length. */
  readonly size?: number;
  readonly major?: number;
  readonly minor?: number;
  /** `gnu` and `none` have no prefix. */
  readonly magic?: 'ustar' | 'gnu' | 'none';
  readonly prefix?: string;
  /** A pax header of these records goes before. */
  readonly pax?: Readonly<Record<string, string | Buffer>>;
  /** Changes the finished header; its checksum is made afterwards. */
  readonly patch?: (header: Buffer) => void;
  readonly checksum?: 'right' | 'signed' | 'wrong';
}

const blockBytes = 512;

/** The archive; buffers go in as they are. `zeroBlocks` end it, 2 where not said. */
export const oddTar = (parts: readonly (OddEntry | Buffer)[], zeroBlocks = 2): Buffer =>
  Buffer.concat([
    ...parts.map((part) => (Buffer.isBuffer(part) ? part : entryOf(part))),
    Buffer.alloc(zeroBlocks * blockBytes),
  ]);

/** An extended header: `x` for the entry that follows, `g` for all. */
export const paxHeader = (records: Readonly<Record<string, string | Buffer>>, type: 'x' | 'g' = 'x'): Buffer =>
  entryOf({ name: 'PaxHeader', type, data: Buffer.concat(Object.entries(records).map(recordOf)) });

/** GNU's way to say a long name (`L`) or link target (`K`). */
export const gnuLong = (type: 'L' | 'K', text: string): Buffer =>
  entryOf({ name: '././@LongLink', type, magic: 'gnu', data: `${text}\0` });

/** Text, then NULs up to whole blocks. */
const padded = (data: Buffer): Buffer =>
  Buffer.concat([data, Buffer.alloc((blockBytes - (data.length % blockBytes)) % blockBytes)]);

const recordOf = ([key, value]: readonly [string, string | Buffer]): Buffer => {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value as Buffer), Buffer.from('\n')]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
};

const magics = { ustar: 'ustar\x0000', gnu: 'ustar  \0', none: '' };

const entryOf = (entry: OddEntry): Buffer => {
  const data = Buffer.from((entry.data ?? '') as Buffer);
  const header = headerOf(entry, entry.size ?? data.length);
  const before = entry.pax === undefined ? [] : [paxHeader(entry.pax)];
  return Buffer.concat([...before, header, padded(data)]);
};

const headerOf = (entry: OddEntry, size: number): Buffer => {
  const { type = '0', magic = 'ustar', checksum = 'right' } = entry;
  const header = Buffer.alloc(blockBytes);
  Buffer.from(entry.name as Buffer).copy(header, 0, 0, 100);
  numberTo(header, entry.mode ?? (type === '5' ? 0o755 : 0o644), 100, 8);
  numberTo(header, entry.uid ?? 0, 108, 8);
  numberTo(header, entry.gid ?? 0, 116, 8);
  numberTo(header, size, 124, 12);
  numberTo(header, entry.mtime ?? 1_000_000_000, 136, 12);
  header.write(type, 156, 'latin1');
  Buffer.from((entry.linkName ?? '') as Buffer).copy(header, 157, 0, 100);
  header.write(magics[magic], 257, 'latin1');
  numberTo(header, entry.major ?? 0, 329, 8);
  numberTo(header, entry.minor ?? 0, 337, 8);
  if (entry.prefix !== undefined) header.write(entry.prefix, 345, 155, 'latin1');
  entry.patch?.(header);
  if (checksum !== 'wrong') signHeader(header, checksum === 'signed');
  return header;
};

/** Octal where it fits, else GNU's base-256. */
const numberTo = (header: Buffer, value: number, at: number, width: number): void => {
  const octal = value.toString(8).padStart(width - 1, '0');
  if (value >= 0 && octal.length < width) {
    header.write(`${octal}\0`, at, 'latin1');
    return;
  }
  let rest = BigInt(value);
  for (let i = width - 1; i >= 0; i -= 1, rest >>= 8n) header[at + i] = Number(rest & 0xffn);
  header[at] = (header[at] ?? 0) | 0x80;
};

/** Writes the checksum of a header, or of whatever 512 bytes stand in its place. */
export const signHeader = (header: Buffer, isSigned = false): void => {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + (isSigned && byte > 127 ? byte - 256 : byte), 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
};
