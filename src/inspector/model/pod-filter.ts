/**
 * Which pods are listed. Words, all of which have to fit; a minus before one means that it must not:
 *
 *     web                 the name, the namespace or the id has it
 *     ns:default          the namespace is it
 *     state:stopping      its state, or a word of it, is it; `*` for anything
 *     age>30s  age<5m     for how long it has been in its state
 *     waits:createTask    it, or one of its containers, waits for this service
 *     mark:  mark:failed  something went wrong with it; what, has this word
 *     is:over             also those that are over; is:ready, is:busy, is:bad by how it is going
 */
import { stateLike, typeLike } from '../../journal/query/patterns.ts';
import { spanOf } from '../../journal/query/times.ts';
import type { PodRow } from './questions.ts';

export interface PodFilter {
  /** Those that are over are wanted, too. */
  readonly hasOver: boolean;
  readonly fits: (pod: PodRow) => boolean;
  /** Why it cannot be understood. */
  readonly wrong: string | undefined;
}

const longestFilter = 1000;

export const podFilterOf = (text: string): PodFilter => {
  if (text.length > longestFilter) return { hasOver: false, fits: () => true, wrong: 'it is too long' };
  const words = text.split(/\s+/).filter((word) => word !== '');
  const tests: ((pod: PodRow) => boolean)[] = [];
  let hasOver = false;
  for (const each of words) {
    const isNot = each.startsWith('-') && each.length > 1;
    const word = isNot ? each.slice(1) : each;
    const test = testOf(word);
    if (typeof test === 'string') return { hasOver: false, fits: () => true, wrong: test };
    if (word === 'is:over' && !isNot) hasOver = true;
    else tests.push(isNot ? (pod) => !test(pod) : test);
  }
  return { hasOver, fits: (pod) => tests.every((test) => test(pod)), wrong: undefined };
};

const testOf = (word: string): ((pod: PodRow) => boolean) | string => {
  const [, sign, amount = ''] = /^age([<>])=?(.*)$/.exec(word) ?? [];
  if (sign !== undefined) {
    const span = spanOf(amount);
    if (span === undefined) return `"${amount}" is no time: 30s, 5m, 100ms`;
    return ({ ageUs }) => ageUs !== undefined && (sign === '>' ? ageUs >= span : ageUs <= span);
  }
  const [, key, value = ''] = /^([a-z]+):(.*)$/.exec(word) ?? [];
  if (key === undefined || key === 'pod' || key === 'ctr') {
    const low = word.toLowerCase();
    return ({ name, namespace, actor, containers }) =>
      [name, namespace, actor, ...containers.flatMap((each) => [each.name, each.actor])].some((text) =>
        text.toLowerCase().includes(low),
      );
  }
  if (key === 'mark') return ({ mark }) => mark?.toLowerCase().includes(value.toLowerCase()) ?? false;
  if (value === '') return `"${key}:" needs a value`;
  switch (key) {
    case 'ns':
    case 'namespace':
      return ({ namespace }) => namespace === value;
    case 'state': {
      const fits = stateLike(value);
      return ({ state, containers }) => fits(state) || containers.some((each) => fits(each.state));
    }
    case 'waits': {
      const fits = typeLike(value);
      return ({ waits }) => waits.some(({ service }) => fits(service));
    }
    case 'is':
      if (value === 'over') return ({ isOver }) => isOver;
      if (value === 'ready') return ({ tone }) => tone === 'good';
      if (value === 'bad') return ({ tone, containers }) => tone === 'bad' || containers.some((c) => c.tone === 'bad');
      if (value === 'busy') return ({ tone }) => tone === 'busy';
      return `"is:${value}" is not known; there are is:over, is:ready, is:busy, is:bad`;
    default:
      return `there is no "${key}:"; there are state:, ns:, waits:, mark:, is:, age>`;
  }
};
