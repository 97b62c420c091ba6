/** What Node's HTTP/2 writes, in any pieces, is told as Node's other end tells it; what is no HTTP/2 ends in an error and no more. */
import { once } from 'node:events';
import http2, { constants } from 'node:http2';
import type net from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { RelayWatch } from '../../../src/tap/relay/watch.ts';
import { conversation, type Side } from '../../../src/tap/wire/conversation.ts';
import { preface } from '../../../src/tap/wire/frames.ts';
import { WireError } from '../../../src/tap/wire/wire-error.ts';

/** Numbers that a seed repeats. Source: xorshift32. */
const diceOf = (seed: number) => {
  let state = seed;
  return (most: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % most;
  };
};

interface Heard {
  readonly request: readonly string[];
  readonly asked: Buffer[];
  readonly said: Buffer[];
  readonly headers: (readonly string[])[];
  end: string;
  isAsked: boolean;
}

const listening = () => {
  const calls: Heard[] = [];
  const watch: RelayWatch = {
    opened: () => {},
    refused: () => {},
    closed: () => {},
    unread: () => {},
    call: (_connection, request) => {
      const heard: Heard = { request, asked: [], said: [], headers: [], end: '', isAsked: false };
      calls.push(heard);
      return {
        requestData: (bytes) => heard.asked.push(bytes),
        requestEnd: () => {
          heard.isAsked = true;
        },
        responseHeaders: (raw) => heard.headers.push(raw),
        responseData: (bytes) => heard.said.push(bytes),
        answered: (trailers) => {
          heard.headers.push(trailers);
          heard.end = 'answered';
        },
        cancelled: (by, code) => {
          heard.end = `${by} ${code}`;
        },
        injected: () => {},
      };
    },
  };
  return { calls, talk: conversation(1, watch) };
};

/** Two ends joined; what passes is kept. */
const joined = () => {
  const wire: { readonly from: Side; readonly bytes: Buffer }[] = [];
  const end = (from: Side, other: () => Duplex) =>
    new Duplex({
      read: () => {},
      write: (bytes: Buffer, _encoding, done) => {
        wire.push({ from, bytes });
        other().push(bytes);
        done();
      },
      final: (done) => {
        other().push(null);
        done();
      },
    });
  const client: Duplex = end('client', () => server);
  const server: Duplex = end('runtime', () => client);
  return { wire, client, server };
};

const textOf = (dice: (most: number) => number, most: number) =>
  Array.from({ length: dice(most) }, () => {
    // common characters, and now and then any that may be in a header
    const code = dice(4) === 0 ? 0x21 + dice(0xff - 0x21) : 0x61 + dice(26);
    return String.fromCharCode(code === 0x7f ? 0x7e : code);
  }).join('');

const { PADDING_STRATEGY_MAX, PADDING_STRATEGY_NONE } = constants;

describe.each([
  { name: 'as it is', settings: {}, paddingStrategy: PADDING_STRATEGY_NONE },
  { name: 'padded', settings: {}, paddingStrategy: PADDING_STRATEGY_MAX },
  { name: 'without header tables', settings: { headerTableSize: 0 }, paddingStrategy: PADDING_STRATEGY_NONE },
  { name: 'small header tables', settings: { headerTableSize: 200 }, paddingStrategy: PADDING_STRATEGY_NONE },
  { name: 'large header tables', settings: { headerTableSize: 60_000 }, paddingStrategy: PADDING_STRATEGY_NONE },
])('$name', ({ settings, paddingStrategy }) => {
  test.each([1, 2, 3])('200 calls of seed %i → every header, byte, trailer', async (seed) => {
    const dice = diceOf(seed * 7_919);
    const { wire, client, server } = joined();
    const names = Array.from({ length: 40 }, (_, index) => `x-${index}-${'n'.repeat(dice(30))}`);
    const someHeaders = () =>
      Array.from({ length: dice(12) }, () => [names[dice(names.length)] ?? 'x', textOf(dice, 60)] as const);
    const limits = { maxSessionMemory: 1000, maxDeflateDynamicTableSize: 65_536, settings, paddingStrategy };
    const down = http2.performServerHandshake(server as net.Socket, limits);
    const up = http2.connect('http://localhost', { createConnection: () => client, ...limits });
    const expected: { request: readonly string[]; asked: Buffer; said: Buffer; trailers: readonly string[] }[] = [];
    down.on('stream', async (stream, _headers, _flags, raw) => {
      const asked: Buffer[] = [];
      for await (const part of stream) asked.push(part);
      const said = Buffer.alloc(dice(4) === 0 ? dice(100_000) : dice(100), 'a');
      const trailers = ['grpc-status', `${dice(17)}`, 'grpc-message', textOf(dice, 40)];
      const index = Number(raw[raw.indexOf('x-index') + 1]);
      expected[index] = { request: raw, asked: Buffer.concat(asked), said, trailers };
      stream.respond({ ':status': 200, ...Object.fromEntries(someHeaders()) }, { waitForTrailers: true });
      stream.once('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': trailers[1], 'grpc-message': trailers[3] }),
      );
      stream.end(said);
    });
    const ends: Promise<unknown>[] = [];
    for (let index = 0; index < 200; index += 1) {
      const headers: http2.OutgoingHttpHeaders = {
        ':method': 'POST',
        ':path': `/s/${dice(3)}`,
        'x-index': `${index}`,
        ...Object.fromEntries(someHeaders()),
        // more than a frame holds
        ...(dice(50) === 0 ? { 'x-long': textOf(dice, 30_000) } : {}),
        [http2.sensitiveHeaders]: ['x-index'],
      };
      const stream = up.request(headers, { endStream: false });
      stream.end(Buffer.alloc(dice(3) === 0 ? 0 : dice(40_000), 'q'));
      stream.resume();
      ends.push(once(stream, 'close'));
      if (dice(5) === 0) await Promise.all(ends);
    }
    await Promise.all(ends);
    up.close();
    await once(down, 'close');

    const { calls, talk } = listening();
    for (const { from, bytes } of wire)
      for (let at = 0; at < bytes.byteLength; ) {
        const size = 1 + dice(dice(3) === 0 ? 12 : 20_000);
        talk.push(from, bytes.subarray(at, at + size));
        at += size;
      }
    expect(talk.open()).toBe(0);
    expect(calls).toHaveLength(200);
    for (const call of calls) {
      const index = Number(call.request[call.request.indexOf('x-index') + 1]);
      const { request, asked, said, trailers } = expected[index] ?? {};
      expect(call.request).toEqual(request);
      expect(Buffer.concat(call.asked).equals(asked ?? Buffer.alloc(1))).toBe(true);
      expect(Buffer.concat(call.said).equals(said ?? Buffer.alloc(1))).toBe(true);
      expect(call.headers[0]?.slice(0, 2)).toEqual([':status', '200']);
      expect(call.headers.at(-1)).toEqual(
        trailers?.[3] === '' ? expect.arrayContaining(trailers.slice(0, 2)) : trailers,
      );
      expect([call.isAsked, call.end]).toEqual([true, 'answered']);
    }
  });
});

const frame = (type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)) => {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.byteLength, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
};
const [dataFrame, headersFrame, resetFrame, settingsFrame, pushFrame, continuationFrame] = [0, 1, 3, 4, 5, 9];
const [endStream, endHeaders, padded] = [1, 4, 8];
/** POST / */
const block = Buffer.from([0x83, 0x84]);
const begun = () => {
  const heard = listening();
  heard.talk.push('client', preface);
  return heard;
};

test('interim headers are not the answer', () => {
  const { calls, talk } = begun();
  talk.push('client', frame(headersFrame, endHeaders | endStream, 1, block));
  const early = Buffer.concat([Buffer.from([0x08, 0x03]), Buffer.from('103')]);
  talk.push('runtime', frame(headersFrame, endHeaders, 1, early));
  talk.push('runtime', frame(headersFrame, endHeaders | endStream, 1, Buffer.from([0x88])));
  expect(calls[0]).toMatchObject({
    headers: [
      [':status', '200'],
      [':status', '200'],
    ],
    end: 'answered',
  });
});
test('a promised stream is not a call, and its headers count', () => {
  const { calls, talk } = begun();
  talk.push('client', frame(headersFrame, endHeaders | endStream, 1, block));
  const promised = Buffer.concat([
    Buffer.from([0, 0, 0, 2, 0x40, 1]),
    Buffer.from('a'),
    Buffer.from([1]),
    Buffer.from('b'),
  ]);
  talk.push('runtime', frame(pushFrame, endHeaders, 1, promised));
  talk.push('runtime', frame(dataFrame, endStream, 2, Buffer.from('pushed')));
  talk.push('runtime', frame(headersFrame, endHeaders | endStream, 1, Buffer.from([0x88, 0xbe])));
  expect(calls).toHaveLength(1);
  expect(calls[0]?.headers[0]).toEqual([':status', '200', 'a', 'b']);
});
test('resets, and the end of a connection within a frame', () => {
  const { calls, talk } = begun();
  for (const id of [1, 3, 5]) talk.push('client', frame(headersFrame, endHeaders, id, block));
  talk.push('client', frame(resetFrame, 0, 1, Buffer.from([0, 0, 0, 8])));
  talk.push('runtime', frame(resetFrame, 0, 3, Buffer.from([0, 0, 0, 7])));
  talk.push('client', frame(dataFrame, endStream, 5, Buffer.alloc(100)).subarray(0, 50));
  talk.end('client');
  expect(calls.map(({ end }) => end)).toEqual(['client 8', 'runtime 7', 'client 8']);
  expect(calls[2]?.isAsked).toBe(false);
  expect(Buffer.concat(calls[2]?.asked ?? [])).toHaveLength(41);
});

test.each<readonly [string, readonly Buffer[]]>([
  ['another protocol', [Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')]],
  ['a block that another frame interrupts', [preface, frame(headersFrame, 0, 1, block), frame(dataFrame, 0, 1)]],
  ['a continuation of nothing', [preface, frame(continuationFrame, endHeaders, 1, block)]],
  [
    'a continuation of another',
    [preface, frame(headersFrame, 0, 1, block), frame(continuationFrame, endHeaders, 3, block)],
  ],
  ['more padding than headers', [preface, frame(headersFrame, endHeaders | padded, 1, Buffer.from([9, 0x83]))]],
  ['more padding than data', [preface, frame(dataFrame, padded, 1, Buffer.from([9, 1, 2]))]],
  ['a reset of another size', [preface, frame(resetFrame, 0, 1, Buffer.alloc(2))]],
  ['settings without an end', [preface, frame(settingsFrame, 0, 0, Buffer.alloc(2 * 1024 * 1024))]],
  [
    'headers without an end',
    [
      preface,
      frame(headersFrame, 0, 1, block),
      ...Array.from({ length: 80 }, () => frame(continuationFrame, 0, 1, Buffer.alloc(16_384, 0x83))),
    ],
  ],
])('%s → an error of ours', (_name, pieces) => {
  const { talk } = listening();
  expect(() => {
    for (const piece of pieces) talk.push('client', piece);
  }).toThrow(WireError);
});
test.each([11, 12, 13, 14])('bytes of chance, seed %i → told or refused, never another error', (seed) => {
  const dice = diceOf(seed * 104_729);
  for (let round = 0; round < 300; round += 1) {
    const { talk } = begun();
    try {
      for (let count = 0; count < 20; count += 1) {
        const payload = Buffer.from(Array.from({ length: dice(30) }, () => dice(256)));
        talk.push(dice(2) === 0 ? 'client' : 'runtime', frame(dice(11), dice(64), dice(6), payload));
      }
    } catch (error) {
      expect(error).toBeInstanceOf(WireError);
    }
  }
});
