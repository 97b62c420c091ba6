/** Rows that a picture of an actor is made of: its own, those of what is in it, and the requests that they came of. */
import type { LifeRows } from '../lives.ts';
import { kinds, type Source } from '../source.ts';
import { rememberedTest } from '../strings.ts';
import { isWithin, type Seen } from './seen.ts';

export interface RowsWanted {
  /** Names; with what is below them. */
  readonly actors: readonly string[];
  /** Names below them that are left out, with what is below those. */
  readonly without?: readonly string[];
  readonly run: number;
  /** The last row that is told. */
  readonly until: number;
  /** No more rows than these; which of them, if there are more. */
  readonly most: number;
  readonly keep: 'first' | 'last' | { readonly around: number };
}

/** A request is so many messages away from who does it, at the most. */
const mostHops = 6;

/** In order. */
export const rowsOf = (
  source: Source,
  wanted: RowsWanted,
): { readonly rows: readonly number[]; readonly isCut: boolean } => {
  const { rows } = source;
  const found = new Set<number>();
  const first = rows.first();
  const isTold = (row: number) => row >= first && row <= wanted.until && rows.run(row) === wanted.run;
  const isLeftOut = rememberedTest(source.strings, (name) =>
    (wanted.without ?? []).some((each) => isWithin(name, each)),
  );
  /** Said by, or to, whoever is left out. */
  const isOfOthers = (row: number): boolean =>
    wanted.without !== undefined &&
    wanted.without.length > 0 &&
    (isLeftOut(rows.actor(row)) || isLeftOut(rows.from(row)));
  const add = (row: number): void => {
    if (isTold(row) && !isOfOthers(row)) found.add(row);
  };
  for (const life of livesWithin(source, wanted))
    for (const row of ownRows(source, life)) {
      if (!isTold(row) || found.has(row) || isOfOthers(row)) continue;
      found.add(row);
      for (let cause = rows.cause(row), hops = 0; cause >= first && hops < mostHops; hops += 1) {
        if (found.has(cause)) break;
        add(cause);
        cause = rows.cause(cause);
      }
    }
  for (const row of [...found]) {
    const request = source.requests.at(row);
    if (request === undefined) continue;
    add(rows.link(row));
    add(request.cancelRow);
  }
  return cut(
    [...found].sort((a, b) => a - b),
    wanted,
  );
};

const cut = (all: readonly number[], { most, keep }: RowsWanted) => {
  if (all.length <= most) return { rows: all, isCut: false };
  if (keep === 'first') return { rows: all.slice(0, most), isCut: true };
  if (keep === 'last') return { rows: all.slice(-most), isCut: true };
  // Two thirds of it are the past.
  const place = all.findLastIndex((row) => row <= keep.around) + 1;
  const end = Math.min(all.length, Math.max(most, place + Math.ceil(most / 3)));
  return { rows: all.slice(end - most, end), isCut: true };
};

const livesWithin = ({ lives, strings }: Source, { actors, run, without = [] }: RowsWanted): readonly LifeRows[] =>
  lives.all.filter((life) => {
    const name = strings.textOf(life.name);
    return (
      life.run === run && actors.some((actor) => isWithin(name, actor)) && !without.some((each) => isWithin(name, each))
    );
  });

function* ownRows({ rows }: Source, life: LifeRows): Generator<number> {
  yield life.bornRow;
  yield* life.heard;
  yield* life.points.rows;
  yield* life.marks;
  for (const asked of life.effects) {
    yield asked;
    yield rows.link(asked);
  }
  if (life.endRow >= 0 && rows.kind(life.endRow) === kinds.Z) yield life.endRow;
}

export const seenAt = (source: Source, rows: readonly number[]): readonly Seen[] =>
  rows.flatMap((row): readonly Seen[] => {
    const record = source.record(row);
    return record === undefined ? [] : [{ row, us: source.rows.us(row), record }];
  });
