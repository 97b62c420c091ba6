/** Which records of two sides are the same thing, and which of them come in the same order. */

export interface Pairs {
  /** Of each on the left its place on the right; -1: it is not there. */
  readonly rightOf: Int32Array;
  readonly leftOf: Int32Array;
  /** Of each on the left: it and its partner are in order with all others that are. */
  readonly isInOrder: Uint8Array;
}

/** @param left, right: keys, each once */
export const pairsOf = (left: readonly string[], right: readonly string[]): Pairs => {
  const places = new Map(right.map((key, place) => [key, place]));
  const rightOf = new Int32Array(left.length).fill(-1);
  const leftOf = new Int32Array(right.length).fill(-1);
  for (const [place, key] of left.entries()) {
    const other = places.get(key);
    if (other === undefined) continue;
    rightOf[place] = other;
    leftOf[other] = place;
  }
  return { rightOf, leftOf, isInOrder: longestRise(rightOf) };
};

/** Marks the longest sequence in which numbers rise; negative ones are in none. */
const longestRise = (numbers: Int32Array): Uint8Array => {
  /** Of each length the place where the sequence with the lowest end ends. */
  const ends: number[] = [];
  const before = new Int32Array(numbers.length).fill(-1);
  for (const [place, number] of numbers.entries()) {
    if (number < 0) continue;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    before[place] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = place;
  }
  const marked = new Uint8Array(numbers.length);
  for (let place = ends.at(-1) ?? -1; place >= 0; place = before[place] ?? -1) marked[place] = 1;
  return marked;
};
