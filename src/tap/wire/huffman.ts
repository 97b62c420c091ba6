/**
 * Texts of headers in HPACK's Huffman code. The code is canonical: the lengths say all of it, for codes of one length follow
 * each other in the order of their symbols. Source: RFC 7541, section 5.2 and appendix B.
 */
import { WireError } from './wire-error.ts';

/** Bits of the code of each byte, 0 to 255. The end of string (256) has 30 ones. */
const bitsOf: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6,
  5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23,
  22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22,
  23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26,
  20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27,
  27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27,
  27, 27, 27, 26,
];
const longest = 30;

/** Per length: its first code, and its symbols in their order. */
const lengths: readonly { readonly first: number; readonly symbols: readonly number[] }[] = (() => {
  const made = [];
  let next = 0;
  for (let bits = 0; bits <= longest; bits += 1) {
    next *= 2;
    const symbols = bitsOf.flatMap((each, symbol) => (each === bits ? [symbol] : []));
    made.push({ first: next, symbols });
    next += symbols.length;
  }
  return made;
})();

/** @returns one character a byte (latin1). @throws WireError where the bits are no text. */
export const fromHuffman = (bytes: Buffer): string => {
  const out = Buffer.allocUnsafe(Math.floor((bytes.byteLength * 8) / 5));
  let size = 0;
  let code = 0;
  let bits = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      code = code * 2 + ((byte >> bit) & 1);
      bits += 1;
      const at = lengths[bits];
      if (at === undefined) throw new WireError('a header is no Huffman code');
      const symbol = at.symbols[code - at.first];
      if (symbol === undefined) continue;
      out[size++] = symbol;
      code = 0;
      bits = 0;
    }
  }
  // what is left fills the byte: the beginning of the end of string
  if (bits > 7 || code !== 2 ** bits - 1) throw new WireError('a header is wrongly padded');
  return out.toString('latin1', 0, size);
};
