/** What files hold: cuts from three long pools that compress as text, programs and media do. */
import { type Random, random } from './random.ts';

export type Kind = 'text' | 'program' | 'media';
export type Contents = (kind: Kind, random: Random, size: number) => Buffer;

const poolBytes = 24 * 1024 * 1024;

/** Deflate looks back 32 kB, so cuts from one pool are as hard for it as text of their own. */
export const contents = (): Contents => {
  const pools = { text: textPool(), program: programPool(), media: mediaPool() };
  return (kind, random, size) => {
    const pool = pools[kind];
    const parts: Buffer[] = [];
    for (let left = size; left > 0; ) {
      const from = random.below(pool.length - 1);
      const part = pool.subarray(from, Math.min(from + left, pool.length));
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  };
};

/** Lines of words, of which few are frequent. */
const textPool = (): Buffer => {
  const { below, bits } = random(11);
  const letters = 'etaoinshrdlucmfwypvbgkjqxz_';
  const words = Array.from({ length: 4000 }, () =>
    Array.from({ length: 2 + below(9) }, () => letters[Math.min(below(27), below(27))]).join(''),
  );
  const pool = Buffer.alloc(poolBytes);
  for (let at = 0; at < poolBytes; ) {
    const word = words[Math.floor(words.length * (bits() / 2 ** 32) ** 8)] ?? '';
    const after = below(9) === 0 ? '\n    ' : below(6) === 0 ? '(self, ' : ' ';
    at += pool.write(word + after, at, 'latin1') || 1;
  }
  return pool;
};

/** Instructions: some hundred short patterns, each with an operand; now and then zeros. */
const programPool = (): Buffer => {
  const { below, bits } = random(12);
  const patterns = Array.from({ length: 160 }, () =>
    Buffer.from(Array.from({ length: 2 + below(5) }, () => below(256))),
  );
  const pool = Buffer.alloc(poolBytes);
  for (let at = 0; at < poolBytes - 128; ) {
    const pattern = patterns[Math.floor(patterns.length * (bits() / 2 ** 32) ** 3)] ?? pool;
    at += pattern.copy(pool, at);
    if (below(4) === 0) at = pool.writeUInt8(below(256), at);
    if (below(14) === 0) at += below(64);
  }
  return pool;
};

/** What does not compress at all. */
const mediaPool = (): Buffer => {
  const { bits } = random(13);
  return Buffer.from(Uint32Array.from({ length: poolBytes / 4 }, bits).buffer);
};
