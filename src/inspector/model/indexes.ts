/** What is looked up by actor, by call, by request: told of each record once it has its row. */
import { parentOfName } from '../../journal/actor-name.ts';
import type { CheckpointRecord, InputRecord, JournalRecord, ObservationRecord } from '../../journal/format.ts';
import { hasFailed } from '../../journal/subject.ts';
import { numberOr } from './fields.ts';
import { kinds } from './kinds.ts';
import { type LifeRows, type LifeTable, openLifeTable } from './lives.ts';
import { machineOfName, type Naming, openNaming } from './naming.ts';
import { type OpenSet, openOpenSet } from './open-set.ts';
import { openPaths, type Paths } from './paths.ts';
import { openRequestTable, type RequestTable } from './request-table.ts';
import type { Rows } from './rows.ts';
import { rememberedTest, type Strings } from './strings.ts';
import { openUsual, type Usual } from './usual.ts';

export interface Indexes {
  readonly lives: LifeTable;
  readonly paths: Paths;
  readonly naming: Naming;
  readonly usual: Usual;
  /** Calls of services. */
  readonly effects: OpenSet;
  readonly requests: RequestTable;
  /** Rows at which something went wrong, for people. */
  readonly troubles: number[];
  /** Rows in which something went wrong. */
  readonly bad: number[];
  /** Rows at which a container ended although nobody had stopped it. */
  readonly exits: number[];
  readonly lost: () => number;
  /** Before the record of this row is added. */
  readonly note: (row: number) => void;
  readonly see: (record: JournalRecord, row: number) => void;
  /** Another run begins at this row. */
  readonly newRun: (run: number, row: number) => void;
}

export const openIndexes = (rows: Rows, strings: Strings): Indexes => {
  const lives = openLifeTable();
  const paths = openPaths();
  const naming = openNaming();
  const usual = openUsual();
  const effects = openOpenSet(rows, (row) => rows.kind(row) === kinds.E);
  const requests = openRequestTable(rows, strings, usual);
  const troubles: number[] = [];
  const bad: number[] = [];
  const exits: number[] = [];
  const isRunning = rememberedTest(strings, (state) => /^(alive|running)/.test(state) && !/stopping/.test(state));
  const isEnded = rememberedTest(strings, (state) => /^(settling|exited|failed)/.test(state));
  const client = strings.idOf('client');
  const named = new Set<number>();
  let run = 0;
  let lost = 0;

  const newLife = (life: Omit<Parameters<LifeTable['add']>[0], 'run'>): LifeRows => {
    const added = lives.add({ ...life, run });
    paths.add(strings.textOf(life.name), added);
    return added;
  };
  /** It was there before its first record, where its birth is not told. */
  const lifeOf = (name: number, row: number): LifeRows => {
    const found = lives.newest(run, name);
    if (found !== undefined) return found;
    const text = strings.textOf(name);
    const machine = strings.idOf(machineOfName(text) ?? '');
    return newLife({ name, machine, parent: strings.idOf(parentOfName(text) ?? ''), row, isBorn: false });
  };
  const thereOf = (name: number): LifeRows | undefined => {
    const life = lives.newest(run, name);
    return life !== undefined && life.endRow < 0 ? life : undefined;
  };

  const see = (record: JournalRecord, row: number): void => {
    const actor = rows.actor(row);
    if (rows.isBad(row)) bad.push(row);
    switch (record.k) {
      case 'A': {
        const before = thereOf(actor);
        if (before !== undefined) before.endRow = row;
        const parent = strings.idOf(record.p ?? parentOfName(record.a) ?? '');
        newLife({ name: actor, machine: strings.idOf(record.m ?? ''), parent, row, isBorn: true }).heard.push(row);
        // Who is born of a request is who it is for.
        requests.heard(rows.request(rows.cause(row)), actor);
        return;
      }
      case 'T': {
        const { points } = lifeOf(actor, row);
        points.rows.push(row);
        points.states.push(rows.to(row));
        points.since.push(rows.us(row));
        if (isRunning(rows.from(row)) && isEnded(rows.to(row))) exits.push(row);
        return;
      }
      case 'M':
        if (actor === client) requests.answered(row, rows.request(row));
        else {
          lifeOf(actor, row).heard.push(row);
          requests.heard(rows.request(row), actor);
        }
        if (record.e.startsWith('reply.')) troubles.push(row);
        return;
      case 'I':
        seeInput(record, row, actor);
        return;
      case 'E': {
        lifeOf(actor, row).effects.push(row);
        const before = effects.close(rows.from(row));
        if (before >= 0) rows.setLink(before, row);
        effects.open(rows.from(row), row);
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
          usual.add(rows.type(row), Number.isNaN(took) && asked >= 0 ? rows.us(row) - rows.us(asked) : took);
        }
        return;
      }
      case 'Z': {
        const life = lifeOf(actor, row);
        if (record.how === 'error') crashed(life, row);
        else if (life.endRow < 0) life.endRow = row;
        return;
      }
      case 'D':
      case 'V':
        thereOf(actor)?.marks.push(row);
        troubles.push(row);
        return;
      case 'C':
        seeCheckpoint(record, row);
        return;
      case 'S':
        lifeOf(actor, row).contexts.push(row);
        // The first that is told has the names.
        if (!named.has(actor)) {
          named.add(actor);
          naming.context(record);
        }
        return;
      case 'G':
        lost += numberOr(record.lost, 0);
        troubles.push(row);
        return;
      case 'O':
        seeObservation(record, row);
        return;
      case 'N':
        return;
    }
  };

  const crashed = (life: LifeRows, row: number) => {
    life.marks.push(row);
    troubles.push(row);
    for (const asked of life.effects)
      if (rows.link(asked) < 0 && effects.close(rows.from(asked)) >= 0) rows.setLink(asked, row);
    lives.crashed(life, row);
  };
  const seeInput = (record: InputRecord, row: number, actor: number): void => {
    naming.input(record);
    thereOf(actor)?.heard.push(row);
    if (record.s === 'rpc') requests.opened(row, rows.request(row), numberOr(record.dl, Number.NaN));
    else if (record.s === 'cancel') requests.cancelled(row, rows.request(row));
  };
  /** What a tap sees of a call of a client. */
  const seeObservation = (record: ObservationRecord, row: number): void => {
    const id = rows.request(row);
    if (record.ph === 'request') requests.opened(row, id, numberOr(record.dl, Number.NaN) * 1000);
    else if (['answer', 'cancel', 'deadline', 'refused'].includes(record.ph)) requests.answered(row, id);
    if (hasFailed(record)) troubles.push(row);
  };
  const seeCheckpoint = (record: CheckpointRecord, row: number): void => {
    const baseUs = rows.us(row) - record.t;
    for (const { a, m, v, s, w } of record.actors ?? []) {
      const life = lifeOf(strings.idOf(a), row);
      if (typeof m === 'string') life.machine = strings.idOf(m);
      const state = strings.idOf(v);
      const { points } = life;
      if (points.states.at(-1) !== state) {
        points.rows.push(row);
        points.states.push(state);
        points.since.push(baseUs + numberOr(s, Number.NaN));
      }
      if (!Array.isArray(w)) continue;
      const calls = (w as readonly unknown[]).flatMap((each) => {
        const [call, since] = Array.isArray(each) ? (each as readonly unknown[]) : [];
        return typeof call === 'string' ? [{ name: strings.idOf(call), us: baseUs + numberOr(since, Number.NaN) }] : [];
      });
      life.waits.push({ row, calls });
    }
    if (Array.isArray(record.requests)) requests.tell(row, record.requests, baseUs);
  };

  return {
    lives,
    paths,
    naming,
    usual,
    effects,
    requests,
    troubles,
    bad,
    exits,
    lost: () => lost,
    note: (row) => {
      effects.note(row);
      requests.open.note(row);
    },
    see,
    newRun: (its, row) => {
      run = its;
      lives.endAll(row);
      effects.closeAll((asked) => rows.setLink(asked, row));
      requests.endAll(row);
    },
  };
};
