/** All that is known of one source: its columns, who was there, what is open; told a line at a time. */
import { ownIdOf, parentOfName } from '../../journal/actor-name.ts';
import { recordFrom } from '../../journal/check.ts';
import type { HeaderRecord, JournalRecord } from '../../journal/format.ts';
import { actorOf, failureIn, hasFailed, requestOf, typeOf } from '../../journal/subject.ts';
import type { Meta, SourceAbout } from '../stream.ts';
import { findCause } from './causes.ts';
import { openLineCutter } from './lines.ts';
import { type LifeRows, type LifeTable, openLifeTable } from './lives.ts';
import { machineOfName, type Naming, openNaming } from './naming.ts';
import { type OpenSet, openOpenSet } from './open-set.ts';
import { openPaths, type Paths } from './paths.ts';
import { openRows, type Rows } from './rows.ts';
import { openStrings, rememberedTest, type Strings } from './strings.ts';
import { openUsual, type Usual } from './usual.ts';

/** Codes of the kinds of records, as they stand in the column. */
export const kinds = {
  A: 65,
  C: 67,
  D: 68,
  E: 69,
  G: 71,
  I: 73,
  M: 77,
  N: 78,
  O: 79,
  R: 82,
  S: 83,
  T: 84,
  V: 86,
  Z: 90,
} as const satisfies Record<JournalRecord['k'], number>;

export interface Run {
  readonly run: number;
  readonly firstRow: number;
  readonly header: HeaderRecord | undefined;
}

/** A request of a client, by the row at which it came. */
export interface RequestRows {
  readonly row: number;
  /** Row at which its client gave up; -1: it did not. */
  cancelRow: number;
  /** Name of the last actor that heard it; 0: not known. */
  heardBy: number;
  /** µs that its client waits; NaN: it did not say. */
  readonly deadlineUs: number;
}

/** What a checkpoint tells of requests that are open. */
export interface ToldRequest {
  readonly id: string;
  readonly type: string;
  readonly actor: string;
  readonly us: number;
  readonly deadlineUs: number | undefined;
  readonly row: number;
}

export interface Source {
  readonly about: () => SourceAbout;
  readonly rows: Rows;
  readonly strings: Strings;
  readonly lives: LifeTable;
  readonly runs: readonly Run[];
  readonly effects: OpenSet;
  readonly requests: OpenSet;
  readonly requestAt: (row: number) => RequestRows | undefined;
  readonly told: () => readonly ToldRequest[];
  readonly naming: Naming;
  readonly paths: Paths;
  readonly usual: Usual;
  /** Rows at which something went wrong, for people. */
  readonly troubles: readonly number[];
  /** Rows at which a container ended although nobody had stopped it. */
  readonly exits: readonly number[];
  /** Rows of all requests, oldest first, by type. */
  readonly requestsOf: (type: string) => readonly number[];
  /** µs since 1970 of the first record. */
  readonly firstWallUs: () => number;
  readonly status: Status;
  /** Who is there now, while the past is still being told; undefined: that has come to now. */
  readonly present: () => Source | undefined;
  /** Grows with all that comes. */
  readonly version: () => number;
  /** Its version is at least this. */
  readonly startAt: (version: number) => void;
  readonly feed: (bytes: Uint8Array) => void;
  readonly end: () => void;
  /** The record of a row, parsed. */
  readonly record: (row: number) => JournalRecord | undefined;
  readonly text: (row: number) => string;
  readonly setAbout: (about: SourceAbout) => void;
}

export interface Status {
  progress: number;
  isLive: boolean;
  ended: string | undefined;
  readonly troubles: string[];
  lost: number;
  /** Lines that could not be read. */
  torn: number;
}

const mostTroubles = 100;
const numberOr = (value: unknown, other: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : other;

export const openSource = (first: SourceAbout, mostRows = 4_000_000): Source => {
  let about = first;
  let version = 0;
  const rows = openRows();
  const strings = openStrings();
  const lives = openLifeTable();
  const runs: Run[] = [];
  const decoder = new TextDecoder();
  const effects = openOpenSet(rows, (row) => rows.kind(row) === kinds.E);
  const requestTable = new Map<number, RequestRows>();
  const requests = openOpenSet(rows, (row) => requestTable.has(row));
  const byType = new Map<string, number[]>();
  const naming = openNaming();
  const paths = openPaths();
  const usual = openUsual();
  const troubles: number[] = [];
  const exits: number[] = [];
  const namedActors = new Set<number>();
  /** Of pods and containers: the first context that is told has their names. */
  const isToBeNamed = (actor: number): boolean => {
    if (namedActors.has(actor)) return false;
    namedActors.add(actor);
    return true;
  };
  const isRunning = rememberedTest(strings, (state) => /^(alive|running)/.test(state) && !/stopping/.test(state));
  const isEnded = rememberedTest(strings, (state) => /^(settling|exited|failed)/.test(state));
  const status: Status = {
    progress: 0,
    isLive: false,
    ended: undefined,
    troubles: [...first.troubles].slice(0, mostTroubles),
    lost: 0,
    torn: 0,
  };
  const requestOfId = new Map<number, number>();
  const ownNames = new Map<number, number>();
  let told: readonly ToldRequest[] = [];
  let header: HeaderRecord | undefined;
  let epochUs = 0;
  let present: Source | undefined;
  let isAfterHeader = false;
  let lastKey: string | undefined;
  let lastQ = 0;
  let run = 0;
  let firstWallUs: number | undefined;
  const client = strings.idOf('client');

  const trouble = (text: string) => {
    if (status.troubles.length < mostTroubles && !status.troubles.includes(text)) status.troubles.push(text);
  };

  const lifeOf = (name: number, row: number, machine = 0): LifeRows => {
    const found = lives.newest(run, name);
    if (found !== undefined) return found;
    const text = strings.textOf(name);
    const its = machine === 0 ? strings.idOf(machineOfName(text) ?? '') : machine;
    const parent = strings.idOf(parentOfName(text) ?? '');
    return newLife({ name, machine: its, parent, row, isBorn: false });
  };
  const newLife = (life: Omit<Parameters<LifeTable['add']>[0], 'run'>): LifeRows => {
    const added = lives.add({ ...life, run });
    paths.add(strings.textOf(life.name), added);
    return added;
  };
  const isThere = (life: LifeRows | undefined): life is LifeRows => life !== undefined && life.endRow < 0;

  const newRun = (row: number) => {
    run += 1;
    lastQ = 0;
    lives.endAll(row);
    effects.closeAll((open) => rows.setLink(open, row));
    requests.closeAll((open) => rows.setLink(open, row));
    requestOfId.clear();
    told = [];
    runs.push({ run, firstRow: row, header });
  };

  /** Names of calls are long, and each comes often: what is called in it is looked for once. */
  const typeIn = (record: JournalRecord): number => {
    const call = record.k === 'E' || record.k === 'R' ? record.n : undefined;
    if (call === undefined) return strings.idOf(typeOf(record));
    const id = strings.idOf(call);
    const known = ownNames.get(id);
    if (known !== undefined) return known;
    const own = strings.idOf(ownIdOf(call));
    ownNames.set(id, own);
    return own;
  };

  const take = (record: JournalRecord, address: number, length: number): void => {
    const row = rows.end();
    const q = record.q;
    const isNew = isAfterHeader && (header?.keyId !== lastKey || q <= lastQ);
    if (isNew || run === 0) newRun(row);
    isAfterHeader = false;
    lastKey = header?.keyId;
    lastQ = Math.max(lastQ, q);
    const wallUs = Math.round(epochUs + record.t);
    firstWallUs ??= wallUs;
    effects.note(row);
    requests.note(row);
    const actor = strings.idOf(actorOf(record));
    const runFrom = runs.at(-1)?.firstRow ?? 0;
    const c = numberOr(record.c, -1);
    rows.add(
      {
        q,
        us: wallUs - firstWallUs,
        run,
        kind: record.k.charCodeAt(0),
        actor,
        type: typeIn(record),
        from: strings.idOf(fromOf(record)),
        to: strings.idOf(toOf(record)),
        cause: c < 0 ? -1 : findCause(rows, c, row, runFrom),
        request: strings.idOf(requestOf(record)),
        took: record.k === 'R' || record.k === 'O' ? numberOr(record.d, Number.NaN) : Number.NaN,
        isBad: hasFailed(record),
      },
      { address, length },
    );
    index(record, row, actor);
  };

  const index = (record: JournalRecord, row: number, actor: number): void => {
    const us = rows.us(row);
    switch (record.k) {
      case 'A': {
        const before = lives.newest(run, actor);
        if (isThere(before)) before.endRow = row;
        const parent = strings.idOf(record.p ?? parentOfName(record.a) ?? '');
        newLife({ name: actor, machine: strings.idOf(record.m ?? ''), parent, row, isBorn: true }).heard.push(row);
        return;
      }
      case 'T': {
        const { points } = lifeOf(actor, row);
        points.rows.push(row);
        points.states.push(rows.to(row));
        points.since.push(us);
        if (isRunning(rows.from(row)) && isEnded(rows.to(row))) exits.push(row);
        return;
      }
      case 'M': {
        const request = rows.request(row);
        if (actor === client) answered(row, request);
        else {
          lifeOf(actor, row).heard.push(row);
          const asked = request === 0 ? undefined : requestTable.get(requestOfId.get(request) ?? -1);
          if (asked !== undefined) asked.heardBy = actor;
        }
        if (record.e.startsWith('reply.')) troubles.push(row);
        return;
      }
      case 'I':
        naming.input(record);
        takeInput(record, row, actor);
        return;
      case 'E': {
        lifeOf(actor, row).effects.push(row);
        const call = rows.from(row);
        const before = effects.close(call);
        if (before >= 0) rows.setLink(before, row);
        effects.open(call, row);
        return;
      }
      case 'R': {
        const life = lifeOf(actor, row);
        const asked = effects.close(rows.from(row));
        if (asked >= 0) {
          rows.setLink(asked, row);
          rows.setLink(row, asked);
        }
        if (record.o === 'err') {
          life.marks.push(row);
          troubles.push(row);
        } else if (record.o === 'ok') {
          const took = rows.took(row);
          usual.add(rows.type(row), Number.isNaN(took) && asked >= 0 ? us - rows.us(asked) : took);
        }
        return;
      }
      case 'D': {
        const life = lives.newest(run, actor);
        if (isThere(life)) life.marks.push(row);
        troubles.push(row);
        return;
      }
      case 'Z': {
        const life = lifeOf(actor, row);
        if (record.how !== 'error') {
          if (life.endRow < 0) life.endRow = row;
          return;
        }
        life.marks.push(row);
        troubles.push(row);
        for (const asked of life.effects)
          if (rows.link(asked) < 0 && effects.close(rows.from(asked)) >= 0) rows.setLink(asked, row);
        lives.crashed(life, row);
        return;
      }
      case 'C':
        takeCheckpoint(record, row);
        return;
      case 'S':
        lifeOf(actor, row).contexts.push(row);
        if (isToBeNamed(actor)) naming.context(record);
        return;
      case 'V': {
        const life = lives.newest(run, actor);
        if (isThere(life)) life.marks.push(row);
        troubles.push(row);
        return;
      }
      case 'G':
        status.lost += numberOr(record.lost, 0);
        troubles.push(row);
        return;
      case 'O':
        if (record.ph === 'request')
          opened(row, rows.request(row), Number.isFinite(record.dl) ? (record.dl ?? 0) * 1000 : Number.NaN);
        else if (['answer', 'cancel', 'deadline', 'refused'].includes(record.ph)) answered(row, rows.request(row));
        if (hasFailed(record)) troubles.push(row);
        return;
      case 'N':
        return;
    }
  };

  const opened = (row: number, id: number, deadlineUs: number): void => {
    if (id === 0) return;
    const before = requests.close(id);
    if (before >= 0) rows.setLink(before, row);
    requests.open(id, row);
    requestOfId.set(id, row);
    requestTable.set(row, { row, cancelRow: -1, heardBy: 0, deadlineUs });
    const type = strings.textOf(rows.type(row));
    const same = byType.get(type);
    if (same === undefined) byType.set(type, [row]);
    else same.push(row);
  };
  const answered = (row: number, id: number): void => {
    const asked = id === 0 ? -1 : requests.close(id);
    if (asked < 0) return;
    rows.setLink(asked, row);
    rows.setLink(row, asked);
    requestOfId.delete(id);
    if (!rows.isBad(row)) usual.add(rows.type(asked), rows.us(row) - rows.us(asked));
  };
  const takeInput = (record: JournalRecord & { readonly k: 'I' }, row: number, actor: number): void => {
    const life = lives.newest(run, actor);
    if (isThere(life)) life.heard.push(row);
    const id = rows.request(row);
    if (record.s === 'rpc') opened(row, id, numberOr(record.dl, Number.NaN));
    else if (record.s === 'cancel') {
      const asked = requestTable.get(requestOfId.get(id) ?? -1);
      if (asked !== undefined) asked.cancelRow = row;
      told = told.filter((each) => each.id !== strings.textOf(id));
    }
    // Where nothing tells of answers, a result that failed is all that there is to see.
    if (!about.isUnfolded && failureIn(record) !== undefined) troubles.push(row);
  };
  const takeCheckpoint = (record: JournalRecord & { readonly k: 'C' }, row: number): void => {
    const base = rows.us(row) - record.t;
    for (const { a, m, v, s, w } of record.actors ?? []) {
      const name = strings.idOf(a);
      const machine = typeof m === 'string' ? strings.idOf(m) : 0;
      const life = lifeOf(name, row, machine);
      if (machine !== 0) life.machine = machine;
      const state = strings.idOf(v);
      const { points } = life;
      const isSame = points.states.at(-1) === state;
      if (!isSame) {
        points.rows.push(row);
        points.states.push(state);
        points.since.push(typeof s === 'number' && Number.isFinite(s) ? base + s : Number.NaN);
      }
      if (!Array.isArray(w)) continue;
      const calls = (w as readonly unknown[]).flatMap((each) => {
        const [call, since] = Array.isArray(each) ? (each as readonly unknown[]) : [];
        return typeof call === 'string' ? [{ name: strings.idOf(call), us: numberOr(since, Number.NaN) + base }] : [];
      });
      life.waits.push({ row, calls });
    }
    if (!Array.isArray(record.requests)) return;
    told = (record.requests as readonly unknown[]).flatMap((each): readonly ToldRequest[] => {
      const { id, e, a, t, dl } = (each ?? {}) as Readonly<Record<string, unknown>>;
      if (typeof id !== 'string' || typeof e !== 'string' || typeof t !== 'number') return [];
      const deadlineUs = typeof dl === 'number' ? base + dl : undefined;
      return [{ id, type: e, actor: typeof a === 'string' ? a : '', us: base + t, deadlineUs, row }];
    });
  };

  const takeMeta = (meta: Meta): void => {
    if (meta.k === 'live') {
      status.isLive = true;
      status.progress = 1;
      present = undefined;
    } else if (meta.k === 'progress') status.progress = Math.min(1, Math.max(0, numberOr(meta.done, 0)));
    else if (meta.k === 'trouble') trouble(String(meta.text));
    else if (meta.k === 'ended') {
      status.ended = String(meta.why);
      status.isLive = false;
      status.progress = 1;
      present = undefined;
    } else if (meta.k === 'present') present = presentOf(about, header, meta);
    else if (typeof meta.about === 'object' && meta.about !== null) about = { ...about, ...meta.about, id: about.id };
  };

  const onLine = (text: string, address: number, length: number) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      status.torn += 1;
      return;
    }
    const record = recordFrom(value);
    if (record === undefined) {
      const k = (value as { readonly k?: unknown } | null)?.k;
      if (typeof k === 'string' && metaKinds.has(k)) takeMeta(value as Meta);
      return;
    }
    if (record.k === 'H') {
      header = record;
      epochUs = numberOr(record.epochMs, 0) * 1000;
      isAfterHeader = true;
    } else take(record, address, length);
  };
  const cutter = openLineCutter({
    keep: rows.lines.add,
    line: onLine,
    tooLong: () => trouble('a line that is too long was left out'),
  });

  const keepBounded = () => {
    if (rows.end() - rows.first() <= mostRows) return;
    const before = rows.end() - Math.floor(mostRows * 0.75);
    effects.drop(before);
    requests.drop(before);
    for (const row of requestTable.keys()) {
      if (row >= before) break;
      requestTable.delete(row);
    }
    const gone = troubles.findIndex((row) => row >= before);
    troubles.splice(0, gone < 0 ? troubles.length : gone);
    rows.drop(before);
    trouble('the oldest records were dropped, for there are too many');
  };

  return {
    about: () => about,
    rows,
    strings,
    lives,
    runs,
    effects,
    requests,
    requestAt: (row) => requestTable.get(row),
    told: () => told,
    naming,
    paths,
    usual,
    troubles,
    exits,
    requestsOf: (type) => byType.get(type) ?? [],
    firstWallUs: () => firstWallUs ?? 0,
    status,
    present: () => present,
    version: () => version,
    startAt: (least) => {
      version = Math.max(version, least);
    },
    feed: (bytes) => {
      version += 1;
      cutter.feed(bytes);
      keepBounded();
    },
    end: () => {
      version += 1;
      cutter.end();
      status.progress = 1;
    },
    record: (row) => {
      const line = rows.line(row);
      return line.length === 0 ? undefined : (JSON.parse(decoder.decode(line)) as JournalRecord);
    },
    text: (row) => decoder.decode(rows.line(row)),
    setAbout: (its) => {
      about = its;
    },
  };
};

const metaKinds: ReadonlySet<string> = new Set([
  'live',
  'progress',
  'trouble',
  'about',
  'present',
  'ended',
] satisfies Meta['k'][]);

/** A source of one checkpoint: it answers what is asked of now. Undefined: it is no checkpoint. */
const presentOf = (
  about: SourceAbout,
  header: HeaderRecord | undefined,
  meta: Extract<Meta, { readonly k: 'present' }>,
): Source | undefined => {
  const record = recordFrom({ ...meta, k: 'C' });
  if (record === undefined || header === undefined) return undefined;
  const source = openSource({ ...about, isUnfolded: false });
  const lines = [header, record, { k: 'live' }].map((line) => JSON.stringify(line));
  source.feed(new TextEncoder().encode(`${lines.join('\n')}\n`));
  return source;
};

/** See {@link Row.from}. */
const fromOf = (record: JournalRecord): string => {
  switch (record.k) {
    case 'T':
      return record.v0;
    case 'M':
    case 'D':
      return record.f ?? '';
    case 'A':
      return record.p ?? '';
    case 'E':
    case 'R':
      return record.n;
    case 'I':
      return record.s;
    default:
      return '';
  }
};
/** See {@link Row.to}. */
const toOf = (record: JournalRecord): string => {
  switch (record.k) {
    case 'T':
      return record.v1;
    case 'A':
      return record.m ?? '';
    case 'Z':
      return record.how;
    case 'R':
      return record.o;
    case 'D':
      return record.why;
    case 'V':
      return record.verdict;
    case 'O':
      return record.ph;
    default:
      return '';
  }
};
