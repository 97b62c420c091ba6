/** Connections into a real netns. */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { forwardPorts } from '../../../src/actors/streaming/forward-ports.ts';
import { defaultStreamingLimits } from '../../../src/actors/streaming/services.ts';
import { type ForwardedConnection, openStreamTables } from '../../../src/actors/streaming/stream-table.ts';
import type { ForwardFact } from '../../../src/machines/services/streaming.ts';
import { pinNamespaces, unpinNamespace } from '../../../src/native.ts';
import { describeAsRoot, makeScene } from '../../native/scene.ts';
import { listen, Viewer } from './client.ts';

const openFds = () => readdirSync('/proc/self/fd').length;
const tables = openStreamTables();
const watch = forwardPorts({ forwards: tables.forwards, ...defaultStreamingLimits });

const session = (netnsPath?: string) => {
  let tell = (_: ForwardedConnection): void => {};
  const heard = listen<ForwardFact>();
  const onConnection = (listener: typeof tell) => {
    tell = listener;
  };
  const streamsKey = tables.forwards.keep({ onConnection, gone: new AbortController().signal });
  const release = watch({ sandboxId: 's', netnsPath, streamsKey }, heard.send);
  const open = (port: number) => {
    const [data, client] = duplexPair();
    const error = new Viewer();
    const ended = new Promise<void>((resolve) => error.once('finish', resolve));
    tell({ port, data, error });
    const leave = () => {
      for (const stream of [data, client, error]) stream.destroy();
    };
    return { client, error, ended, leave };
  };
  return { heard, release, open };
};

const server = async (host: string, serve: (socket: Socket) => void): Promise<{ readonly port: number }> => {
  const listening: Server = createServer({ allowHalfOpen: true }, serve).listen(0, host);
  await once(listening, 'listening');
  onTestFinished(() => void listening.close());
  return listening.address() as { readonly port: number };
};
const echo = (socket: Socket) => void socket.pipe(socket);
const textOf = async (stream: NodeJS.ReadableStream) => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

test.each(['127.0.0.1', '::1'])('the node’s network, %s: bytes both ways, each end for itself', async (host) => {
  const before = openFds();
  const { port } = await server(host, echo);
  const { heard, open } = session();
  const { client, error, ended } = open(port);
  client.end('hello');
  expect(await textOf(client)).toBe('hello');
  await ended;
  await heard.next('forward.closed');
  expect(heard.facts).toEqual([
    { type: 'forward.opened', port },
    { type: 'forward.closed', port },
  ]);
  expect(error.text()).toBe('');
  while (openFds() > before + 1) await new Promise((resolve) => setImmediate(resolve));
});

test('nobody listens → a text on the error stream; the session stays for others', async () => {
  const { port } = await server('127.0.0.1', echo);
  const { open } = session();
  const bad = open(1);
  await bad.ended;
  expect(bad.error.text()).toContain('ECONNREFUSED');
  const { client } = open(port);
  client.end('x');
  expect(await textOf(client)).toBe('x');
});

test('the pod ends first → the client gets all, and the end of its error stream, though it goes on sending', async () => {
  const { port } = await server('127.0.0.1', (socket) => {
    socket.on('error', () => undefined);
    socket.resume().end('bye');
  });
  const { heard, open } = session();
  const { client, ended } = open(port);
  expect(await textOf(client)).toBe('bye');
  await ended;
  await heard.next('forward.closed');
});

test('the client goes in the middle → the pod’s side is closed', async () => {
  const closed = Promise.withResolvers<void>();
  const { port } = await server('127.0.0.1', (socket) => {
    socket.on('error', () => undefined).once('close', () => closed.resolve());
    socket.write('some');
    socket.pipe(socket);
  });
  const { heard, open } = session();
  const { client, leave } = open(port);
  await once(client, 'data');
  leave();
  await closed.promise;
  await heard.next('forward.closed');
});

test('the session ends → all its connections do', async () => {
  const closed = Promise.withResolvers<void>();
  const { port } = await server('127.0.0.1', (socket) => {
    socket.on('error', () => undefined).once('close', () => closed.resolve());
    socket.write('some');
    socket.resume().on('end', () => socket.end());
  });
  const { release, open } = session();
  const { client } = open(port);
  await once(client, 'data');
  release();
  await closed.promise;
});

test('streams that nobody kept → forward.failed', async () => {
  const heard = listen<ForwardFact>();
  watch({ sandboxId: 's', streamsKey: 'no such key' }, heard.send);
  expect(await heard.next('forward.failed')).toMatchObject({ failure: { code: 'Cancelled' } });
});

describeAsRoot('in a pod’s netns', () => {
  const scene = makeScene();
  const netnsPath = join(scene.dir, `trp-streaming-${randomBytes(3).toString('hex')}`);
  beforeAll(() => pinNamespaces({ net: netnsPath }));
  afterAll(async () => {
    await unpinNamespace(netnsPath);
    scene.remove();
  });

  test.each(['127.0.0.1', '::1'])('%s of the pod is reached, and that of the node is not', async (host) => {
    const script = `require('net').createServer(s => s.end('in the pod')).listen(8080, '${host}', () => console.log('ready'))`;
    const inside = spawn('nsenter', [`--net=${netnsPath}`, process.execPath, '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(async () => {
      inside.kill('SIGKILL');
      await once(inside, 'close');
    });
    await once(inside.stdout, 'data');
    const { open } = session(netnsPath);
    expect(await textOf(open(8080).client)).toBe('in the pod');
    const { port } = await server('127.0.0.1', echo);
    const other = open(port);
    await other.ended;
    expect(other.error.text()).toContain('ECONNREFUSED');
  });

  test('a netns that is gone → a text', async () => {
    const { error, ended } = session(`${netnsPath}-gone`).open(80);
    await ended;
    expect(error.text()).toContain('ENOENT');
  });
});
