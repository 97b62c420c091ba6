/** Numbers that look random and are the same in every run. Source: xorshift32, G. Marsaglia, "Xorshift RNGs", 2003. */
export interface Random {
  /** 0 to 2^32 - 1. */
  readonly bits: () => number;
  /** 0 to below - 1. */
  readonly below: (below: number) => number;
  /** Small and large alike: its logarithm is spread evenly. */
  readonly size: (from: number, to: number) => number;
}

export const random = (seed: number): Random => {
  let state = seed | 0 || 1;
  const bits = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return {
    bits,
    below: (below) => bits() % below,
    size: (from, to) => Math.floor(from * (to / from) ** (bits() / 2 ** 32)),
  };
};
