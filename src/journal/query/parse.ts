/** Questions to a journal, as they are written: `kind:dead actor:pod/* -type:stop since:-5m q:100..200 failed "in words"`. */

/** A question that cannot be understood; `at` is the place in it, from 0. */
export class QueryInvalid extends Error {
  override readonly name = 'QueryInvalid';
  readonly query: string;
  readonly at: number;
  readonly length: number;

  constructor(query: string, at: number, length: number, what: string) {
    super(what);
    this.query = query;
    this.at = at;
    this.length = Math.max(1, length);
  }
}

export interface Term {
  readonly isNot: boolean;
  readonly key: Key;
  /** Alternatives, for one of them has to fit; of `text`, `failed` and `since`: one. */
  readonly values: readonly string[];
  /** Place of the value. */
  readonly at: number;
}

/** Keys with what they are about, for the help and for errors. */
export const keys = {
  kind: 'input, born, ended, message, state, asked, answer, dead, verdict, note, gap, call, checkpoint',
  actor: 'who it is about, by symbolic name: pod:ID, pod:ID/*, ctr:c0',
  from: 'who said it',
  type: 'what was said, or which service or method: container.stop, stop, createTask',
  source: 'of an input: rpc, cancel, svc, fact, timer …',
  req: 'request id',
  state: 'the state that is left or entered: running, stopping*',
  to: 'the state that is entered',
  in: 'the state that the actor is in by then',
  while: 'a service that the actor, its pod or its containers wait for by then: attachNetwork',
  outcome: 'of an answer ok, err or cancel; of an end done, error or stopped',
  took: 'how long it took: >2s, <10ms',
  since: 'from a time on: 12.5s from the beginning, -5m before the end, 13:37:00 or a date',
  until: 'up to a time',
  q: 'numbers: 100..200, 100.., 17',
  cause: 'the number of what caused it',
  text: 'words anywhere in the record',
} as const;
export type Key = keyof typeof keys | 'failed';

const isKey = (word: string): word is keyof typeof keys => Object.hasOwn(keys, word);
const longestQuery = 4096;

/** @throws QueryInvalid */
export const parseQuery = (query: string): readonly Term[] => {
  if (query.length > longestQuery) throw new QueryInvalid(query.slice(0, 60), 0, 1, 'it is too long');
  const terms: Term[] = [];
  let at = 0;
  while (at < query.length) {
    if (/\s/.test(query[at] ?? '')) {
      at += 1;
      continue;
    }
    const start = at;
    const isNot = query[at] === '-';
    if (isNot) at += 1;
    const key = /^[a-zA-Z]+(?=:)/.exec(query.slice(at))?.[0];
    const keyAt = at;
    if (key !== undefined) at += key.length + 1;
    const [text, end] = wordAt(query, at);
    if (key === undefined) {
      if (text === '') throw new QueryInvalid(query, start, 1, 'a word or a key is missing');
      const isFailed = text === 'failed' && query[at] !== '"';
      terms.push({ isNot, key: isFailed ? 'failed' : 'text', values: [text], at });
    } else {
      if (!isKey(key)) throw new QueryInvalid(query, keyAt, key.length, `there is no key "${key}"${nearest(key)}`);
      if (text === '') throw new QueryInvalid(query, at, 1, `"${key}:" needs a value: ${keys[key]}`);
      const values = key === 'text' || query[at] === '"' ? [text] : text.split(',');
      if (values.includes('')) throw new QueryInvalid(query, at, end - at, 'an alternative is empty');
      terms.push({ isNot, key, values, at });
    }
    at = end;
  }
  return terms;
};

/** Up to the next blank, or what stands between quotes. @returns it and where it ends */
const wordAt = (query: string, at: number): readonly [string, number] => {
  if (query[at] !== '"') {
    const word = /^\S*/.exec(query.slice(at))?.[0] ?? '';
    const quote = word.indexOf('"');
    if (quote >= 0) throw new QueryInvalid(query, at + quote, 1, 'a quote in the middle of a word');
    return [word, at + word.length];
  }
  const close = query.indexOf('"', at + 1);
  if (close < 0) throw new QueryInvalid(query, at, query.length - at, 'this quote is not closed');
  if (close + 1 < query.length && !/\s/.test(query[close + 1] ?? ''))
    throw new QueryInvalid(query, close + 1, 1, 'after a closing quote comes a blank');
  return [query.slice(at + 1, close), close + 1];
};

const nearest = (word: string): string => {
  const lower = word.toLowerCase();
  const found = Object.keys(keys).find((key) => key === lower || key.startsWith(lower) || lower.startsWith(key));
  return found === undefined ? `; there are ${Object.keys(keys).join(', ')}` : `; did you mean "${found}"?`;
};

/** The question, with a mark under the place that is meant, and why. */
export const pointAt = ({ query, at, length, message }: QueryInvalid): readonly string[] => [
  query.replace(/\p{Cc}/gu, ' '),
  `${' '.repeat(at)}${'^'.repeat(Math.min(length, Math.max(1, query.length - at)))}`,
  message,
];
