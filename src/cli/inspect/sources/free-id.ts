/** Ids of sources are in links: the same recording twice has another one each time. */
export const freeId = (id: string, taken: ReadonlySet<string>): string => {
  for (let nth = 1; ; nth += 1) {
    const candidate = nth === 1 ? id : `${id}-${nth}`;
    if (!taken.has(candidate)) return candidate;
  }
};
