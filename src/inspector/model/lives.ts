/** Who was there, when, and where to read what became of them: rows by actor. */

/** States with the rows at which they were reached, in order. */
export interface Points {
  readonly rows: number[];
  /** Numbers of `Strings`. */
  readonly states: number[];
  /** µs; NaN: not known. */
  readonly since: number[];
}

/** One actor, from its birth to its end; another of the same name is another life. Texts are numbers of `Strings`. */
export interface LifeRows {
  readonly name: number;
  readonly run: number;
  /** 0: not known. */
  machine: number;
  readonly parent: number;
  /** -1: it was there before. */
  readonly bornRow: number;
  /** Of the first record about it. */
  readonly firstRow: number;
  /** From here on it is not there any more; -1: it is. */
  endRow: number;
  /** It crashed here, and is still shown; -1: it did not. */
  crashRow: number;
  readonly points: Points;
  /** What it heard, births included. */
  readonly heard: number[];
  /** What went wrong. */
  readonly marks: number[];
  readonly effects: number[];
  readonly contexts: number[];
  /** What a checkpoint said that it waits for; `since` is NaN where that is not known. */
  /** What it knew before the oldest of `contexts`: JSON of a list of paths with values; undefined: nothing. */
  known: string | undefined;
  readonly waits: { readonly row: number; readonly calls: readonly { readonly name: number; readonly us: number }[] }[];
}

export interface LifeTable {
  readonly all: readonly LifeRows[];
  /** Of this name in this run: the newest. */
  readonly newest: (run: number, name: number) => LifeRows | undefined;
  /** Of this name, newest first, over all runs. */
  readonly named: (name: number) => readonly LifeRows[];
  readonly add: (life: {
    readonly name: number;
    readonly run: number;
    readonly machine: number;
    readonly parent: number;
    readonly row: number;
    readonly isBorn: boolean;
  }) => LifeRows;
  /** All that are there end: another run begins at this row. */
  readonly endAll: (row: number) => void;
  readonly crashed: (life: LifeRows, row: number) => void;
  readonly forget: (isGone: (life: LifeRows) => boolean) => void;
}

/** Those that crashed are shown, no more than these at a time. */
const mostCrashed = 200;

export const openLifeTable = (): LifeTable => {
  let all: LifeRows[] = [];
  const byName = new Map<number, LifeRows[]>();
  let crashes: LifeRows[] = [];
  let openFrom = 0;
  return {
    get all() {
      return all;
    },
    newest: (run, name) => {
      const life = byName.get(name)?.at(-1);
      return life?.run === run ? life : undefined;
    },
    named: (name) => byName.get(name)?.toReversed() ?? [],
    add: ({ name, run, machine, parent, row, isBorn }) => {
      const life: LifeRows = {
        name,
        run,
        machine,
        parent,
        bornRow: isBorn ? row : -1,
        firstRow: row,
        endRow: -1,
        crashRow: -1,
        points: { rows: [], states: [], since: [] },
        heard: [],
        marks: [],
        effects: [],
        contexts: [],
        known: undefined,
        waits: [],
      };
      all.push(life);
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [life]);
      else same.push(life);
      return life;
    },
    endAll: (row) => {
      for (let index = openFrom; index < all.length; index += 1) {
        const life = all[index];
        if (life !== undefined && life.endRow < 0) life.endRow = row;
      }
      openFrom = all.length;
      crashes = [];
    },
    forget: (isGone) => {
      openFrom = Math.max(0, openFrom - all.slice(0, openFrom).filter(isGone).length);
      all = all.filter((life) => !isGone(life));
      for (const [name, lives] of byName) {
        const left = lives.filter((life) => !isGone(life));
        if (left.length === 0) byName.delete(name);
        else if (left.length < lives.length) byName.set(name, left);
      }
    },
    crashed: (life, row) => {
      life.crashRow = row;
      crashes.push(life);
      const oldest = crashes.length > mostCrashed ? crashes.shift() : undefined;
      if (oldest !== undefined && oldest.endRow < 0) oldest.endRow = row;
    },
  };
};

/** Place of the last number in the list that is not above this; -1: all are. */
export const lastUpTo = (list: ArrayLike<number>, most: number): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as number) <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
