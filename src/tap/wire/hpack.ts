/** Reads the header blocks of one direction of a connection. Source: RFC 7541. */
import { fromHuffman } from './huffman.ts';
import { staticTable } from './static-table.ts';
import { WireError } from './wire-error.ts';

export interface HeaderDecoder {
  /**
   * The blocks of a direction, each once, in their order.
   * @returns names and values in turn, one character a byte.
   * @throws WireError; then no later block can be read either.
   */
  readonly decode: (block: Buffer) => readonly string[];
  /** The reader of this direction allows tables of this size. @param bytes SETTINGS_HEADER_TABLE_SIZE. */
  readonly allow: (bytes: number) => void;
}

const defaultTableBytes = 4_096;
/** We keep no larger table, whatever both ends agree on. */
const maxTableBytes = 1024 * 1024;
/** What an entry costs beside its characters. */
const entryBytes = 32;

/** Bytes of a block, and where we are in them. */
interface Place {
  readonly block: Buffer;
  at: number;
}

export const headerDecoder = (): HeaderDecoder => {
  /** The newest is last. */
  let table: (readonly [string, string])[] = [];
  let tableBytes = 0;
  let limit = defaultTableBytes;
  let allowed = defaultTableBytes;

  const sizeOf = ([name, value]: readonly [string, string]) => name.length + value.length + entryBytes;
  const evict = () => {
    let gone = 0;
    while (tableBytes > limit) {
      const oldest = table[gone++];
      if (oldest === undefined) break;
      tableBytes -= sizeOf(oldest);
    }
    if (gone > 0) table = table.slice(gone);
  };
  const add = (entry: readonly [string, string]) => {
    tableBytes += sizeOf(entry);
    table.push(entry);
    evict();
  };
  const entryAt = (index: number): readonly [string, string] => {
    const entry =
      index <= staticTable.length ? staticTable[index - 1] : table[table.length - (index - staticTable.length)];
    if (entry === undefined) throw new WireError(`no header has the number ${index}`);
    return entry;
  };
  const literal = (place: Place, prefixBits: number): readonly [string, string] => {
    const index = integerAt(place, prefixBits);
    const name = index === 0 ? textAt(place) : entryAt(index)[0];
    return [name, textAt(place)];
  };

  return {
    allow: (bytes) => {
      allowed = Math.max(allowed, Math.min(bytes, maxTableBytes));
    },
    decode: (block) => {
      const place: Place = { block, at: 0 };
      const headers: string[] = [];
      while (place.at < block.byteLength) {
        const first = block[place.at] ?? 0;
        if (first >= 0x80) headers.push(...entryAt(integerAt(place, 7)));
        else if (first >= 0x40) {
          const entry = literal(place, 6);
          add(entry);
          headers.push(...entry);
        } else if (first >= 0x20) {
          limit = integerAt(place, 5);
          if (limit > allowed) throw new WireError(`a header table of ${limit} bytes, and ${allowed} are allowed`);
          evict();
        } else headers.push(...literal(place, 4));
      }
      return headers;
    },
  };
};

/** @param bits of the first byte that belong to it. */
const integerAt = (place: Place, bits: number): number => {
  const most = 2 ** bits - 1;
  let value = byteAt(place) & most;
  if (value < most) return value;
  for (let shift = 0; shift <= 28; shift += 7) {
    const byte = byteAt(place);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw new WireError('a number in a header block is too large');
};

const textAt = (place: Place): string => {
  const isHuffman = (place.block[place.at] ?? 0) >= 0x80;
  const length = integerAt(place, 7);
  const end = place.at + length;
  if (end > place.block.byteLength) throw new WireError('a header block ends within a text');
  const bytes = place.block.subarray(place.at, end);
  place.at = end;
  return isHuffman ? fromHuffman(bytes) : bytes.toString('latin1');
};

const byteAt = (place: Place): number => {
  const byte = place.block[place.at++];
  if (byte === undefined) throw new WireError('a header block ends within a number');
  return byte;
};
