/** The SPDY connection itself: headers, windows, limits, and clients that break the rules. */

import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { openSpdy, type SpdyConnection, type SpdyOptions } from '../../../src/cri/streaming/spdy/connection.ts';
import { headerDictionary } from '../../../src/cri/streaming/spdy/dictionary.ts';
import { dataHead, finFlag, frameReader, frameTypes } from '../../../src/cri/streaming/spdy/frames.ts';
import { openHeaderCodec } from '../../../src/cri/streaming/spdy/header-block.ts';
import type { SpdyStream } from '../../../src/cri/streaming/spdy/stream.ts';
import { spdyClient } from './spdy-client.ts';

const adler32 = (bytes: Buffer): number => {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
};

const serve = async (options: Partial<SpdyOptions> = {}) => {
  const streams: SpdyStream[] = [];
  let wake = () => {};
  let connection: SpdyConnection | undefined;
  const server = createServer({ allowHalfOpen: true }, (transport) => {
    connection = openSpdy({
      transport,
      onActivity: () => {},
      maxStreams: 100,
      onStream: (stream) => {
        streams.push(stream);
        wake();
      },
      ...options,
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  onTestFinished(() => {
    socket.destroy();
    connection?.destroy();
    server.close();
  });
  const client = spdyClient(socket);
  const nextStream = async (): Promise<SpdyStream> => {
    while (streams.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return streams.shift() as SpdyStream;
  };
  return { client, socket, nextStream, streams, connection: () => connection as SpdyConnection };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));
const gone = (signal: AbortSignal) =>
  signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', resolve));

test('the dictionary is the one of the draft', () => {
  expect(headerDictionary.length).toBe(1423);
  expect(adler32(headerDictionary).toString(16)).toBe('e3c6a7c2');
});

test('headers of any size survive, block after block of one compression', async () => {
  const [out, back] = [openHeaderCodec(), openHeaderCodec()];
  for (const length of [0, 1, 10, 1000, 20_000, 60_000, 5]) {
    const headers = new Map([
      ['streamtype', 'error'],
      ['filler', 'abcdefghij'.repeat(length / 10 + 1).slice(0, length)],
    ]);
    expect(await back.decode(await out.encode(headers))).toEqual(headers);
  }
  out.close();
  back.close();
});

test('a block that becomes too large, or is damaged → refused', async () => {
  const [out, back, other] = [openHeaderCodec(), openHeaderCodec(), openHeaderCodec()];
  const bomb = await out
    .encode(
      new Map([
        ['a', 'x'.repeat(65_000)],
        ['b', 'x'.repeat(65_000)],
      ]),
    )
    .catch(() => undefined);
  if (bomb !== undefined) await expect(back.decode(bomb)).rejects.toThrow();
  await expect(other.decode(Buffer.from('not zlib'))).rejects.toThrow();
  await expect(other.decode(Buffer.from('again'))).rejects.toThrow();
  for (const each of [out, back, other]) each.close();
});

test('frames cut anywhere → the same frames', async () => {
  const frame = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.uint8Array({ maxLength: 50 }), fc.boolean());
  const cut = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 8 }), cut, async (frames, cuts) => {
      const bytes = Buffer.concat(
        frames.flatMap(([id, data, isFin]) => [dataHead(id, data.length, isFin ? finFlag : 0), Buffer.from(data)]),
      );
      const pieces: { id: number; data: string; isLast: boolean }[] = [];
      const read = frameReader({
        onControl: async () => {},
        onData: (id, piece, isLast) => void pieces.push({ id, data: piece.toString('hex'), isLast }),
      });
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = cuts[turn % cuts.length] ?? 1;
        await read(bytes.subarray(at, at + size));
        at += size;
      }
      expect(pieces.map(({ data }) => data).join('')).toBe(
        frames.map(([, data]) => Buffer.from(data).toString('hex')).join(''),
      );
      expect(pieces.filter(({ isLast }) => isLast).map(({ id }) => id)).toEqual(
        frames.filter(([, , isFin]) => isFin).map(([id]) => id),
      );
    }),
    { numRuns: 100 },
  );
});

test('a stream: bytes both ways, each side ends for itself', async () => {
  const { client, nextStream } = await serve();
  const mine = await client.open({ streamtype: 'data', port: '80' });
  const theirs = await nextStream();
  expect(Object.fromEntries(theirs.headers)).toEqual({ streamtype: 'data', port: '80' });
  theirs.end('from the server');
  expect(String(await mine.whole)).toBe('from the server');
  mine.write('from ');
  mine.end('the client');
  expect(String(Buffer.concat(await theirs.toArray()))).toBe('from the client');
});

test('a client that knows no windows → all bytes come, though it never gives credit', async () => {
  const { client, nextStream } = await serve();
  const mine = await client.open({ streamtype: 'data' });
  const theirs = await nextStream();
  theirs.end(Buffer.alloc(1_000_000, 7));
  expect((await mine.whole).equals(Buffer.alloc(1_000_000, 7))).toBe(true);
});

test('a client that says what it takes → gets no more than that', async () => {
  const { client, nextStream } = await serve();
  client.send(frameTypes.settings, [1, 7, 1000]);
  const mine = await client.open({ streamtype: 'data' });
  const theirs = await nextStream();
  theirs.end(Buffer.alloc(2500, 1));
  expect((await mine.atLeast(1000)).length).toBe(1000);
  client.send(frameTypes.windowUpdate, [mine.streamId, 1200]);
  expect((await mine.atLeast(2200)).length).toBe(2200);
  client.send(frameTypes.windowUpdate, [mine.streamId, 5000]);
  expect((await mine.whole).length).toBe(2500);
});

test('what is read is credited to the client, so that one that heeds windows goes on', async () => {
  const { client, nextStream } = await serve();
  const mine = await client.open({ streamtype: 'data' });
  const theirs = await nextStream();
  theirs.resume();
  for (let sent = 0; sent < 20; sent += 1) {
    mine.write(Buffer.alloc(65_536));
    while ((client.credits.get(mine.streamId) ?? 0) < (sent + 1) * 65_536) await turn();
  }
  expect(client.credits.get(mine.streamId)).toBe(20 * 65_536);
});

test('nobody reads a stream → the connection waits, and memory is bounded', async () => {
  const { client, socket, nextStream } = await serve();
  const mine = await client.open({ streamtype: 'data' });
  const theirs = await nextStream();
  const total = 64;
  for (let sent = 0; sent < total; sent += 1) mine.write(Buffer.alloc(1024 * 1024));
  mine.end();
  await turn();
  while (theirs.readableLength < 1024 * 1024) await turn();
  for (let turns = 0; turns < 200; turns += 1) await turn();
  expect(theirs.readableLength).toBeLessThan(4 * 1024 * 1024);
  expect(socket.writableLength).toBeGreaterThan(0);
  let size = 0;
  for await (const chunk of theirs) size += (chunk as Buffer).length;
  expect(size).toBe(total * 1024 * 1024);
});

test('ping of the client → echoed; of ours → not', async () => {
  const { client } = await serve();
  client.send(frameTypes.ping, [2]);
  client.send(frameTypes.ping, [5]);
  await client.open({ streamtype: 'data' });
  expect(client.pings).toEqual([5]);
});

test('one stream too many → refused; the others go on', async () => {
  const { client, nextStream } = await serve({ maxStreams: 1 });
  const first = await client.open({ streamtype: 'data' });
  const theirs = await nextStream();
  const second = await client.open({ streamtype: 'data' });
  expect(second.wasReset()).toBe(true);
  theirs.end('still here');
  expect(String(await first.whole)).toBe('still here');
});

test('the client resets a stream → it closes, without an end that would look like all was said', async () => {
  const { client, nextStream } = await serve();
  const mine = await client.open({ streamtype: 'data' });
  const theirs = await nextStream();
  let hasEnded = false;
  theirs.on('end', () => {
    hasEnded = true;
  });
  mine.reset();
  await once(theirs, 'close');
  expect(hasEnded).toBe(false);
});

test('the client goes → every stream closes, and whoever writes hears of it', async () => {
  const { client, socket, nextStream, connection } = await serve();
  await client.open({ streamtype: 'data' });
  const theirs = await nextStream();
  socket.destroy();
  await gone(connection().gone);
  expect(theirs.destroyed).toBe(true);
});

test('close: the client has time to go first; else it is said goodbye to', async () => {
  const { client, connection } = await serve();
  await client.open({ streamtype: 'data' });
  await connection().close(20);
  await client.closed;
});

test.each([
  { what: 'another version of SPDY', bytes: '8002000100000010000000000000000000000000' },
  { what: 'a control frame of 16 MiB', bytes: '8003000700ffffff' },
  { what: 'a stream with an even number', bytes: '80030001000000160000000200000000000078bbe3c6a7c20060000000ffff' },
  { what: 'a header block that is no zlib', bytes: '800300010000000e000000010000000000006e6f7065' },
  { what: 'a frame that is too short', bytes: '8003000600000000' },
])('hostile: $what → the connection is closed', async ({ bytes }) => {
  const { socket, connection } = await serve();
  socket.write(Buffer.from(bytes, 'hex'));
  await gone(connection().gone);
  expect(connection().gone.aborted).toBe(true);
});

test('hostile: a data frame that never comes to its end → nothing is held but the connection', async () => {
  const { socket, connection } = await serve();
  socket.write('GET / HTTP/1.1\r\n\r\n'); // as a frame: 2 MB for a stream that nobody opened
  socket.end();
  await gone(connection().gone);
  expect(connection().gone.aborted).toBe(true);
});

test('hostile: random bytes never harm anybody else', async () => {
  const { client, nextStream } = await serve();
  await client.open({ streamtype: 'data' });
  const theirs = await nextStream();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const read = frameReader({ onControl: async () => {}, onData: () => undefined });
      await read(Buffer.from(bytes)).catch(() => undefined);
    }),
    { numRuns: 200 },
  );
  expect(theirs.destroyed).toBe(false);
});
