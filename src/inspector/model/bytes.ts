/** The lines as they came, in blocks; addresses are bytes since the beginning, and go on when old blocks are dropped. */

const blockBytes = 1024 * 1024;

export interface Bytes {
  /** @returns the address of the first; lines that are added together are in one block. */
  readonly add: (lines: Uint8Array) => number;
  /** A view, good until the next `drop`. */
  readonly at: (address: number, length: number) => Uint8Array;
  /** What is below this address is not asked for again. */
  readonly drop: (before: number) => void;
  readonly total: () => number;
}

interface Block {
  readonly from: number;
  readonly bytes: Uint8Array;
  used: number;
}

export const openBytes = (): Bytes => {
  let blocks: Block[] = [];
  let end = 0;
  const blockOf = (address: number): Block | undefined => {
    let low = 0;
    let high = blocks.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const block = blocks[middle] as Block;
      if (address < block.from) high = middle - 1;
      else if (address >= block.from + block.used) low = middle + 1;
      else return block;
    }
    return undefined;
  };
  return {
    add: (lines) => {
      let block = blocks.at(-1);
      if (block === undefined || block.used + lines.length > block.bytes.length) {
        block = { from: end, bytes: new Uint8Array(Math.max(blockBytes, lines.length)), used: 0 };
        blocks.push(block);
      }
      block.bytes.set(lines, block.used);
      const address = end;
      block.used += lines.length;
      end += lines.length;
      return address;
    },
    at: (address, length) => {
      const block = blockOf(address);
      if (block === undefined) return new Uint8Array(0);
      const from = address - block.from;
      return block.bytes.subarray(from, from + length);
    },
    drop: (before) => {
      blocks = blocks.filter(({ from, used }) => from + used > before);
    },
    total: () => blocks.reduce((sum, { bytes }) => sum + bytes.length, 0),
  };
};
