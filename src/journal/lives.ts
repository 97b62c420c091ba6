/** Records folded into who is there: each actor with its state, since when, what it waits for, and what it heard last. */
import { ownIdOf, parentOfName } from './actor-name.ts';
import type { JournalRecord } from './format.ts';
import type { Told } from './recording.ts';
import { actorOf, typeOf } from './subject.ts';

export interface Effect {
  /** Symbolic name of the call. */
  readonly name: string;
  readonly service: string;
  readonly q: number;
  readonly us: number;
}
export interface Life {
  readonly name: string;
  readonly machine: string | undefined;
  readonly parent: string | undefined;
  /** Dotted; empty: not known (yet). */
  state: string;
  /** When it came to this state; undefined: before the recording. */
  since: { readonly q: number; readonly us: number } | undefined;
  /** What it was asked for and has not answered, oldest first. */
  readonly pending: Map<string, Effect>;
  /** What it heard last. */
  last: { readonly type: string; readonly q: number; readonly us: number } | undefined;
  /** What went wrong last. */
  mark: string | undefined;
}

export interface Lives {
  readonly see: (told: Told) => void;
  /** Those that are there, in the order of their births. */
  readonly all: ReadonlyMap<string, Life>;
  /** Those that are over, as they were, oldest end first; the last thousands of them. */
  readonly over: ReadonlyMap<string, Life>;
  /** Records since which nothing is known for sure. */
  readonly lost: () => number;
}

/** Those that crashed are kept, to be seen; no more than these. */
const maxCrashed = 200;
const maxOver = 5000;

export const openLives = (): Lives => {
  const all = new Map<string, Life>();
  const over = new Map<string, Life>();
  const crashed: string[] = [];
  let run = 0;
  let lost = 0;

  const lifeOf = (name: string, machine?: string, parent = parentOfName(name)): Life => {
    // The end is told before the state that it came to.
    const found = all.get(name) ?? over.get(name);
    if (found !== undefined) return found;
    const life: Life = {
      name,
      machine,
      parent,
      state: '',
      since: undefined,
      pending: new Map(),
      last: undefined,
      mark: undefined,
    };
    all.set(name, life);
    return life;
  };

  const see = (record: JournalRecord, us: number): void => {
    const { q } = record;
    switch (record.k) {
      case 'A':
        all.delete(record.a);
        over.delete(record.a);
        lifeOf(record.a, record.m, record.p ?? parentOfName(record.a)).last = { type: 'born', q, us };
        return;
      case 'T': {
        const life = lifeOf(record.a);
        life.state = record.v1;
        life.since = { q, us };
        return;
      }
      case 'M':
        if (record.a !== 'client') lifeOf(record.a).last = { type: record.e, q, us };
        return;
      case 'I': {
        const life = all.get(actorOf(record));
        if (life !== undefined) life.last = { type: typeOf(record), q, us };
        return;
      }
      case 'E':
        lifeOf(record.a).pending.set(record.n, { name: record.n, service: ownIdOf(record.n), q, us });
        return;
      case 'R': {
        const life = lifeOf(record.a);
        life.pending.delete(record.n);
        if (record.o === 'err')
          life.mark = `${ownIdOf(record.n)} failed${record.e === undefined ? '' : `: ${record.e}`}`;
        return;
      }
      case 'D': {
        const life = all.get(record.a);
        if (life !== undefined) life.mark = `did not want ${record.e}`;
        return;
      }
      case 'Z': {
        const life = lifeOf(record.a);
        if (record.how !== 'error') {
          all.delete(record.a);
          over.set(record.a, life);
          if (over.size > maxOver) for (const oldest of over.keys()) if (over.delete(oldest)) break;
          return;
        }
        life.mark = 'crashed';
        life.pending.clear();
        crashed.push(record.a);
        if (crashed.length > maxCrashed) all.delete(crashed.shift() ?? '');
        return;
      }
      case 'C':
        for (const { a, m, v } of record.actors ?? []) {
          const life = lifeOf(a, m);
          life.since = life.state === v ? life.since : undefined;
          life.state = v;
        }
        return;
      case 'V': {
        const life = all.get(record.subject);
        if (life !== undefined) life.mark = record.name;
        return;
      }
      case 'G':
        lost += record.lost;
        return;
      default:
        return;
    }
  };
  return {
    see: ({ record, us, run: its }) => {
      if (its !== run) {
        all.clear();
        over.clear();
        crashed.length = 0;
        lost = 0;
        run = its;
      }
      see(record, us);
    },
    all,
    over,
    lost: () => lost,
  };
};
