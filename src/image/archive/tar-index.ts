/**
 * Where the files of a tar file are in it: image archives are read in another order than they are written.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar manual, "Basic Tar Format".
 */
import type { FileHandle } from 'node:fs/promises';
import { posix } from 'node:path';
import { FailureError } from '../../machines/failure.ts';

/** Where a file's content is; links are resolved. */
export interface TarIndex {
  readonly get: (name: string) => { readonly offset: number; readonly sizeBytes: number } | undefined;
  /** Of files and links. */
  readonly names: () => Iterable<string>;
}

type Entry = { readonly offset: number; readonly sizeBytes: number } | { readonly target: string };

const blockSize = 512;
const maxEntries = 200_000;
/** Of a long name or an extended header. */
const maxHeaderBytes = 1024 * 1024;
const maxLinks = 8;

/** @throws FailureError ArchiveInvalid {reason, offset} */
export const indexTar = async (handle: FileHandle): Promise<TarIndex> => {
  const { size } = await handle.stat();
  const entries = new Map<string, Entry>();
  let given: { path?: string; linkpath?: string; size?: string } = {};
  for (let at = 0, count = 0; at + blockSize <= size; count += 1) {
    if (count > maxEntries) throw invalid('too many entries', at);
    const header = await readAt(handle, at, blockSize);
    if (header.every((byte) => byte === 0)) break; // the end; what may follow is padding
    const { name, type, sizeBytes: stored, target } = headerOf(header, at);
    const sizeBytes = given.size === undefined ? stored : wholeNumber(given.size, at);
    const offset = at + blockSize;
    const next = offset + Math.ceil(sizeBytes / blockSize) * blockSize;
    if (offset + sizeBytes > size) throw invalid('the archive is cut off', at);
    if ('LKxg'.includes(type)) {
      if (sizeBytes > maxHeaderBytes) throw invalid('an extended header is too long', at);
      const text = (await readAt(handle, offset, sizeBytes)).toString('utf8');
      if (type === 'L') given = { ...given, path: text.replace(/\0.*$/s, '') };
      if (type === 'K') given = { ...given, linkpath: text.replace(/\0.*$/s, '') };
      if (type === 'x') given = { ...given, ...paxRecords(text, at) };
    } else {
      const path = cleaned(given.path ?? name);
      const linked = given.linkpath ?? target;
      if (type === '0' || type === '7') entries.set(path, { offset, sizeBytes });
      if (type === '1') entries.set(path, { target: cleaned(linked) });
      if (type === '2') entries.set(path, { target: cleaned(posix.join(posix.dirname(path), linked)) });
      given = {};
    }
    at = next;
  }
  return { get: (name) => resolved(entries, name), names: () => entries.keys() };
};

const resolved = (entries: ReadonlyMap<string, Entry>, name: string) => {
  let entry = entries.get(name);
  for (let links = 0; entry !== undefined && 'target' in entry; links += 1) {
    if (links >= maxLinks) return undefined;
    entry = entries.get(entry.target);
  }
  return entry;
};

/** Names never leave this index, so it is enough that equal ones become equal. */
const cleaned = (name: string): string => posix.normalize(name).replace(/^(\.?\/)+|\/+$/g, '');

const headerOf = (header: Buffer, at: number) => {
  const text = (from: number, length: number) => header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (Number.parseInt(text(148, 8).trim(), 8) !== sum) throw invalid('it is no tar file, or damaged', at);
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? text(345, 155) : '';
  return {
    name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    type: header[156] === 0 ? '0' : text(156, 1),
    sizeBytes: sizeOf(header.subarray(124, 136), at),
    target: text(157, 100),
  };
};

/** Octal, or GNU's binary form for what does not fit. */
const sizeOf = (field: Buffer, at: number): number => {
  if (((field[0] ?? 0) & 0x80) === 0)
    return wholeNumber(field.toString('latin1').replace(/\0.*$/s, '').trim() || '0', at, 8);
  const value = field.subarray(4).readBigUInt64BE();
  if (field[0] !== 0x80 || value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid('a size is out of range', at);
  return Number(value);
};

const wholeNumber = (text: string, at: number, base = 10): number => {
  const digits = base === 8 ? /^[0-7]{1,12}$/ : /^\d{1,16}$/;
  const value = digits.test(text) ? Number.parseInt(text, base) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw invalid('a size is not a number', at);
  return value;
};

/** `length key=value\n`, one after the other; lengths count bytes, but the keys that we need hold ASCII. */
const paxRecords = (text: string, at: number): { path?: string; linkpath?: string; size?: string } => {
  const records: Record<string, string> = {};
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; ) {
    const [, length = '', key = ''] = /^(\d{1,7}) ([^=\n]+)=/.exec(bytes.toString('utf8', from, from + 256)) ?? [];
    const until = from + Number(length);
    const start = from + length.length + 1 + Buffer.byteLength(key) + 1;
    if (length === '' || until <= start - 1 || until > bytes.length) throw invalid('an extended header is damaged', at);
    if (key === 'path' || key === 'linkpath' || key === 'size') records[key] = bytes.toString('utf8', start, until - 1);
    from = until;
  }
  return records;
};

const readAt = async (handle: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw invalid('the archive is cut off', position);
  return buffer;
};

const invalid = (reason: string, offset: number): FailureError =>
  new FailureError('ArchiveInvalid', { reason, offset });
