/** Finds the frames in the bytes of one direction of an HTTP/2 connection. Source: RFC 9113, sections 3.4, 4.1 and 6. */
import { WireError } from './wire-error.ts';

/** What the frames of one direction say. Bytes are not copied. */
export interface FrameEvents {
  /** A whole header block, continuations and all. */
  readonly headers: (stream: number, block: Buffer, endsStream: boolean) => void;
  /** A block that promises a stream; nobody here wants it, but its headers count. */
  readonly promise: (block: Buffer) => void;
  /** A part of a DATA frame without its padding. */
  readonly data: (stream: number, bytes: Buffer) => void;
  readonly dataEnd: (stream: number) => void;
  readonly reset: (stream: number, code: number) => void;
  readonly goaway: () => void;
  readonly tableSize: (bytes: number) => void;
}

export interface FrameReader {
  /** The bytes as they came, in any pieces. @throws WireError; then it is of no more use. */
  readonly push: (bytes: Buffer) => void;
}

const types = { data: 0, headers: 1, reset: 3, settings: 4, promise: 5, goaway: 7, continuation: 9 } as const;
const flagsOf = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;
const settingHeaderTableSize = 1;
const headerBytes = 9;
export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');
/** Of frames that are read whole, and of a header block. */
const maxKeptBytes = 1024 * 1024;
const nothing = Buffer.alloc(0);

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly length: number;
}

/** @param isClients its bytes begin with the preface. */
export const frameReader = (isClients: boolean, events: FrameEvents): FrameReader => {
  /** What a piece ended within: the preface, a frame's header, a frame that is read whole. */
  let held: Buffer = nothing;
  let isOpening = isClients;
  let frame: Frame | undefined;
  /** Of the payload that has not come. */
  let left = 0;
  /** Of DATA: bytes at the end that say nothing; undefined: the byte that tells it is still to come. */
  let padding: number | undefined = 0;
  let block:
    | { readonly stream: number; readonly tell: (block: Buffer) => void; parts: Buffer[]; bytes: number }
    | undefined;

  const collect = (part: Buffer, isLast: boolean) => {
    if (block === undefined) return;
    block.parts.push(part);
    block.bytes += part.byteLength;
    if (block.bytes > maxKeptBytes) throw new WireError('a header block is too long');
    if (!isLast) return;
    const { parts, tell } = block;
    block = undefined;
    tell(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
  };
  const whole = ({ type, flags, stream }: Frame, payload: Buffer) => {
    const isLast = (flags & flagsOf.endHeaders) !== 0;
    switch (type) {
      case types.headers: {
        const endsStream = (flags & flagsOf.endStream) !== 0;
        block = { stream, tell: (all) => events.headers(stream, all, endsStream), parts: [], bytes: 0 };
        collect(unpadded(payload, flags).subarray((flags & flagsOf.priority) !== 0 ? 5 : 0), isLast);
        break;
      }
      case types.promise:
        block = { stream, tell: events.promise, parts: [], bytes: 0 };
        collect(unpadded(payload, flags).subarray(4), isLast);
        break;
      case types.continuation:
        collect(payload, isLast);
        break;
      case types.reset:
        if (payload.byteLength !== 4) throw new WireError('a reset of another size');
        events.reset(stream, payload.readUInt32BE());
        break;
      case types.goaway:
        events.goaway();
        break;
      case types.settings:
        if ((flags & flagsOf.ack) !== 0) break;
        for (let at = 0; at + 6 <= payload.byteLength; at += 6)
          if (payload.readUInt16BE(at) === settingHeaderTableSize) events.tableSize(payload.readUInt32BE(at + 2));
    }
  };
  const begin = (header: Buffer): Frame => {
    const begun = {
      length: header.readUIntBE(0, 3),
      type: header.readUInt8(3),
      flags: header.readUInt8(4),
      stream: header.readUInt32BE(5) & 0x7fffffff,
    };
    const continued = begun.type === types.continuation ? begun.stream : undefined;
    if (continued !== block?.stream) throw new WireError('a header block is interrupted');
    if (isKept(begun.type) && begun.length > maxKeptBytes) throw new WireError('a frame is too long');
    left = begun.length;
    padding = begun.type === types.data && (begun.flags & flagsOf.padded) !== 0 ? undefined : 0;
    return begun;
  };
  /** @returns what is left of the piece. */
  const take = (size: number, bytes: Buffer): { readonly got: Buffer | undefined; readonly rest: Buffer } => {
    const needed = size - held.byteLength;
    if (bytes.byteLength < needed) {
      held = held.byteLength === 0 ? bytes : Buffer.concat([held, bytes]);
      return { got: undefined, rest: nothing };
    }
    const got = held.byteLength === 0 ? bytes.subarray(0, size) : Buffer.concat([held, bytes.subarray(0, needed)]);
    held = nothing;
    return { got, rest: bytes.subarray(needed) };
  };
  const passData = ({ stream }: Frame, bytes: Buffer): Buffer => {
    let part = bytes.subarray(0, left);
    const rest = bytes.subarray(part.byteLength);
    left -= part.byteLength;
    if (padding === undefined && part.byteLength > 0) {
      padding = part.readUInt8();
      part = part.subarray(1);
      if (padding > left + part.byteLength) throw new WireError('more padding than data');
    }
    const said = part.subarray(0, Math.max(0, left + part.byteLength - (padding ?? 0)));
    if (said.byteLength > 0) events.data(stream, said);
    return rest;
  };

  return {
    push: (bytes) => {
      let rest = bytes;
      while (rest.byteLength > 0) {
        if (isOpening) {
          const taken = take(preface.byteLength, rest);
          rest = taken.rest;
          if (taken.got === undefined) return;
          if (!taken.got.equals(preface)) throw new WireError('it does not begin as HTTP/2 does');
          isOpening = false;
          continue;
        }
        if (frame === undefined) {
          const taken = take(headerBytes, rest);
          rest = taken.rest;
          if (taken.got === undefined) return;
          frame = begin(taken.got);
        }
        const now: Frame = frame;
        if (now.type === types.data) {
          rest = passData(now, rest);
          if (left > 0) return;
          if ((now.flags & flagsOf.endStream) !== 0) events.dataEnd(now.stream);
        } else if (isKept(now.type)) {
          const taken = take(now.length, rest);
          rest = taken.rest;
          if (taken.got === undefined) return;
          whole(now, taken.got);
        } else {
          const skipped = Math.min(left, rest.byteLength);
          left -= skipped;
          rest = rest.subarray(skipped);
          if (left > 0) return;
        }
        frame = undefined;
        left = 0;
      }
    },
  };
};

const keptTypes: ReadonlySet<number> = new Set([
  types.headers,
  types.reset,
  types.settings,
  types.promise,
  types.goaway,
  types.continuation,
]);
const isKept = (type: number): boolean => keptTypes.has(type);

const unpadded = (payload: Buffer, flags: number): Buffer => {
  if ((flags & flagsOf.padded) === 0) return payload;
  const padding = payload[0];
  if (padding === undefined || padding >= payload.byteLength) throw new WireError('more padding than headers');
  return payload.subarray(1, payload.byteLength - padding);
};
