/** An answer that stays true: asked again when the moment moves, or when there is news of the source. */
import { effect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AnswerOf, AskOf, Question } from '../model/questions.ts';
import { ask, news } from './ask.ts';
import { latest } from './latest.ts';
import { at, seconds, sourceId } from './state.ts';

/** What is asked; the source and the moment of the page are put in where they are not said. */
export type Given<Q extends Question> = Omit<AskOf<Q>, 'source' | 'at'> & {
  readonly source?: string;
  readonly at?: number;
};

export interface Answered<Q extends Question> {
  /** The last one that came: of the moment before, while the next is on its way; never of another source or actor. */
  readonly answer: AnswerOf<Q> | undefined;
  /** What that is the answer to: it may have been asked before what is asked now. */
  readonly asked: AskOf<Q> | undefined;
  /** Why there is none. */
  readonly wrong: string | undefined;
}

/** Questions that are not about a moment. */
const isTimeless: ReadonlySet<Question> = new Set<Question>([
  'about',
  'density',
  'record',
  'coverage',
  'diff',
  'file',
  'notes',
]);

/**
 * @param given undefined: nothing is asked.
 * @param restMs between an answer and the next question, for what need not be newer.
 */
export const useAnswer = <Q extends Question>(question: Q, given: Given<Q> | undefined, restMs = 0): Answered<Q> => {
  const [{ subject, ...answered }, set] = useState<Answered<Q> & { readonly subject: string }>(nothing);
  const isThere = useRef(true);
  useEffect(
    () => () => {
      isThere.current = false;
    },
    [],
  );
  const want = useMemo(
    () =>
      latest(
        (asked: AskOf<Q>) => ask(question, asked),
        (answer, asked) => {
          if (isThere.current) set({ answer, asked, wrong: undefined, subject: subjectOf(asked) });
        },
        (error, asked) => {
          const wrong = error instanceof Error ? error.message : 'no answer';
          if (isThere.current) set({ answer: undefined, asked, wrong, subject: subjectOf(asked) });
        },
        restMs,
      ),
    [question, restMs],
  );

  const key = given === undefined ? undefined : JSON.stringify(given);
  useEffect(() => {
    if (key === undefined) return;
    const told = JSON.parse(key) as Given<Q>;
    let last = '';
    return effect(() => {
      const source = told.source ?? sourceId.value;
      const row = told.at ?? at.value;
      // what came before a moment in the past stays as it is
      const version = isTimeless.has(question) || row === undefined ? news.value[source] : 0;
      const lasts = isTimeless.has(question) || row !== undefined ? 0 : seconds.value;
      const wanted = `${source} ${row} ${version} ${lasts}`;
      if (source === '' || wanted === last) return;
      last = wanted;
      want({ ...told, source, ...(isTimeless.has(question) ? {} : { at: row }) } as unknown as AskOf<Q>);
    });
  }, [want, question, key]);

  const isOfThis = given !== undefined && subjectOf({ source: sourceId.value, ...given }) === subject;
  return isOfThis ? answered : nothing;
};

const nothing = { answer: undefined, asked: undefined, wrong: undefined, subject: '' } as const;
const subjectOf = (asked: object): string => {
  const { source, actor } = asked as { readonly source?: string; readonly actor?: string };
  return `${source} ${actor ?? ''}`;
};
