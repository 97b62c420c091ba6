/** What the help says that is said nowhere else. */
import type { Tone } from '../../model/questions.ts';

export const signs: Readonly<Record<Tone, string>> = {
  rest: 'waits to be told something',
  busy: 'something is under way, and it waits for that',
  good: 'does what it is there for',
  bad: 'went wrong, or nobody knows how it is',
  gone: 'over, or stopped',
};

/** As the question `pods` understands it. */
export const filterHelp: readonly (readonly [word: string, about: string])[] = [
  ['web', 'the name, the namespace, the id, or a container has it'],
  ['ns:default', 'the namespace is it'],
  ['state:stopping', 'it, or a container, is in this state; or a word of the state; * is anything'],
  ['age>30s', 'in its state for longer; age<5m for less'],
  ['waits:attachNetwork', 'it, or a container, waits for this service'],
  ['mark:', 'something went wrong with it; mark:failed: with this word'],
  ['is:bad', 'in trouble; is:busy, is:ready'],
  ['is:over', 'also those that are over'],
];

/** Keys of lists, and of a pod's page: they are not there while the help is shown. */
export const listKeys = {
  title: 'In lists, and on the page of a pod',
  map: {
    j: { about: 'next row' },
    k: { about: 'row before' },
    Enter: { about: 'open the row' },
    t: { about: 'timeline' },
    s: { about: 'sequence' },
    c: { about: 'chart' },
    d: { about: 'diff' },
  },
} as const;
