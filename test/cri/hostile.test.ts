/** Whatever bytes come: each call gets a status, and the server goes on. */
import { connect } from 'node:net';
import { Client, credentials } from '@grpc/grpc-js';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import * as api from '../../proto/generated/api.js';
import { decode } from '../../src/cri/decode.ts';
import { serve } from './fakes.ts';

const unaryMethods = [...Object.values(api.RuntimeServiceService), ...Object.values(api.ImageServiceService)].filter(
  (method) => !method.responseStream,
);

/** Bytes that look like fields often enough to get deep: tags, lengths, nesting, huge numbers. */
const field: fc.Arbitrary<Buffer> = fc.letrec<{ bytes: Buffer }>((tie) => ({
  bytes: fc.oneof(
    { depthSize: 'small' },
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(fc.integer({ min: 1, max: 24 }), tie('bytes')).map(([number, inner]) => {
      const tag = number < 16 ? [(number << 3) | 2] : [((number << 3) & 0x7f) | 0x80 | 2, number >> 4];
      return Buffer.concat([Buffer.from([...tag, Math.min(inner.length, 127)]), inner]);
    }),
    fc.tuple(tie('bytes'), tie('bytes')).map((parts) => Buffer.concat(parts)),
    fc.constant(Buffer.from([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])),
    fc.constant(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])),
    fc.constant(Buffer.from([0x0b, 0x0b, 0x0b, 0x0c])),
  ),
})).bytes;

const raw = (socketPath: string) => {
  const client = new Client(`unix:${socketPath}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  return (path: string, bytes: Buffer): Promise<number> =>
    new Promise((resolve) => {
      client.makeUnaryRequest(
        path,
        (sent: Buffer) => sent,
        (got: Buffer) => got,
        bytes,
        (error) => resolve(error?.code ?? 0),
      );
    });
};

test('random wire bytes to every RPC → a status, never a crash, never "unexpected"', async () => {
  const { socketPath, client, lines } = await serve();
  const send = raw(socketPath);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...unaryMethods), field, async ({ path }, bytes) => {
      expect([0, 3, 5, 9, 12]).toContain(await send(path, bytes));
    }),
    { numRuns: 1500 },
  );
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect(await client.runtime.version({ version: '' })).toBeDefined();
});

test.each([
  ['a field that is longer than the message', [0x0a, 0x7f, 0x61]],
  ['a number without an end', [0x08, 0xff]],
  ['a group without an end', [0x0b]],
  ['text that is not UTF-8', [0x0a, 0x02, 0xc3, 0x28]],
  ['an unknown wire type', [0x0f]],
])('%s → InvalidArgument', async (_, bytes) => {
  const { socketPath } = await serve();
  expect(await raw(socketPath)('/runtime.v1.RuntimeService/StopContainer', Buffer.from(bytes))).toBe(3);
});

test('fields that nobody knows, from a newer client → skipped', async () => {
  const { socketPath } = await serve();
  const id = Buffer.from([0x0a, 0x02, 0x61, 0x62]);
  const unknown = Buffer.from([0xfa, 0x3f, 0x01, 0x00, 0xf8, 0x3f, 0x05]);
  expect(await raw(socketPath)('/runtime.v1.RuntimeService/StopContainer', Buffer.concat([unknown, id, unknown]))).toBe(
    0,
  );
});

test('millions of empty sub-messages in 16 MiB → refused before they are made', () => {
  const bytes = Buffer.alloc(16 * 1024 * 1024 - 2).fill(Buffer.from([(7 << 3) | 2, 0]));
  const attempt = () => decode((buffer) => api.ContainerConfig.decode(buffer), bytes);
  expect(attempt).toThrow('the request is not valid');
});

test('a million groups inside each other → refused', () => {
  const attempt = () => decode((buffer) => api.PodSandboxConfig.decode(buffer), Buffer.alloc(1_000_000, 0x0b));
  expect(attempt).toThrow('the request is not valid');
});

test('keys that every object has → plain keys, and nothing else changes', () => {
  const entry = (key: string) => {
    const text = Buffer.from(key);
    const inner = Buffer.concat([Buffer.from([0x0a, text.length]), text, Buffer.from([0x12, 0x01, 0x78])]);
    return Buffer.concat([Buffer.from([0x32, inner.length]), inner]);
  };
  const bytes = Buffer.concat(['constructor', '__proto__', 'toString'].map(entry));
  const config = decode((buffer) => api.PodSandboxConfig.decode(buffer), bytes);
  expect(Object.entries(config.labels)).toEqual(
    expect.arrayContaining([
      ['constructor', 'x'],
      ['toString', 'x'],
    ]),
  );
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('what is not HTTP/2 → the connection ends, the server goes on', async () => {
  const { socketPath, client } = await serve();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 30, maxLength: 200 }), async (bytes) => {
      const socket = connect(socketPath);
      socket.on('error', () => {});
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.end(bytes);
      socket.resume();
      await closed;
    }),
    { numRuns: 50 },
  );
  expect(await client.runtime.version({ version: '' })).toBeDefined();
});
