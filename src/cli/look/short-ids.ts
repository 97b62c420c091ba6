/** Ids as short as they may be: all that are there stay different. */

const shortest = 8;

/** @returns what shortens one of `ids`; others, and `sha256:` prefixes, are taken alike. */
export const shortenerOf = (ids: readonly string[]): ((id: string) => string) => {
  const bare = [...new Set(ids.map(bareOf))].toSorted();
  let length = shortest;
  for (const [index, id] of bare.entries()) {
    const before = bare[index - 1];
    if (before !== undefined) length = Math.max(length, commonOf(before, id) + 1);
  }
  return (id) => bareOf(id).slice(0, length);
};

export const bareOf = (id: string): string => id.replace(/^sha256:/, '');

const commonOf = (one: string, other: string): number => {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
};
