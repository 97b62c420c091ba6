/** What the worker does: streams with back-off, bytes that are packed, questions in between, news not too often. */
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import type { FromWorker, ToWorker } from '../../../src/inspector/page/messages.ts';
import { openDesk } from '../../../src/inspector/page/worker/desk.ts';
import { anotherTurn, openSlices } from '../../../src/inspector/page/worker/slices.ts';
import type { SourceAbout } from '../../../src/inspector/stream.ts';
import { chanceRun } from '../model/model-of.ts';

const about: SourceAbout = {
  id: 's',
  kind: 'recording',
  title: 'made',
  troubles: [],
  isUnfolded: true,
  hasContexts: true,
  canPlay: false,
};
const made = chanceRun('one life', 1);
const bytes = () => new TextEncoder().encode(made.text());

/** A worker whose page is here. */
const worker = (fetchIt: typeof fetch = () => Promise.reject(new Error('nothing is fetched here'))) => {
  const said: FromWorker[] = [];
  let heard: () => void = () => undefined;
  const desk = openDesk((message) => {
    said.push(message);
    heard();
  }, fetchIt);
  const until = async <Message extends FromWorker>(
    fits: (message: FromWorker) => message is Message,
  ): Promise<Message> => {
    for (;;) {
      const found = said.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  const connection = (state: string) =>
    until(
      (message): message is Extract<FromWorker, { type: 'connection' }> =>
        message.type === 'connection' && message.state === state,
    );
  const ask = (id: number, question: 'about', ask_: object) => {
    desk.hear({ type: 'ask', id, question, ask: ask_ });
    return said.find((message) => (message.type === 'answer' || message.type === 'refused') && message.id === id);
  };
  return { said, hear: (message: ToWorker) => desk.hear(message), until, connection, ask };
};
const rowsOf = (message: FromWorker | undefined) =>
  message?.type === 'answer' ? (message.answer as { readonly rows: number }).rows : message;

test.each([
  ['as they are', () => bytes()],
  ['packed', () => new Uint8Array(gzipSync(bytes()))],
])('bytes that the page has, %s: all rows, then news and the end', async (_, packed) => {
  const { hear, connection, ask, until } = worker();
  hear({ type: 'bytes', about, bytes: packed(), isLast: true });
  await connection('ended');
  expect(rowsOf(ask(1, 'about', { source: 's' }))).toBe(made.records.length);
  const news = await until((message): message is Extract<FromWorker, { type: 'news' }> => message.type === 'news');
  expect(news.versions.s).toBeGreaterThan(0);
});

test('bytes that are packed and damaged: what could be read, and why no more', async () => {
  const { hear, connection, ask } = worker();
  const packed = new Uint8Array(gzipSync(bytes()));
  hear({ type: 'bytes', about, bytes: packed.slice(0, packed.length / 2), isLast: true });
  expect((await connection('ended')).reason).toContain('what is packed is damaged');
  const answer = ask(1, 'about', { source: 's' });
  expect(answer).toMatchObject({ type: 'answer', answer: { progress: 1 } });
});

test('a stream that is lost: asked for again, with the token, and told anew', async () => {
  const asked: [string, string][] = [];
  const whole = bytes();
  const fetchIt = ((url: string, init: RequestInit) => {
    asked.push([url, new Headers(init.headers).get('authorization') ?? '']);
    const isFirst = asked.length === 1;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(isFirst ? whole.subarray(0, 3000) : whole);
        if (isFirst) controller.error(new Error('the wire is cut'));
        else controller.close();
      },
    });
    return Promise.resolve(new Response(body));
  }) as typeof fetch;
  const { hear, connection, ask } = worker(fetchIt);
  hear({ type: 'server', base: 'http://127.0.0.1:1', token: 'secret' });
  hear({ type: 'open', about });
  hear({ type: 'open', about });
  expect(await connection('lost')).toMatchObject({ retryMs: 250, reason: 'the wire is cut' });
  await connection('ended');
  expect(rowsOf(ask(1, 'about', { source: 's' }))).toBe(made.records.length);
  expect(asked).toEqual([
    ['http://127.0.0.1:1/api/stream?source=s', 'Bearer secret'],
    ['http://127.0.0.1:1/api/stream?source=s', 'Bearer secret'],
  ]);
});

test.each([401, 403, 404])('%i: refused in the server’s words, and not asked for again', async (status) => {
  const fetchIt = vi.fn(() => Promise.resolve(Response.json({ error: 'not you' }, { status })));
  const { hear, connection } = worker(fetchIt as unknown as typeof fetch);
  hear({ type: 'server', base: '', token: 't' });
  hear({ type: 'open', about });
  expect(await connection('refused')).toMatchObject({ reason: 'not you' });
  expect(fetchIt).toHaveBeenCalledTimes(1);
});

test('closed while it is read: no more is read, and it is not there', async () => {
  let cancelled = false;
  const fetchIt = ((_: string, { signal }: RequestInit) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(bytes());
        signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    signal?.addEventListener('abort', () => {
      cancelled = true;
    });
    return Promise.resolve(new Response(body));
  }) as typeof fetch;
  const { hear, connection, ask, until } = worker(fetchIt);
  hear({ type: 'server', base: '', token: 't' });
  hear({ type: 'open', about });
  await connection('open');
  await until((message): message is FromWorker => message.type === 'news');
  hear({ type: 'close', source: 's' });
  expect(cancelled).toBe(true);
  expect(ask(1, 'about', { source: 's' })).toMatchObject({ type: 'refused', reason: 'there is no source s' });
});

test('a question in the middle of much that comes: answered before all of it is taken', async () => {
  let now = 0;
  const slices = openSlices(() => now);
  let taken = 0;
  let seenAt = -1;
  const many = new Uint8Array(64 * 1024 * 50);
  const feeding = slices.feed(many, (slice) => {
    taken += slice.length;
    now += 3;
  });
  await anotherTurn();
  seenAt = taken;
  await feeding;
  expect(taken).toBe(many.length);
  expect(seenAt).toBeGreaterThan(0);
  expect(seenAt).toBeLessThan(many.length);
});
