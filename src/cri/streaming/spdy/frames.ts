/** Frames of SPDY/3 as bytes. Source: SPDY Protocol, Draft 3.1, section 2.6. */

export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

/** Why a stream is reset. */
export const resetCodes = { protocolError: 1, invalidStream: 2, refusedStream: 3, cancel: 5 } as const;
export const settingIds = { initialWindowSize: 7 } as const;

export const finFlag = 1;
export const initialWindowBytes = 65_536;
const headerBytes = 8;
/** A control frame has to be held as a whole; data frames are passed on piece by piece. */
const maxControlBytes = 64 * 1024;

export interface ControlFrame {
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
}

/** What a reader tells of. It waits for each before it goes on. */
export interface FrameListener {
  readonly onControl: (frame: ControlFrame) => Promise<void>;
  /** A piece of a data frame; `isLast` with the last one of a frame that ends its stream. */
  readonly onData: (streamId: number, piece: Buffer, isLast: boolean) => Promise<void> | undefined;
}

/** Takes bytes as they come. @throws Error for what is not SPDY/3, or too large */
export const frameReader = (listener: FrameListener): ((chunk: Buffer) => Promise<void>) => {
  let held = Buffer.alloc(0);
  let data: { readonly streamId: number; readonly isFin: boolean; left: number } | undefined;

  const readData = async (chunk: Buffer): Promise<Buffer> => {
    if (data === undefined) return chunk;
    const piece = chunk.subarray(0, data.left);
    data.left -= piece.length;
    const { streamId, isFin, left } = data;
    if (left === 0) data = undefined;
    const busy = listener.onData(streamId, piece, isFin && left === 0);
    if (busy !== undefined) await busy;
    return chunk.subarray(piece.length);
  };

  /** The bytes that are left; undefined: more are needed. */
  const readHead = async (chunk: Buffer): Promise<Buffer | undefined> => {
    if (chunk.length < headerBytes) return undefined;
    const length = chunk.readUIntBE(5, 3);
    const flags = chunk.readUInt8(4);
    const word = chunk.readUInt32BE(0);
    if (word < 0x80000000) {
      data = { streamId: word, isFin: (flags & finFlag) !== 0, left: length };
      return length === 0 ? readData(chunk.subarray(headerBytes)) : chunk.subarray(headerBytes);
    }
    if (((word >>> 16) & 0x7fff) !== 3) throw new Error('not a frame of SPDY/3');
    if (length > maxControlBytes) throw new Error('a control frame is too large');
    if (chunk.length < headerBytes + length) return undefined;
    const body = chunk.subarray(headerBytes, headerBytes + length);
    await listener.onControl({ type: word & 0xffff, flags, body });
    return chunk.subarray(headerBytes + length);
  };

  return async (chunk) => {
    let rest: Buffer = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    held = Buffer.alloc(0);
    while (rest.length > 0) {
      const next = data === undefined ? await readHead(rest) : await readData(rest);
      if (next === undefined) {
        held = Buffer.from(rest);
        return;
      }
      rest = next;
    }
  };
};

/** @param length of the data, which follows. Below 2^24. */
export const dataHead = (streamId: number, length: number, flags = 0): Buffer => {
  const head = Buffer.allocUnsafe(headerBytes);
  head.writeUInt32BE(streamId, 0);
  head.writeUInt8(flags, 4);
  head.writeUIntBE(length, 5, 3);
  return head;
};

/** A control frame whose body begins with these 32-bit numbers. */
export const controlFrame = (
  type: number,
  numbers: readonly number[],
  rest: Buffer = Buffer.alloc(0),
  flags = 0,
): Buffer => {
  const length = 4 * numbers.length + rest.length;
  const frame = Buffer.alloc(headerBytes + length);
  frame.writeUInt16BE(0x8003, 0);
  frame.writeUInt16BE(type, 2);
  frame.writeUInt8(flags, 4);
  frame.writeUIntBE(length, 5, 3);
  for (const [index, value] of numbers.entries()) frame.writeUInt32BE(value >>> 0, headerBytes + 4 * index);
  rest.copy(frame, headerBytes + 4 * numbers.length);
  return frame;
};
