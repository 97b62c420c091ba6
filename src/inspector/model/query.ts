/**
 * Questions of `src/journal/query`, answered over the columns: a text is tested once, whatever the number of rows that have it.
 * Rows are looked at once; what comes later is added.
 */
import { laneOfName, namesLike } from '../../journal/actor-name.ts';
import { QueryInvalid, type Term } from '../../journal/query/parse.ts';
import { globOf, kindOf, rangeOf, someOf, stateLike, typeLike } from '../../journal/query/patterns.ts';
import { momentOf, spanOf } from '../../journal/query/times.ts';
import { kindNames } from '../../journal/wording.ts';
import { isThere, stateAt } from './at.ts';
import type { LifeRows } from './lives.ts';
import { kinds, type Source } from './source.ts';
import { rememberedTest } from './strings.ts';

export type RowTest = (row: number) => boolean;

/** Cheap ones first: words have to be looked for in the lines themselves. */
const dear: Readonly<Record<string, number>> = { in: 1, while: 2, text: 3 };

/** @param lastUs what times before the end are counted from. @throws QueryInvalid */
export const rowTestOf = (source: Source, query: string, terms: readonly Term[], lastUs: number): RowTest => {
  const sorted = terms.toSorted((a, b) => (dear[a.key] ?? 0) - (dear[b.key] ?? 0));
  const tests = sorted.map((term) => {
    const test = testOf(source, query, term, lastUs);
    return term.isNot ? (row: number) => !test(row) : test;
  });
  return (row) => {
    for (const test of tests) if (!test(row)) return false;
    return true;
  };
};

const testOf = (source: Source, query: string, { key, values, at }: Term, lastUs: number): RowTest => {
  const { rows, strings } = source;
  const [value = ''] = values;
  const wrong = (text: string, what: string): never => {
    throw new QueryInvalid(query, at, text.length, what);
  };
  const remembered = (test: (text: string) => boolean) => rememberedTest(strings, test);
  switch (key) {
    case 'kind': {
      const codes = new Set(
        values.map((each) =>
          (
            kindOf.get(each.toLowerCase()) ??
            wrong(each, `there is no kind "${each}"; there are ${Object.values(kindNames).join(', ')}`)
          ).charCodeAt(0),
        ),
      );
      return (row) => codes.has(rows.kind(row));
    }
    case 'actor': {
      const fits = remembered(someOf(values.map(namesLike)));
      return (row) => fits(rows.actor(row));
    }
    case 'from': {
      const fits = remembered(someOf(values.map(namesLike)));
      const others: ReadonlySet<number> = new Set([kinds.M, kinds.D, kinds.A, kinds.E, kinds.R]);
      return (row) => others.has(rows.kind(row)) && rows.from(row) !== 0 && fits(rows.from(row));
    }
    case 'type': {
      const fits = remembered(someOf(values.map(typeLike)));
      return (row) => fits(rows.type(row));
    }
    case 'source': {
      const fits = remembered(someOf(values.map(typeLike)));
      return (row) => rows.kind(row) === kinds.I && fits(rows.from(row));
    }
    case 'req': {
      const globs = values.map(globOf);
      const fits = remembered((text) => globs.some((glob) => glob.test(text)));
      return (row) => fits(rows.request(row));
    }
    case 'state': {
      const fits = remembered(someOf(values.map(stateLike)));
      return (row) => rows.kind(row) === kinds.T && (fits(rows.from(row)) || fits(rows.to(row)));
    }
    case 'to': {
      const fits = remembered(someOf(values.map(stateLike)));
      return (row) => rows.kind(row) === kinds.T && fits(rows.to(row));
    }
    case 'in': {
      const fits = someOf(values.map(stateLike));
      return (row) => fits(stateBefore(source, row));
    }
    case 'while':
      return whileTest(source, remembered(someOf(values.map(typeLike))));
    case 'outcome': {
      const globs = values.map(globOf);
      const fits = remembered((text) => globs.some((glob) => glob.test(text)));
      const none = fits(0);
      const ends: ReadonlySet<number> = new Set([kinds.R, kinds.Z, kinds.V]);
      return (row) => (ends.has(rows.kind(row)) ? fits(rows.to(row)) : none);
    }
    case 'took': {
      const [, sign, amount = ''] = /^([<>])=?(.+)$/.exec(value) ?? [];
      const limit = spanOf(amount) ?? wrong(value, 'how long is told as >2s or <10ms');
      return sign === '>' ? (row) => rows.took(row) >= limit : (row) => rows.took(row) <= limit;
    }
    case 'since':
    case 'until': {
      const moment =
        momentOf(value, { firstWallUs: source.firstWallUs(), lastUs }) ??
        wrong(value, 'a time is 12.5s from the beginning, -5m before the end, 13:37:00, or 2026-11-21T13:37:00Z');
      return key === 'since' ? (row) => rows.us(row) >= moment : (row) => rows.us(row) <= moment;
    }
    case 'q': {
      const ranges = values.map((each) => rangeOf(each) ?? wrong(each, 'numbers are 17, 100..200, 100.. or ..200'));
      return (row) => {
        const q = Math.floor(rows.q(row));
        return ranges.some(([from, to]) => q >= from && q <= to);
      };
    }
    case 'cause': {
      const numbers = values.map((each) =>
        /^\d+$/.test(each) ? Number(each) : wrong(each, 'is no number of a record'),
      );
      return (row) => rows.cause(row) >= 0 && numbers.includes(rows.q(rows.cause(row)));
    }
    case 'failed':
      return (row) => rows.isBad(row);
    case 'text': {
      const words = value.toLowerCase();
      return (row) => source.text(row).toLowerCase().includes(words);
    }
  }
};

/** Of the actor that a row is about, before it. */
const stateBefore = (source: Source, row: number): string => {
  const { rows, strings } = source;
  if (rows.kind(row) === kinds.T) return strings.textOf(rows.from(row));
  const life = lifeMeant(source, row);
  return life === undefined ? '' : stateAt(source, life, row - 1).state;
};

/** Whom a row is about, if that was there before it; of a call of a service, the pod or container that waits for it. */
const lifeMeant = ({ rows, strings, lives, paths }: Source, row: number): LifeRows | undefined => {
  const name = rows.actor(row);
  if (name === 0) return undefined;
  const run = rows.run(row);
  const wasThere = (life: LifeRows) => life.run === run && isThere(life, row - 1);
  const text = strings.textOf(name);
  return lives.named(name).find(wasThere) ?? paths.named(laneOfName(text)).findLast(wasThere);
};

/** Whether the actor, what is below it, or its pod waits for a service that fits, before the row. */
const whileTest = (source: Source, fits: (id: number) => boolean): RowTest => {
  const { rows, strings } = source;
  /** Rows at which such services were asked, by pod. */
  const asked = new Map<string, number[]>();
  let read = rows.first();
  const readOn = () => {
    for (; read < rows.end(); read += 1) {
      if (rows.kind(read) !== kinds.E || !fits(rows.type(read))) continue;
      const pod = podOf(strings.textOf(rows.actor(read)));
      const same = asked.get(pod);
      if (same === undefined) asked.set(pod, [read]);
      else same.push(read);
    }
  };
  return (row) => {
    if (read < rows.end()) readOn();
    const life = lifeMeant(source, row);
    if (life === undefined) return false;
    const name = strings.textOf(life.name);
    const pod = podOf(name);
    return (asked.get(pod) ?? []).some((call) => {
      if (call >= row) return false;
      const end = rows.link(call);
      if (end >= 0 && end < row) return false;
      const waiter = strings.textOf(rows.actor(call));
      return waiter === name || waiter === pod || waiter.startsWith(`${name}/`);
    });
  };
};

const podOf = (name: string): string => name.split('/')[0] ?? name;
