/** What differs between two sources, asked again when either has news; no more often than once in a while, for it is work. */
import { useEffect, useState } from 'preact/hooks';
import type { DiffAnswer } from '../../model/questions.ts';
import { ask, news } from '../ask.ts';
import { wordsOf } from './made.ts';

export interface DiffAsked {
  readonly left: string;
  readonly right: string;
  readonly leftActor: string | undefined;
  readonly rightActor: string | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly isOnlyDifferences: boolean;
}
interface Found {
  readonly answer: DiffAnswer | undefined;
  readonly wrong: string | undefined;
}

const restMs = 300;

export const useDiff = (asked: DiffAsked | undefined): Found => {
  const [found, set] = useState<Found & { readonly of: string }>({ answer: undefined, wrong: undefined, of: '' });
  const of = asked === undefined ? '' : `${asked.left} ${asked.right} ${asked.leftActor} ${asked.rightActor}`;
  const versions = asked === undefined ? '' : `${news.value[asked.left]} ${news.value[asked.right]}`;
  const key = JSON.stringify([asked, versions]);
  useEffect(() => {
    if (asked === undefined) return;
    let isThere = true;
    const get = (): void => {
      ask('diff', asked).then(
        (answer) => isThere && set((before) => ({ answer: withDurations(answer, before, of), wrong: undefined, of })),
        (error: unknown) => isThere && set({ answer: undefined, wrong: wordsOf(error), of }),
      );
    };
    const timer = setTimeout(get, found.of === of ? 0 : restMs);
    return () => {
      isThere = false;
      clearTimeout(timer);
    };
  }, [key]);
  return found.of === of ? found : { answer: undefined, wrong: undefined };
};

/** They are told with the first part of the rows only. */
const withDurations = (answer: DiffAnswer, before: Found & { readonly of: string }, of: string): DiffAnswer =>
  answer.durations.length > 0 || before.of !== of ? answer : { ...answer, durations: before.answer?.durations ?? [] };
