/** DER, as much of it as a certificate needs. Source: ITU-T X.690. */
import { isIPv4 } from 'node:net';

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const encode = (tag: number, content: Buffer): Buffer => {
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const digits = content.length.toString(16);
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, content]);
};

export const sequence = (...parts: readonly Buffer[]): Buffer => encode(tags.sequence, Buffer.concat(parts));
export const set = (...parts: readonly Buffer[]): Buffer => encode(tags.set, Buffer.concat(parts));
export const octets = (content: Buffer): Buffer => encode(tags.octets, content);
export const utf8 = (text: string): Buffer => encode(tags.utf8, Buffer.from(text));
export const isTrue = (): Buffer => encode(tags.boolean, Buffer.of(0xff));
/** @param unused how many of the last bits are none. */
export const bits = (content: Buffer, unused = 0): Buffer =>
  encode(tags.bits, Buffer.concat([Buffer.of(unused), content]));
/** Tagged by its place; `isWhole`: the content has a tag of its own. */
export const tagged = (place: number, content: Buffer, isWhole = true): Buffer =>
  encode((isWhole ? 0xa0 : 0x80) | place, content);

/** Not negative, from its bytes. */
export const integer = (bytes: Buffer): Buffer => {
  const first = bytes.findIndex((byte) => byte !== 0);
  const least = first === -1 ? Buffer.of(0) : bytes.subarray(first);
  return encode(tags.integer, (least[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), least]) : least);
};

export const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) septets.unshift((left & 0x7f) | 0x80);
    return septets;
  });
  return encode(tags.oid, Buffer.from(bytes));
};

/** Two digits of the year until 2049, then four. Source: RFC 5280, 4.1.2.5. */
export const time = (at: Date): Buffer => {
  const digits = at.toISOString().replace(/\.\d+|[-:T]/g, '');
  return at.getUTCFullYear() < 2050
    ? encode(tags.utcTime, Buffer.from(digits.slice(2)))
    : encode(tags.generalizedTime, Buffer.from(digits));
};

/** The 4 or 16 bytes of an address. */
export const addressBytes = (address: string): Buffer => {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const { hostname } = new URL(`http://[${address}]`); // its shortest form, without dots
  const [before = '', after] = hostname.slice(1, -1).split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [head, tail] = [groups(before), groups(after ?? '')];
  const all = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
};
