/** Streams of sources, read from the server for as long as they live, and again where they were lost. */
import type { Model } from '../../model/model.ts';
import type { SourceAbout } from '../../stream.ts';
import type { FromWorker } from '../messages.ts';
import type { Slices } from './slices.ts';

export interface Served {
  readonly base: string;
  readonly token: string;
}
type Connection = Omit<Extract<FromWorker, { type: 'connection' }>, 'type' | 'source'>;

export interface StreamOptions {
  readonly model: Model;
  readonly slices: Slices;
  readonly served: Served;
  readonly about: SourceAbout;
  /** Fires when the source is closed. */
  readonly signal: AbortSignal;
  readonly tell: (connection: Connection) => void;
  /** The model has changed. */
  readonly changed: () => void;
  readonly fetch?: typeof globalThis.fetch;
  readonly pause?: (ms: number) => Promise<void>;
}

const firstRetryMs = 250;
const mostRetryMs = 5000;
/** Answers after which it is no use to ask again. */
const finalStatus: ReadonlySet<number> = new Set([400, 401, 403, 404, 421]);

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Settles when the source has ended, was closed, or is refused. */
export const readStream = async (options: StreamOptions): Promise<void> => {
  const { model, about, signal, tell, pause = wait } = options;
  let retryMs = firstRetryMs;
  let isFirst = true;
  tell({ state: 'connecting' });
  while (!signal.aborted) {
    try {
      const response = await open(options);
      if (!response.ok || response.body === null) {
        const reason = await reasonOf(response);
        if (finalStatus.has(response.status)) return tell({ state: 'refused', reason });
        throw new Error(reason);
      }
      // It is told from its beginning again: until that has come to now, the old one answers.
      if (!isFirst) model.reopen(about.id);
      isFirst = false;
      tell({ state: 'open' });
      await readBody(options, response.body);
      retryMs = firstRetryMs;
      if (signal.aborted) return;
      if (about.kind !== 'live' && about.kind !== 'tap') {
        model.end(about.id);
        options.changed();
        return tell({ state: 'ended' });
      }
      tell({ state: 'lost', retryMs, reason: 'the stream has ended' });
    } catch (error) {
      if (signal.aborted) return;
      tell({ state: 'lost', retryMs, reason: error instanceof Error ? error.message : String(error) });
    }
    await pause(retryMs);
    retryMs = Math.min(mostRetryMs, retryMs * 2);
  }
};

const open = ({ served, about, signal, fetch = globalThis.fetch }: StreamOptions): Promise<Response> =>
  fetch(`${served.base}/api/stream?source=${encodeURIComponent(about.id)}`, {
    headers: { authorization: `Bearer ${served.token}` },
    cache: 'no-store',
    signal,
  });

const reasonOf = async (response: Response): Promise<string> => {
  const { error } = (await response.json().catch(() => ({}))) as { readonly error?: unknown };
  return typeof error === 'string' ? error : `the server says ${response.status}`;
};

const readBody = async ({ model, slices, about, signal, changed }: StreamOptions, body: ReadableStream<Uint8Array>) => {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      await slices.feed(
        value,
        (slice) => {
          model.feed(about.id, slice);
          changed();
        },
        () => !signal.aborted,
      );
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
};
