/** Who is there at a row, in which state, since when, and what they wait for. */
import { ownIdOf } from '../../journal/actor-name.ts';
import { clean } from '../../journal/wording.ts';
import { type LifeRows, lastUpTo } from './lives.ts';
import { lastRowUpTo, newestRow, rowAt } from './moments.ts';
import type { ActorRow, Waiting } from './questions.ts';
import { kinds, type Source } from './source.ts';
import { toneOf } from './tone.ts';

/** A question's moment: its row, and what time it is then. */
export interface Now {
  readonly row: number;
  /** µs since the first record. */
  readonly us: number;
}

/** @param clockUs of a live source, whose newest record may be old: µs since 1970; else undefined. */
export const nowAt = (source: Source, at: number | undefined, clockUs?: number): Now => {
  const row = rowAt(source, at);
  const us = source.rows.us(row);
  const isNow = at === undefined && source.status.isLive && clockUs !== undefined && row === newestRow(source);
  return { row, us: isNow ? Math.max(us, clockUs - source.firstWallUs()) : us };
};

/** It was born, and is not over: those that crashed are still there, to be seen. */
export const isThere = (life: LifeRows, row: number): boolean =>
  life.firstRow <= row && (life.endRow < 0 || life.endRow > row);

export const hasCrashed = (life: LifeRows, row: number): boolean => life.crashRow >= 0 && life.crashRow <= row;

/** In the order of their births. */
export const livesAt = ({ lives }: Source, row: number): readonly LifeRows[] =>
  lives.all.filter((life) => isThere(life, row));

export interface StateAt {
  /** Empty: not known (yet). */
  readonly state: string;
  readonly sinceUs: number | undefined;
  /** Row that brought it there; -1: not known. */
  readonly row: number;
}

export const stateAt = ({ strings }: Source, { points }: LifeRows, row: number): StateAt => {
  const place = lastUpTo(points.rows, row);
  if (place < 0) return { state: '', sinceUs: undefined, row: -1 };
  const since = points.since[place] ?? Number.NaN;
  return {
    state: strings.textOf(points.states[place] ?? 0),
    sinceUs: Number.isNaN(since) ? undefined : since,
    row: points.rows[place] ?? -1,
  };
};

/** By names of the actors that wait (numbers of `Strings`); the calls of all, oldest first. */
export type WaitsAt = ReadonlyMap<number, readonly Waiting[]>;

export const waitsAt = (source: Source, { row, us }: Now): WaitsAt => {
  const { rows, effects, strings } = source;
  const waits = new Map<number, Waiting[]>();
  for (const asked of effects.at(row)) {
    const waiting = { service: strings.textOf(rows.type(asked)), forUs: us - rows.us(asked), row: asked };
    const same = waits.get(rows.actor(asked));
    if (same === undefined) waits.set(rows.actor(asked), [waiting]);
    else same.push(waiting);
  }
  return waits;
};

/** Of one actor; where calls are not told, what the last checkpoint said, if it is still in the same state. */
export const waitsOf = (source: Source, life: LifeRows, now: Now, all: WaitsAt): readonly Waiting[] => {
  const asked = all.get(life.name);
  if (asked !== undefined) return asked;
  const told =
    life.waits[
      lastUpTo(
        life.waits.map(({ row }) => row),
        now.row,
      )
    ];
  if (told === undefined || stateAt(source, life, now.row).row > told.row) return [];
  return told.calls.map(({ name, us }) => ({
    service: ownIdOf(source.strings.textOf(name)),
    forUs: Number.isNaN(us) ? undefined : now.us - us,
    row: undefined,
  }));
};

export const lastHeard = (source: Source, life: LifeRows, now: Now): ActorRow['last'] => {
  const row = lastRowUpTo(life.heard, now.row);
  if (row < 0) return undefined;
  const { rows, strings } = source;
  const type = rows.kind(row) === kinds.A ? 'born' : strings.textOf(rows.type(row));
  return { type, agoUs: now.us - rows.us(row) };
};

/** What went wrong last. */
export const markAt = (source: Source, life: LifeRows, row: number): string | undefined => {
  const at = lastRowUpTo(life.marks, row);
  if (at < 0) return undefined;
  const { rows, strings } = source;
  const type = strings.textOf(rows.type(at));
  switch (rows.kind(at)) {
    case kinds.Z:
      return 'crashed';
    case kinds.D:
      return `did not want ${type}`;
    case kinds.V:
      return type;
    default: {
      const record = source.record(at);
      const code = record?.k === 'R' && typeof record.e === 'string' ? `: ${record.e}` : '';
      return clean(`${type} failed${code}`);
    }
  }
};

export const machineOf = ({ strings }: Source, { machine }: LifeRows): string => strings.textOf(machine);

/** Whatever is asked of one actor in a list. */
export const actorRowOf = (source: Source, life: LifeRows, now: Now, waits: WaitsAt, depth = 0): ActorRow => {
  const isOver = !isThere(life, now.row);
  const crashed = hasCrashed(life, now.row);
  const { state, sinceUs } = stateAt(source, life, now.row);
  const machine = machineOf(source, life);
  const parent = source.strings.textOf(life.parent);
  return {
    actor: source.strings.textOf(life.name),
    parent: parent === '' ? undefined : parent,
    machine: machine === '' ? undefined : machine,
    state,
    tone: toneOf(machine, state, { isOver, hasCrashed: crashed }),
    ageUs: sinceUs === undefined ? undefined : now.us - sinceUs,
    waits: isOver ? [] : waitsOf(source, life, now, waits),
    last: lastHeard(source, life, now),
    mark: markAt(source, life, now.row),
    isOver,
    depth,
  };
};

/**
 * The life of this name that is there at the row, or was last; a name without the numbers of incarnations means the last that
 * fits. Undefined: there was none until then.
 */
export const lifeNamed = (source: Source, name: string, row: number): LifeRows | undefined => {
  const id = source.strings.find(name);
  const found = id < 0 ? undefined : source.lives.named(id).find(({ firstRow }) => firstRow <= row);
  return found ?? source.paths.find(name, row);
};
