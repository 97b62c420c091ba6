/** One thing at a time for each sandbox: an ADD in flight is waited for before its DEL. */

/** Runs `work` after everything that was begun for the same key has settled. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export const turns = (): InTurn => {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const mine = before === undefined ? work() : before.then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
};
