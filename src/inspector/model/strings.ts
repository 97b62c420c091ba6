/** Texts that come again and again, each kept once and called by its number. */
export interface Strings {
  /** @returns its number, the same each time; 0: the empty text. */
  readonly idOf: (text: string) => number;
  /** Of a text that may not be there: -1. */
  readonly find: (text: string) => number;
  readonly textOf: (id: number) => string;
  readonly count: () => number;
}

export const openStrings = (): Strings => {
  const ids = new Map<string, number>([['', 0]]);
  const texts: string[] = [''];
  return {
    idOf: (text) => {
      const found = ids.get(text);
      if (found !== undefined) return found;
      const id = texts.length;
      ids.set(text, id);
      texts.push(text);
      return id;
    },
    find: (text) => ids.get(text) ?? -1,
    textOf: (id) => texts[id] ?? '',
    count: () => texts.length,
  };
};

/** A test of texts, asked once of each. */
export const rememberedTest = (strings: Strings, test: (text: string) => boolean): ((id: number) => boolean) => {
  const known: (boolean | undefined)[] = [];
  return (id) => {
    const found = known[id];
    if (found !== undefined) return found;
    const answer = test(strings.textOf(id));
    known[id] = answer;
    return answer;
  };
};
