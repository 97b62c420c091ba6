import { once } from 'node:events';
import { closeSync, existsSync, readSync, writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { connectInNetns, listenForTerminal, makePipe } from '../../src/native.ts';
import { makeScene, openFds, refusalOf } from './scene.ts';

const scene = makeScene();
afterAll(() => scene.remove());
const never = new AbortController().signal;

test('makePipe → what goes in comes out, and both ends are closed by who has them', () => {
  const before = openFds();
  const { readFd, writeFd } = makePipe();
  writeSync(writeFd, 'through');
  const bytes = Buffer.alloc(7);
  readSync(readFd, bytes);
  expect(String(bytes)).toBe('through');
  for (const fd of [readFd, writeFd]) closeSync(fd);
  expect(openFds()).toBeLessThanOrEqual(before);
});

test('listenForTerminal where something is → EADDRINUSE; in no directory → ENOENT', () => {
  const socket = listenForTerminal({ dir: scene.dir, name: 'tty' });
  expect(existsSync(scene.at('tty'))).toBe(true);
  const codeOf = (work: () => unknown) => {
    try {
      work();
      return 'none';
    } catch (error) {
      return (error as { readonly details: { readonly code: string } }).details.code;
    }
  };
  expect(codeOf(() => listenForTerminal({ dir: scene.dir, name: 'tty' }))).toBe('EADDRINUSE');
  expect(codeOf(() => listenForTerminal({ dir: scene.at('none'), name: 'tty' }))).toBe('ENOENT');
  expect(codeOf(() => listenForTerminal({ dir: scene.dir, name: 'a\0b' }))).toBe('EINVAL');
  expect(codeOf(() => listenForTerminal({ dir: scene.dir, name: 'x'.repeat(120) }))).toBe('ENAMETOOLONG');
  socket.close();
  socket.close();
});

test('something else than a terminal is sent, or nothing → ENOMSG', async () => {
  const before = openFds();
  for (const [name, text] of [
    ['text', 'no descriptor'],
    ['nothing', ''],
  ] as const) {
    const socket = listenForTerminal({ dir: scene.dir, name });
    connect(scene.at(name)).end(text);
    expect(await refusalOf(socket.terminal)).toMatchObject({ syscall: 'recvmsg', code: 'ENOMSG' });
    socket.close();
  }
  while (openFds() > before) await new Promise((resolve) => setImmediate(resolve));
});

test.each([4, 6] as const)('connectInNetns, IPv%i of our own network → a socket', async (family) => {
  const server = createServer((socket) => socket.end('hi')).listen(0, family === 4 ? '127.0.0.1' : '::1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const socket = await connectInNetns({ family, port }, never);
  const [data] = await once(socket, 'data');
  expect(String(data)).toBe('hi');
  socket.destroy();
  server.close();
});

test('connectInNetns: nobody listens → ECONNREFUSED; no netns → ENOENT; aborted → Cancelled; no descriptor stays', async () => {
  const before = openFds();
  expect(await refusalOf(connectInNetns({ family: 4, port: 1 }, never))).toMatchObject({ code: 'ECONNREFUSED' });
  const gone = connectInNetns({ netnsPath: scene.at('none'), family: 4, port: 1 }, never);
  expect(await refusalOf(gone)).toMatchObject({ syscall: 'open', code: 'ENOENT' });
  const aborted = connectInNetns({ family: 4, port: 1 }, AbortSignal.abort());
  expect(await refusalOf(aborted)).toMatchObject({ failure: 'Cancelled' });
  while (openFds() > before) await new Promise((resolve) => setImmediate(resolve));
});
