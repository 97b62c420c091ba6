/** Texts that come again and again, each kept once and called by its number. */
export interface Strings {
  /** @returns its number, the same each time; 0: the empty text. */
  readonly idOf: (text: string) => number;
  /** Of a text that may not be there: -1. */
  readonly find: (text: string) => number;
  readonly textOf: (id: number) => string;
  readonly count: () => number;
  /** The others are forgotten; their numbers are not given again. */
  readonly keepOnly: (ids: ReadonlySet<number>) => void;
}

/** Places for those that came lately; a power of two. */
const recent = 4096;

/** Of a few characters, where names differ: to hash all of a text of 150 takes longer than to compare two. */
const placeOf = (text: string): number => {
  const { length } = text;
  const ends = (text.charCodeAt(length - 3) << 3) ^ text.charCodeAt(length - 8);
  const starts = (text.charCodeAt(6) << 5) ^ (text.charCodeAt(8) << 9) ^ text.charCodeAt(length >> 1);
  return (ends ^ starts ^ (length << 2)) & (recent - 1);
};

export const openStrings = (): Strings => {
  const ids = new Map<string, number>([['', 0]]);
  const texts: string[] = [''];
  const lately = new Int32Array(recent);
  return {
    idOf: (text) => {
      const place = placeOf(text);
      const last = lately[place] as number;
      if (texts[last] === text) return last;
      let id = ids.get(text);
      if (id === undefined) {
        id = texts.length;
        ids.set(text, id);
        texts.push(text);
      }
      lately[place] = id;
      return id;
    },
    find: (text) => ids.get(text) ?? -1,
    textOf: (id) => texts[id] ?? '',
    count: () => ids.size,
    keepOnly: (wanted) => {
      lately.fill(0);
      for (const [text, id] of ids) {
        if (id === 0 || wanted.has(id)) continue;
        ids.delete(text);
        texts[id] = '';
      }
    },
  };
};

const no = 1;
const yes = 2;

/** A test of texts, asked once of each. */
export const rememberedTest = (strings: Strings, test: (text: string) => boolean): ((id: number) => boolean) => {
  /** 0: not asked yet. */
  let known = new Uint8Array(1024);
  return (id) => {
    const found = known[id];
    if (found !== undefined && found !== 0) return found === yes;
    if (found === undefined) {
      const more = new Uint8Array(Math.max(id + 1, known.length * 2));
      more.set(known);
      known = more;
    }
    const answer = test(strings.textOf(id));
    known[id] = answer ? yes : no;
    return answer;
  };
};
