/** What the worker does with what its page says; without a worker, for tests. */
import { type Model, openModel } from '../../model/model.ts';
import type { SourceAbout } from '../../stream.ts';
import type { FromWorker, ToWorker } from '../messages.ts';
import { openSlices } from './slices.ts';
import { readStream, type Served } from './streams.ts';

export interface Desk {
  readonly hear: (message: ToWorker) => void;
}

/** ms between two news; the first ones of a source come sooner, for somebody waits to see anything at all. */
const newsMs = 100;
const firstNewsMs = 10;

export const openDesk = (
  say: (message: FromWorker) => void,
  fetchIt: typeof globalThis.fetch = globalThis.fetch.bind(globalThis),
): Desk => {
  const model: Model = openModel({ clockUs: () => Date.now() * 1000 });
  const slices = openSlices(() => performance.now());
  const reading = new Map<string, AbortController>();
  const handed = new Map<string, { readonly sink: WritableStreamDefaultWriter<Uint8Array> }>();
  /** Sources whose bytes the page has brought. */
  const handedIn = new Set<string>();
  const told = new Map<string, number>();
  let served: Served | undefined;
  let isWaiting = false;
  let restMs = newsMs;

  const tellNews = () => {
    isWaiting = false;
    restMs = Math.min(newsMs, restMs * 2);
    const versions: Record<string, number> = {};
    let hasAny = false;
    for (const { id } of model.sources()) {
      const version = model.version(id);
      if (told.get(id) === version) continue;
      told.set(id, version);
      versions[id] = version;
      hasAny = true;
    }
    if (hasAny) say({ type: 'news', versions });
  };
  const changed = () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(tellNews, restMs);
  };

  const read = (about: SourceAbout) => {
    // what was handed in is here already
    if (reading.has(about.id) || handedIn.has(about.id)) return;
    if (served === undefined) {
      say({ type: 'connection', source: about.id, state: 'refused', reason: 'there is no server' });
      return;
    }
    const stop = new AbortController();
    reading.set(about.id, stop);
    model.open(about);
    void readStream({
      model,
      slices,
      served,
      about,
      signal: stop.signal,
      tell: (connection) => say({ type: 'connection', source: about.id, ...connection }),
      changed,
      fetch: fetchIt,
    });
  };

  /** Bytes go one after another through what unpacks them, where they are packed. */
  const take = (about: SourceAbout, bytes: Uint8Array<ArrayBuffer>, isLast: boolean) => {
    let its = handed.get(about.id);
    if (its === undefined) {
      handedIn.add(about.id);
      model.open(about);
      const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
      const through: TransformStream<Uint8Array, Uint8Array> = isPacked
        ? (new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>)
        : new TransformStream<Uint8Array, Uint8Array>();
      its = { sink: through.writable.getWriter() };
      handed.set(about.id, its);
      void takeAll(about, through.readable);
    }
    // What goes wrong is heard where it is read.
    its.sink.write(bytes).catch(() => undefined);
    if (isLast) its.sink.close().catch(() => undefined);
  };
  const takeAll = async (about: SourceAbout, readable: ReadableStream<Uint8Array>) => {
    const isWanted = () => model.version(about.id) >= 0;
    const reader = readable.getReader();
    let reason: string | undefined;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const feed = (slice: Uint8Array) => {
          model.feed(about.id, slice);
          changed();
        };
        await slices.feed(value, feed, isWanted);
      }
    } catch (error) {
      reason = `what is packed is damaged: ${error instanceof Error ? error.message : String(error)}`;
    }
    handed.delete(about.id);
    if (!isWanted()) return;
    if (reason !== undefined) model.feed(about.id, new TextEncoder().encode(`\n${trouble(reason)}\n`));
    model.end(about.id);
    say({ type: 'connection', source: about.id, state: 'ended', ...(reason === undefined ? {} : { reason }) });
    changed();
  };

  const answer = (message: Extract<ToWorker, { type: 'ask' }>) => {
    const { id, question, ask } = message;
    try {
      say({ type: 'answer', id, answer: model.answer(question, ask as never) });
    } catch (error) {
      say({ type: 'refused', id, reason: error instanceof Error ? error.message : String(error) });
    }
  };

  return {
    hear: (message) => {
      switch (message.type) {
        case 'server':
          served = message;
          return;
        case 'open':
          restMs = firstNewsMs;
          read(message.about);
          return;
        case 'bytes':
          restMs = firstNewsMs;
          take(message.about, message.bytes as Uint8Array<ArrayBuffer>, message.isLast);
          return;
        case 'close':
          reading.get(message.source)?.abort();
          reading.delete(message.source);
          handedIn.delete(message.source);
          model.close(message.source);
          told.delete(message.source);
          return;
        case 'note':
          if (model.source(message.source) !== undefined) model.note(message.source, message);
          changed();
          return;
        case 'unnote':
          if (model.source(message.source) !== undefined) model.unnote(message.source, message.note);
          changed();
          return;
        case 'ask':
          answer(message);
      }
    },
  };
};

const trouble = (text: string): string => JSON.stringify({ k: 'trouble', text });
