/** The page's side of its worker: questions go in, answers come out, and news says when it is worth asking again. */
import { signal } from '@preact/signals';
import type { AnswerOf, AskOf, Question } from '../model/questions.ts';
import type { SourceAbout } from '../stream.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { connections } from './state.ts';

export { useAnswer } from './use-answer.ts';

/** What is used of a `Worker`. */
export interface Port {
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
}

/** Source id → version; changes at most ten times a second. */
export const news = signal<Readonly<Record<string, number>>>({});

interface Open {
  readonly settle: (answer: unknown) => void;
  readonly refuse: (error: Error) => void;
}

let port: Port | undefined;
let lastId = 0;
const open = new Map<number, Open>();
/** Questions that are not answered yet, by what they ask. */
const inFlight = new Map<string, Promise<unknown>>();

/** @param server undefined: bytes are handed in, nothing is fetched. */
export const openWorker = (worker: Port, server?: { readonly base: string; readonly token: string }): void => {
  port = worker;
  worker.onmessage = ({ data }) => hear(data);
  if (server !== undefined) worker.postMessage({ type: 'server', ...server });
};

const hear = (message: FromWorker): void => {
  switch (message.type) {
    case 'news':
      news.value = { ...news.value, ...message.versions };
      return;
    case 'connection':
      connections.value = { ...connections.value, [message.source]: message };
      return;
    case 'answer':
      open.get(message.id)?.settle(message.answer);
      open.delete(message.id);
      return;
    case 'refused':
      open.get(message.id)?.refuse(new Error(message.reason));
      open.delete(message.id);
  }
};

const tell = (message: ToWorker, transfer: Transferable[] = []): void => {
  if (port === undefined) throw new Error('there is no worker yet');
  port.postMessage(message, transfer);
};

/** The worker reads it from the server from now on. */
export const openSource = (about: SourceAbout): void => tell({ type: 'open', about });

/** A recording that the page has itself. The bytes are not the page's any more. */
export const openBytes = (about: SourceAbout, bytes: Uint8Array<ArrayBuffer>): void =>
  tell({ type: 'bytes', about, bytes, isLast: true }, [bytes.buffer]);

/** It is kept in the worker, beside the records, for as long as the page is open. */
export const writeNote = (
  source: string,
  { run, q }: { readonly run: number; readonly q: number },
  text: string,
): void => tell({ type: 'note', source, run, q, text });
export const removeNote = (source: string, note: number): void => tell({ type: 'unnote', source, note });

/** @throws Error in words, where it cannot be answered. The same question is not asked twice at a time. */
export const ask = <Q extends Question>(question: Q, args: AskOf<Q>): Promise<AnswerOf<Q>> => {
  const key = `${question} ${JSON.stringify(args)}`;
  const same = inFlight.get(key);
  if (same !== undefined) return same as Promise<AnswerOf<Q>>;
  const answer = new Promise<unknown>((settle, refuse) => {
    lastId += 1;
    open.set(lastId, { settle, refuse });
    tell({ type: 'ask', id: lastId, question, ask: args });
  }).finally(() => inFlight.delete(key));
  inFlight.set(key, answer);
  return answer as Promise<AnswerOf<Q>>;
};
