/** What a container's log holds, without the words of the runtime. Source: CRI, container log format: time, stream, tag, content. */
import { createReadStream } from 'node:fs';

export interface LogContent {
  /** That the container wrote: a line that was cut (`P`) counts without the end of the line. */
  readonly bytes: number;
  readonly lines: number;
}

const newline = 10;
const space = 32;
const full = 'F'.charCodeAt(0);
const partial = 'P'.charCodeAt(0);

/** @throws Error at a line that is none of the format's. */
export const readLog = async (file: string): Promise<LogContent> => {
  let bytes = 0;
  let lines = 0;
  let rest: Buffer = Buffer.alloc(0);
  const take = (chunk: Buffer, from: number, to: number): void => {
    const stream = chunk.indexOf(space, from) + 1;
    const tag = chunk.indexOf(space, stream) + 1;
    const isFull = chunk[tag] === full;
    if (stream <= from || tag <= stream || tag + 1 >= to || (!isFull && chunk[tag] !== partial))
      throw new Error(`${file}: not a line of a log: ${chunk.toString('utf8', from, Math.min(to, from + 80))}`);
    bytes += to - tag - 2 + (isFull ? 1 : 0);
    if (isFull) lines++;
  };
  for await (const part of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const chunk: Buffer = rest.length === 0 ? part : Buffer.concat([rest, part]);
    let from = 0;
    for (let to = chunk.indexOf(newline); to >= 0; to = chunk.indexOf(newline, from)) {
      take(chunk, from, to);
      from = to + 1;
    }
    rest = chunk.subarray(from);
  }
  if (rest.length > 0) throw new Error(`${file}: ends within a line`);
  return { bytes, lines };
};
