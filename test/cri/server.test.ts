/** The endpoint itself: calls that end badly, many connections, large messages, sockets, shutting down. */
import { existsSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import http2 from 'node:http2';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as api from '../../proto/generated/api.js';
import { criClient, message } from '../../src/cri/client.ts';
import { criServer } from '../../src/cri/server.ts';
import { type FailureCode, FailureError } from '../../src/machines/failure.ts';
import {
  type Asked,
  containerId,
  containerView,
  failureOf,
  fakeAsk,
  fakeLog,
  handed,
  sandboxId,
  sandboxView,
  serve,
  tempDir,
  viewsOf,
  wireSandboxConfig,
} from './fakes.ts';

const mebibyte = 1024 * 1024;

/** An `ask` that never settles by itself; says when it has been asked. */
const hanging = () => {
  const { promise: asked, resolve } = Promise.withResolvers<Asked>();
  const { ask } = fakeAsk((seen) => {
    resolve(seen);
    return new Promise(() => {});
  });
  return { ask, asked };
};

describe('one answer whatever happens', () => {
  test('a handler that throws what is no failure → Internal, one line at error, and the server goes on', async () => {
    const { ask } = fakeAsk(() => {
      throw Object.assign(new TypeError('oops'), { code: 5 });
    });
    const { client, lines } = await serve({ ask });
    expect(await failureOf(client.runtime.startContainer({ containerId }))).toEqual({
      code: 13,
      details: 'unexpected error: error=oops',
    });
    expect(lines.filter(({ rpc }) => rpc === 'StartContainer')).toMatchObject([
      { level: 'error', requestId: 'request-1', status: 'INTERNAL' },
    ]);
    expect(await client.runtime.version({ version: '' })).toBeDefined();
  });

  test('a view that throws a string → Internal', async () => {
    const sandboxes = () => {
      throw 'text';
    };
    const { client } = await serve({ views: viewsOf({ sandboxes }) });
    expect((await failureOf(client.runtime.listPodSandbox({ filter: undefined }))).code).toBe(13);
  });

  test('an answer that cannot be encoded → Internal', async () => {
    const views = viewsOf({}, { sandboxes: [sandboxView({ createdAtMs: Number.NaN })] });
    const { client } = await serve({ views });
    expect((await failureOf(client.runtime.listPodSandbox({ filter: undefined }))).code).toBe(13);
  });

  test('a client that cancels → its wait ends, `ask` hears of it, Cancelled', async () => {
    const { ask, asked } = hanging();
    const { client, lines } = await serve({ ask });
    const cancel = new AbortController();
    const call = failureOf(client.runtime.stopContainer({ containerId, timeout: '9' }, { signal: cancel.signal }));
    const { signal } = await asked;
    const ended = new Promise((resolve) => signal?.addEventListener('abort', resolve));
    cancel.abort();
    expect((await call).code).toBe(1);
    await ended;
    expect(lines.filter(({ rpc }) => rpc === 'StopContainer')).toMatchObject([
      { failure: { code: 'Cancelled' }, status: 'CANCELLED' },
    ]);
  });

  test('a client whose deadline passes → DeadlineExceeded, `ask` hears of it', async () => {
    const { ask, asked } = hanging();
    const { client } = await serve({ ask });
    const request = message(api.PullImageRequest, { image: message(api.ImageSpec, { image: 'a' }) });
    const call = failureOf(client.image.pullImage(request, { timeoutMs: 100 }));
    const { signal } = await asked;
    const ended = new Promise((resolve) => signal?.addEventListener('abort', resolve));
    expect((await call).code).toBe(4);
    await ended;
  });

  test('a deadline that passes at the server → DeadlineExceeded, `ask` hears of it', async () => {
    const { ask, asked } = hanging();
    const { socketPath, lines } = await serve({ ask });
    const session = http2.connect('http://localhost', { createConnection: () => connect(socketPath) });
    onTestFinished(() => session.destroy());
    const request = session.request({
      ':method': 'POST',
      ':path': '/runtime.v1.RuntimeService/StartContainer',
      'content-type': 'application/grpc',
      'grpc-timeout': '100m',
    });
    const headers = new Promise<http2.IncomingHttpHeaders>((resolve) => request.once('response', resolve));
    request.end(Buffer.from([0, 0, 0, 0, 3, 0x0a, 1, 0x61]));
    const { signal } = await asked;
    const ended = new Promise((resolve) => signal?.addEventListener('abort', resolve));
    expect((await headers)['grpc-status']).toBe('4');
    await ended;
    expect(lines.filter(({ rpc }) => rpc === 'StartContainer')).toMatchObject([
      { failure: { code: 'Cancelled' }, status: 'DEADLINE_EXCEEDED' },
    ]);
  });

  test('a client that closes its connection → its wait ends', async () => {
    const { ask, asked } = hanging();
    const { newClient } = await serve({ ask });
    const client = newClient();
    const cancel = new AbortController();
    const call = failureOf(client.runtime.startContainer({ containerId }, { signal: cancel.signal }));
    const { signal } = await asked;
    const ended = new Promise((resolve) => signal?.addEventListener('abort', resolve));
    cancel.abort();
    client.close();
    await ended;
    expect((await call).code).toBe(1);
  });
});

describe('RPCs that are not there', () => {
  test.each(['checkpointPod', 'restorePod'] as const)('%s → Unimplemented, by name', async (name) => {
    const { client } = await serve();
    const codecs = api as unknown as Record<string, api.MessageFns<never>>;
    const codec = codecs[`${name[0]?.toUpperCase()}${name.slice(1)}Request`];
    if (codec === undefined) throw new Error('no such request');
    const { code, details } = await failureOf(client.runtime[name](message(codec)));
    expect(code).toBe(12);
    expect(details.toLowerCase()).toContain(`rpc=${name.toLowerCase()}`);
  });
});

test('server streams of the contract → all are served', async () => {
  const { socketPath } = await serve();
  const client = new Client(`unix:${socketPath}`, credentials.createInsecure());
  onTestFinished(() => client.close());
  const methods = [...Object.values(api.RuntimeServiceService), ...Object.values(api.ImageServiceService)];
  const streams = methods.filter(({ responseStream }) => responseStream);
  expect(streams.length).toBeGreaterThan(5);
  for (const { path } of streams) {
    const call = client.makeServerStreamRequest(
      path,
      () => Buffer.alloc(0),
      (bytes) => bytes,
      undefined,
    );
    call.on('error', () => {}); // it is in the status
    call.on('data', () => {});
    // The list ends by itself; events only with their client.
    const ended = new Promise<number>((resolve) => call.once('status', ({ code }) => resolve(code)));
    if (path.endsWith('/GetContainerEvents')) call.once('metadata', () => call.cancel());
    expect([path, await ended]).toEqual([path, path.endsWith('/GetContainerEvents') ? 1 : 0]);
  }
});

test('v1alpha2 → the same answers from the same handlers', async () => {
  const { client, newClient } = await serve();
  const old = newClient('v1alpha2');
  expect(await old.runtime.version({ version: '' })).toEqual(await client.runtime.version({ version: '' }));
  expect(await old.runtime.listContainers({ filter: undefined })).toEqual(
    await client.runtime.listContainers({ filter: undefined }),
  );
  expect(await old.image.imageFsInfo({})).toEqual(await client.image.imageFsInfo({}));
  expect((await failureOf(old.runtime.containerStatus({ containerId: 'x', verbose: false }))).code).toBe(5);
});

test('300 connections that never close → the next one is served', async () => {
  const { newClient } = await serve();
  const clients = Array.from({ length: 300 }, () => newClient());
  const versions = await Promise.all(clients.map((client) => client.runtime.version({ version: '' })));
  expect(versions).toHaveLength(300);
  expect((await newClient().runtime.version({ version: '' })).runtimeName).toBe('troupe');
});

describe('large messages', () => {
  const ofSize = (sizeBytes: number) =>
    viewsOf(
      {},
      {
        sandboxes: [sandboxView({ config: { ...sandboxView().config, annotations: { big: 'x'.repeat(sizeBytes) } } })],
      },
    );

  test('an answer just below 16 MiB → arrives', async () => {
    const { client } = await serve({ views: ofSize(16 * mebibyte - 1000) });
    expect((await client.runtime.listPodSandbox({ filter: undefined })).items).toHaveLength(1);
  });

  test('an answer above 16 MiB → ResourceExhausted, with both sizes', async () => {
    const { client } = await serve({ views: ofSize(16 * mebibyte) });
    const { code, details } = await failureOf(client.runtime.listPodSandbox({ filter: undefined }));
    expect(code).toBe(8);
    expect(details).toMatch(/^the answer is larger than a message may be: sizeBytes=1677\d{4}, limitBytes=16777216$/);
  });

  test('other limits → hold instead', async () => {
    const { client } = await serve({ maxRequestBytes: 1000, maxResponseBytes: 100 });
    expect((await failureOf(client.runtime.version({ version: 'v'.repeat(1001) }))).code).toBe(8);
    expect((await failureOf(client.runtime.listPodSandbox({ filter: undefined }))).code).toBe(8);
    expect((await client.runtime.version({ version: 'v'.repeat(990) })).runtimeName).toBe('troupe');
    expect((await client.runtime.execSync({ containerId, cmd: ['x'], timeout: '0' })).exitCode).toBe(3);
  });

  test('a request of 15 MiB → is read', async () => {
    const { client } = await serve();
    expect(await client.runtime.version({ version: 'v'.repeat(15 * mebibyte) })).toBeDefined();
  });

  test('a request above 16 MiB → ResourceExhausted, and the connection goes on', async () => {
    const { socketPath, client } = await serve();
    const { Client, credentials } = await import('@grpc/grpc-js');
    const raw = new Client(`unix:${socketPath}`, credentials.createInsecure(), { 'grpc.max_send_message_length': -1 });
    onTestFinished(() => raw.close());
    const send = (bytes: Buffer) =>
      new Promise<number | undefined>((resolve) => {
        raw.makeUnaryRequest(
          '/runtime.v1.RuntimeService/Version',
          (sent: Buffer) => sent,
          (got: Buffer) => got,
          bytes,
          (error) => resolve(error?.code),
        );
      });
    expect(await send(Buffer.alloc(16 * mebibyte + 1))).toBe(8);
    expect(await send(Buffer.alloc(0))).toBeUndefined();
    expect(await client.runtime.version({ version: '' })).toBeDefined();
  });
});

describe('the socket', () => {
  const options = async () => ({ socketPath: join(await tempDir(), 'made', 'cri.sock'), log: fakeLog(), ...handed() });

  test('its folder is made; it is 0660; it goes when the server closes', async () => {
    const chosen = await options();
    const server = criServer(chosen);
    await server.listen();
    const { mode } = statSync(chosen.socketPath);
    expect(mode & 0o777).toBe(0o660);
    await server.close();
    await server.close();
    expect(existsSync(chosen.socketPath)).toBe(false);
  });

  test('a live server is there → SocketInUse, and it goes on', async () => {
    const { socketPath, client } = await serve();
    const second = criServer({ socketPath, log: fakeLog(), ...handed() });
    await expect(second.listen()).rejects.toMatchObject({
      code: 'SocketInUse',
      details: { path: socketPath, reason: 'another troupe serves here' },
    });
    await second.close();
    expect(await client.runtime.version({ version: '' })).toBeDefined();
  });

  test('the socket of a dead server is there → replaced', async () => {
    const chosen = await options();
    await mkdir(join(chosen.socketPath, '..'));
    const { spawnSync } = await import('node:child_process');
    const leave = `require('node:net').createServer().listen(${JSON.stringify(chosen.socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', leave]);
    expect(statSync(chosen.socketPath).isSocket()).toBe(true);
    const server = criServer(chosen);
    await server.listen();
    const client = criClient(chosen);
    expect(await client.runtime.version({ version: '' })).toBeDefined();
    client.close();
    await server.close();
  });

  test('a file is there → SocketInUse, and the file stays', async () => {
    const chosen = await options();
    await mkdir(join(chosen.socketPath, '..'));
    await writeFile(chosen.socketPath, 'precious');
    await expect(criServer(chosen).listen()).rejects.toMatchObject({ code: 'SocketInUse' });
    expect(statSync(chosen.socketPath).size).toBe(8);
  });

  test('a path that is too long → says so', async () => {
    const chosen = { ...(await options()), socketPath: `/tmp/${'x'.repeat(120)}` };
    await expect(criServer(chosen).listen()).rejects.toMatchObject({ code: 'RequestInvalid' });
  });

  test('a successor took the path → closing leaves its socket alone', async () => {
    const chosen = await options();
    const server = criServer(chosen);
    await server.listen();
    const { rm } = await import('node:fs/promises');
    await rm(chosen.socketPath);
    const successor = createServer().listen(chosen.socketPath);
    await new Promise((resolve) => successor.once('listening', resolve));
    await server.close();
    expect(existsSync(chosen.socketPath)).toBe(true);
    await new Promise((resolve) => successor.close(resolve));
  });
});

describe('draining', () => {
  test('a request at work → is answered; new connections are refused', async () => {
    const { promise: release, resolve } = Promise.withResolvers<void>();
    const { promise: asked, resolve: noteAsked } = Promise.withResolvers<void>();
    const { ask } = fakeAsk(async () => {
      noteAsked();
      await release;
    });
    const { server, client, newClient, socketPath } = await serve({ ask });
    const call = client.runtime.startContainer({ containerId });
    await asked;
    const drained = server.drain();
    const late = failureOf(newClient().runtime.version({ version: '' }));
    expect((await late).code).toBe(14);
    resolve();
    expect(await call).toEqual({});
    await drained;
    expect(existsSync(socketPath)).toBe(false);
  });

  test('a request that does not end → Unavailable within the limit; the work goes on', async () => {
    const { ask, asked } = hanging();
    const { server, client } = await serve({ ask });
    const call = failureOf(client.runtime.stopContainer({ containerId, timeout: '3600' }));
    await asked;
    await server.drain({ limitMs: 200 });
    expect(await call).toEqual({ code: 14, details: 'the runtime is shutting down' });
  });

  test('idle connections → do not hold it up', async () => {
    const { server, newClient } = await serve();
    await Promise.all(Array.from({ length: 20 }, () => newClient().runtime.version({ version: '' })));
    await server.drain();
  });

  test('a client that never ends its request → is cut off at the limit', async () => {
    const { server, socketPath } = await serve();
    const session = http2.connect('http://localhost', { createConnection: () => connect(socketPath) });
    session.on('error', () => {});
    const request = session.request({
      ':method': 'POST',
      ':path': '/runtime.v1.RuntimeService/Version',
      'content-type': 'application/grpc',
    });
    request.on('error', () => {});
    await new Promise<void>((resolve) => session.ping(() => resolve()));
    const cutOff = new Promise((resolve) => session.once('close', resolve));
    await server.drain({ limitMs: 200 });
    await cutOff;
  });

  test('close with requests at work → they end', async () => {
    const { ask, asked } = hanging();
    const { server, client } = await serve({ ask });
    const call = failureOf(client.runtime.startContainer({ containerId }));
    await asked;
    await server.close();
    expect([1, 14]).toContain((await call).code);
  });
});

test('a mutation → one line at info with rpc, requestId, subject, elapsedMs; a read → at debug', async () => {
  const { client, lines } = await serve({ views: viewsOf({}, { containers: [containerView()] }) });
  await client.runtime.stopPodSandbox({ podSandboxId: sandboxId });
  await client.runtime.listContainers({ filter: undefined });
  expect(lines.filter((line) => line.rpc !== undefined)).toEqual([
    {
      room: 'cri',
      rpc: 'StopPodSandbox',
      sandboxId,
      requestId: 'request-1',
      level: 'info',
      message: 'rpc answered',
      elapsedMs: expect.any(Number),
    },
    {
      room: 'cri',
      rpc: 'ListContainers',
      requestId: 'request-2',
      level: 'debug',
      message: 'rpc answered',
      elapsedMs: expect.any(Number),
    },
  ]);
});

test('what a kubelet brings about every day → no warning; what nobody should see → one', async () => {
  const failures = ['ContainerWrongState', 'ExecTimedOut', 'Recovering', 'ContainerNotFound', 'LauncherLost'] as const;
  const codes: FailureCode[] = [...failures];
  const { ask } = fakeAsk(({ command }) => {
    throw new FailureError((command.type === 'container.exec' ? codes.shift() : undefined) ?? 'ContainerNotFound');
  });
  const { client, lines } = await serve({ ask });
  const gone = 'dd'.repeat(32);
  await failureOf(client.runtime.containerStatus({ containerId: gone, verbose: false }));
  await failureOf(client.runtime.podSandboxStatus({ podSandboxId: gone, verbose: false }));
  for (const _ of failures) await failureOf(client.runtime.execSync({ containerId, cmd: ['true'], timeout: '1' }));
  await failureOf(client.runtime.startContainer({ containerId }));
  expect(lines.filter(({ rpc }) => rpc !== undefined).map(({ rpc, level }) => [rpc, level])).toEqual([
    ['ContainerStatus', 'debug'],
    ['PodSandboxStatus', 'debug'],
    ...failures.slice(1).map(() => ['ExecSync', 'debug']),
    ['ExecSync', 'warn'],
    ['StartContainer', 'warn'],
  ]);
});

test('whom a line is about: the request says it, or the answer', async () => {
  const { client, lines } = await serve();
  await client.runtime.runPodSandbox({ config: wireSandboxConfig(), runtimeHandler: '' });
  await failureOf(client.runtime.containerStatus({ containerId: 'x'.repeat(5000), verbose: false }));
  await client.image.removeImage({ image: message(api.ImageSpec, { image: 'busybox' }) });
  expect(lines.filter(({ rpc }) => rpc !== undefined)).toMatchObject([
    { rpc: 'RunPodSandbox', sandboxId },
    { rpc: 'ContainerStatus', containerId: 'x'.repeat(256), level: 'warn' },
    { rpc: 'RemoveImage', imageRef: 'busybox' },
  ]);
});
