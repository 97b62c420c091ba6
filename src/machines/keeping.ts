/**
 * How anything that changes can be as it was before: it keeps how it is now, and gives what makes it so again. One idea for
 * all that a simulation goes back in: actors, records, the world, requests.
 */

/** How it is now is kept. @returns what makes it so again, as often as is wanted and whatever happened meanwhile. */
export type Keep = () => () => void;

/** A map that can be as it was; where nothing was changed in between, keeping and going back cost nothing. */
export class KeptMap<K, V> extends Map<K, V> {
  #copy: readonly (readonly [K, V])[] | undefined;

  override set(key: K, value: V): this {
    this.#copy = undefined;
    return super.set(key, value);
  }
  override delete(key: K): boolean {
    this.#copy = undefined;
    return super.delete(key);
  }
  override clear(): void {
    this.#copy = undefined;
    super.clear();
  }
  /** Of which keys there are, in which order, with which values; not of what is inside of these. */
  readonly keep: Keep = () => {
    this.#copy ??= [...this];
    const copy = this.#copy;
    return () => {
      if (this.#copy === copy) return;
      super.clear();
      for (const [key, value] of copy) super.set(key, value);
      this.#copy = copy;
    };
  };
}

/** Of a list that only its owner changes, in place. */
export const keepList = <T>(list: T[]): (() => void) => {
  const copy = [...list];
  return () => {
    list.length = 0;
    for (const each of copy) list.push(each);
  };
};

/** All of these together. */
export const keepAll = (...keeps: readonly Keep[]): (() => void) => {
  const backs = keeps.map((keep) => keep());
  return () => {
    for (const back of backs) back();
  };
};
