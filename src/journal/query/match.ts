/** Questions, answered record by record. */
import { laneOfName, namesLike } from '../actor-name.ts';
import type { JournalRecord } from '../format.ts';
import { type Life, openLives } from '../lives.ts';
import type { Told } from '../recording.ts';
import { actorOf, hasFailed, othersOf, outcomeOf, requestOf, textOf, tookOf, typeOf } from '../subject.ts';
import { kindNames } from '../wording.ts';
import { QueryInvalid, type Term } from './parse.ts';
import { globOf, kindOf, rangeOf, someOf, stateLike, typeLike } from './patterns.ts';
import { type Bounds, momentOf, spanOf } from './times.ts';

/** Whether a record fits; told of all of them, in order. */
export type Matcher = (told: Told) => boolean;

type Test = (told: Told, facts: Facts) => boolean;
/** What is known when the record comes: of the actor as it was before it. */
interface Facts {
  readonly stateOf: (record: JournalRecord) => string;
  readonly isWaiting: (record: JournalRecord, fits: (service: string) => boolean) => boolean;
}

/**
 * @param bounds of the recording; needed where a time is told from its end, and where it is told by the clock.
 * @throws QueryInvalid
 */
export const matcherOf = (query: string, terms: readonly Term[], bounds: Bounds): Matcher => {
  const wrong = (term: Term, value: string, what: string): never => {
    throw new QueryInvalid(query, term.at, value.length, what);
  };
  const tests = terms.map((term): Test => {
    const test = testOf(term, bounds, (value, what) => wrong(term, value, what));
    return term.isNot ? (told, facts) => !test(told, facts) : test;
  });
  if (!terms.some(({ key }) => key === 'in' || key === 'while')) {
    const nothing: Facts = { stateOf: () => '', isWaiting: () => false };
    return (told) => tests.every((test) => test(told, nothing));
  }
  const lives = openLives();
  const byLane = (name: string): Life | undefined => {
    const lane = laneOfName(name);
    let newest: Life | undefined;
    for (const life of lives.all.values())
      if (life.machine !== undefined && laneOfName(life.name) === lane && life.name.endsWith(ownPart(life.name, lane)))
        newest = life;
    return newest;
  };
  const lifeOf = (record: JournalRecord): Life | undefined => {
    const name = actorOf(record);
    return name === '' ? undefined : (lives.all.get(name) ?? byLane(name));
  };
  const facts: Facts = {
    stateOf: (record) => (record.k === 'T' ? record.v0 : (lifeOf(record)?.state ?? '')),
    isWaiting: (record, fits) => {
      const life = lifeOf(record);
      if (life === undefined) return false;
      const pod = life.name.split('/')[0] ?? life.name;
      for (const { name, pending } of lives.all.values()) {
        if (name !== life.name && !name.startsWith(`${life.name}/`) && name !== pod) continue;
        for (const { service } of pending.values()) if (fits(service)) return true;
      }
      return false;
    },
  };
  return (told) => {
    const isIt = tests.every((test) => test(told, facts));
    lives.see(told);
    return isIt;
  };
};

/** `ctr:c0` stands at the end of the name of the container itself. */
const ownPart = (name: string, lane: string): string => {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last.replace(/#\d+$/, '') === lane ? last : '\u0000';
};

const testOf = (term: Term, bounds: Bounds, wrong: (value: string, what: string) => never): Test => {
  const { key, values } = term;
  const [value = ''] = values;
  switch (key) {
    case 'kind': {
      const letters = new Set(
        values.map(
          (each) =>
            kindOf.get(each.toLowerCase()) ??
            wrong(each, `there is no kind "${each}"; there are ${Object.values(kindNames).join(', ')}`),
        ),
      );
      return ({ record }) => letters.has(record.k);
    }
    case 'actor': {
      const fits = someOf(values.map(namesLike));
      return ({ record }) => fits(actorOf(record));
    }
    case 'from': {
      const fits = someOf(values.map(namesLike));
      return ({ record }) => othersOf(record).some(fits);
    }
    case 'type': {
      const fits = someOf(values.map(typeLike));
      return ({ record }) => fits(typeOf(record));
    }
    case 'source': {
      const fits = someOf(values.map(typeLike));
      return ({ record }) => record.k === 'I' && fits(record.s);
    }
    case 'req': {
      const globs = values.map(globOf);
      return ({ record }) => globs.some((glob) => glob.test(requestOf(record)));
    }
    case 'state': {
      const fits = someOf(values.map(stateLike));
      return ({ record }) => record.k === 'T' && (fits(record.v0) || fits(record.v1));
    }
    case 'to': {
      const fits = someOf(values.map(stateLike));
      return ({ record }) => record.k === 'T' && fits(record.v1);
    }
    case 'in': {
      const fits = someOf(values.map(stateLike));
      return ({ record }, { stateOf }) => fits(stateOf(record));
    }
    case 'while': {
      const fits = someOf(values.map(typeLike));
      return ({ record }, { isWaiting }) => isWaiting(record, fits);
    }
    case 'outcome': {
      const globs = values.map(globOf);
      return ({ record }) => globs.some((glob) => glob.test(outcomeOf(record)));
    }
    case 'took': {
      const [, sign, amount = ''] = /^([<>])=?(.+)$/.exec(value) ?? [];
      const limit = spanOf(amount) ?? wrong(value, 'how long is told as >2s or <10ms');
      return ({ record }) => {
        const took = tookOf(record);
        return took !== undefined && (sign === '>' ? took >= limit : took <= limit);
      };
    }
    case 'since':
    case 'until': {
      const moment =
        momentOf(value, bounds) ??
        wrong(value, 'a time is 12.5s from the beginning, -5m before the end, 13:37:00, or 2026-11-21T13:37:00Z');
      return key === 'since' ? ({ us }) => us >= moment : ({ us }) => us <= moment;
    }
    case 'q': {
      const ranges = values.map((each) => rangeOf(each) ?? wrong(each, 'numbers are 17, 100..200, 100.. or ..200'));
      return ({ record: { q } }) => ranges.some(([from, to]) => Math.floor(q) >= from && Math.floor(q) <= to);
    }
    case 'cause': {
      const numbers = values.map((each) =>
        /^\d+$/.test(each) ? Number(each) : wrong(each, 'is no number of a record'),
      );
      return ({ record }) => record.c !== undefined && numbers.includes(record.c);
    }
    case 'failed':
      return ({ record }) => hasFailed(record);
    case 'text': {
      const words = value.toLowerCase();
      return ({ record }) => textOf(record).toLowerCase().includes(words);
    }
  }
};
