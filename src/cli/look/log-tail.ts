/** Where the last lines of a log begin, found from its end. */
import type { FileHandle } from 'node:fs/promises';
import { longestLine, parseEntry } from './log-entries.ts';

const blockBytes = 64 * 1024;
const newline = 0x0a;

/**
 * The offset of the `count`th line from the end: lines as a container wrote them, which may be many of the file.
 * 0 where there are fewer.
 */
export const tailOffset = async (file: FileHandle, count: number): Promise<number> => {
  const { size } = await file.stat();
  if (count === 0) return size;
  let lines = 0;
  /** Begin of the earliest entry that is in; what follows it is known. */
  let begin = size;
  for await (const { offset, isLast } of entriesBackwards(file, size)) {
    // An entry that ends a line begins, seen from behind, another one. What is unfinished at the very end is one as well.
    if (isLast || begin === size) {
      if (lines === count) return begin;
      lines += 1;
    }
    begin = offset;
  }
  return 0;
};

async function* entriesBackwards(file: FileHandle, size: number) {
  let position = size;
  let rest: Buffer = Buffer.alloc(0);
  while (position > 0) {
    const length = Math.min(blockBytes, position);
    position -= length;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    let data = Buffer.concat([buffer.subarray(0, bytesRead), rest]);
    // A line is whole where its begin is known: after the line break before it, or at the file's begin.
    for (;;) {
      const end = data.at(-1) === newline ? data.length - 1 : data.length;
      const before = end === 0 ? -1 : data.lastIndexOf(newline, end - 1);
      if (before === -1 && position > 0) break;
      if (end === 0 && data.length === 0) break;
      const entry = parseEntry(data.subarray(before + 1, end));
      if (entry !== undefined) yield { offset: position + before + 1, isLast: entry.isLast };
      data = data.subarray(0, before + 1);
      if (before === -1) break;
    }
    rest = data.length > longestLine ? Buffer.alloc(0) : data;
  }
}
