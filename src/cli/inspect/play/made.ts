/** Sources that were made by playing: so many are kept, and the one that was asked for longest ago goes first. */
import type { Source, Sources } from '../source.ts';

export interface Made {
  /** What was made for this, or is made now. @returns its id */
  readonly of: (key: string, make: () => Promise<Source>) => Promise<string>;
}

export const openMade = (sources: Sources, most: number): Made => {
  const ids = new Map<string, string>();
  const making = new Map<string, Promise<string>>();
  const keep = (key: string, id: string): string => {
    ids.delete(key);
    ids.set(key, id);
    return id;
  };
  const put = async (key: string, source: Source): Promise<string> => {
    sources.add(source);
    keep(key, source.about().id);
    for (const [oldest, id] of ids) {
      if (ids.size <= most) break;
      ids.delete(oldest);
      await sources.drop(id);
    }
    return source.about().id;
  };
  return {
    of: async (key, make) => {
      const known = ids.get(key);
      if (known !== undefined) return keep(key, known);
      const same = making.get(key);
      if (same !== undefined) return same;
      const made = make()
        .then((source) => put(key, source))
        .finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
  };
};
