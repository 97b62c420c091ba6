/** From a URL to a session: what is refused, and what a client of each protocol gets. */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { FailureError } from '../../../src/machines/failure.ts';
import { containerId, sandboxId } from '../fakes.ts';
import { type Act, forwardRequest, request, serveStreams, textOf } from './scene.ts';
import { spdyHeaders, upgrade } from './spdy-client.ts';

/** Says what it was told, on stdout; a word on stderr; and ends with this code. */
const shout =
  (exitCode: number) =>
  async ({ session }: Act) => {
    const said = session.stdin === undefined ? '' : await textOf(session.stdin);
    session.stderr?.write('err');
    session.stdout?.write(said.toUpperCase());
    return { exitCode };
  };

const aborted = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    if (signal?.aborted === true) resolve();
    else signal?.addEventListener('abort', () => resolve());
  });

const openWebSocket = async (url: string, ...protocols: string[]) => {
  const socket = new WebSocket(url.replace('http:', 'ws:'), protocols);
  const messages: Buffer[] = [];
  let wake = () => {};
  socket.on('message', (message: Buffer) => {
    messages.push(message);
    wake();
  });
  onTestFinished(() => socket.terminate());
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  const count = async (wanted: number) => {
    while (messages.length < wanted)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return messages;
  };
  const channel = (number: number) =>
    Buffer.concat(messages.filter((message) => message[0] === number).map((message) => message.subarray(1)));
  return { socket, messages, closed, count, channel };
};

test('a URL has a host that can be connected to, the kind, and a token', async () => {
  const { urlOf } = await serveStreams(shout(0));
  expect(urlOf(request())).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/exec\/[\w-]{8}$/);
  expect(urlOf(forwardRequest())).toMatch(/\/portforward\/[\w-]{8}$/);
});

test.each(['0.0.0.0', '::', ''])('listening on %s → the URL never has a wildcard', async (address) => {
  const { urlOf } = await serveStreams(shout(0), { address });
  const { hostname } = new URL(urlOf(request()));
  expect(['0.0.0.0', '[::]', '']).not.toContain(hostname);
});

test('a port that is taken → SyscallFailed, EADDRINUSE', async () => {
  const { urlOf } = await serveStreams(shout(0));
  const port = Number(new URL(urlOf(request())).port);
  await expect(serveStreams(shout(0), { port })).rejects.toMatchObject({ details: { code: 'EADDRINUSE' } });
});

test('unknown, used, of another kind, no path at all → 404, upgrade or not', async () => {
  const { urlOf } = await serveStreams(shout(0));
  const base = new URL(urlOf(request())).origin;
  for (const path of [
    '/exec/00000000',
    '/',
    '/exec/',
    '/nothing/00000000',
    '/exec/%2e%2e',
    `/exec/${'x'.repeat(9000)}`,
  ]) {
    expect((await upgrade(base + path, spdyHeaders('v4.channel.k8s.io'))).head).toContain('404');
    expect((await fetch(base + path)).status).toBe(404);
  }
  const url = urlOf(request());
  const { socket } = await upgrade(url, spdyHeaders('v4.channel.k8s.io'));
  expect((await upgrade(url, spdyHeaders('v4.channel.k8s.io'))).head).toContain('404');
  expect((await upgrade(urlOf(request()).replace('/exec/', '/attach/'), spdyHeaders())).head).toContain('404');
  socket.destroy();
});

test('no upgrade, or to what nobody knows → 400', async () => {
  const { urlOf } = await serveStreams(shout(0));
  expect((await fetch(urlOf(request()), { method: 'POST' })).status).toBe(400);
  const { head } = await upgrade(urlOf(request()), ['Connection: Upgrade', 'Upgrade: h2c']);
  expect(head).toContain('400');
});

test('no protocol in common → 403, with those that there are', async () => {
  const { urlOf } = await serveStreams(shout(0));
  const { head } = await upgrade(urlOf(request()), spdyHeaders('v9.channel.k8s.io'));
  expect(head).toContain('403');
  expect(head).toContain('X-Accepted-Stream-Protocol-Versions: v4.channel.k8s.io');
  const headers = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const key = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`;
  const refused = await upgrade(
    urlOf(request()),
    [...headers, key, 'Sec-WebSocket-Protocol: v9.channel.k8s.io'],
    'GET',
  );
  expect(refused.head).toContain('403');
});

test('not a WebSocket’s request though it says so → 400', async () => {
  const { urlOf } = await serveStreams(shout(0));
  const { head } = await upgrade(urlOf(request()), ['Connection: Upgrade', 'Upgrade: websocket'], 'GET');
  expect(head).toContain('400');
});

test.each(['v5.channel.k8s.io', 'v4.channel.k8s.io'])(
  'SPDY %s: streams both ways, then the status as JSON',
  async (protocol) => {
    const { connect, acts } = await serveStreams(shout(3));
    const { head, client } = await connect(request(), protocol, 'channel.k8s.io');
    expect(head).toContain('101');
    expect(head.toLowerCase()).toContain(`x-stream-protocol-version: ${protocol}`);
    const [error, stdin, stdout, stderr] = [
      await client.open({ streamtype: 'error' }),
      await client.open({ streamtype: 'stdin' }),
      await client.open({ streamtype: 'stdout' }),
      await client.open({ streamtype: 'stderr' }),
    ];
    stdin.write('hel');
    stdin.end('lo');
    expect(String(await stdout.whole)).toBe('HELLO');
    expect(String(await stderr.whole)).toBe('err');
    expect(JSON.parse(String(await error.whole))).toEqual({
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 3',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
    await client.closed;
    expect(acts[0]?.command).toEqual({
      type: 'container.openExec',
      containerId,
      execId: 'exec-id',
      command: ['sh'],
      isTerminal: false,
      streamsKey: 'key-1',
    });
  },
);

test.each([
  ['v3.channel.k8s.io', 3, 'command terminated with non-zero exit code: exit status 3'],
  ['v2.channel.k8s.io', 0, ''],
  ['channel.k8s.io', 3, 'command terminated with non-zero exit code: exit status 3'],
])('SPDY %s, exit code %i → the error stream says "%s"', async (protocol, exitCode, text) => {
  const { connect } = await serveStreams(shout(exitCode));
  const { client } = await connect(request({ stdin: false, stderr: false }), protocol);
  const error = await client.open({ streamtype: 'error' });
  await client.open({ streamtype: 'stdout' });
  expect(String(await error.whole)).toBe(text);
});

test('SPDY without a protocol → that of old clients', async () => {
  const { connect } = await serveStreams(shout(0));
  const { head, client } = await connect(request({ stdin: false, stderr: false }));
  expect(head.toLowerCase()).not.toContain('x-stream-protocol-version');
  const error = await client.open({ streamtype: 'error' });
  await client.open({ streamtype: 'stdout' });
  expect(String(await error.whole)).toBe('');
});

test('a command that could not be run → Failure with the reason; the log has it too', async () => {
  const { connect, lines } = await serveStreams(async () => {
    throw new FailureError('ExecNotStarted', { message: 'no such file', command: 'nothing' });
  });
  const { client } = await connect(request({ stdin: false, stderr: false }), 'v4.channel.k8s.io');
  const error = await client.open({ streamtype: 'error' });
  await client.open({ streamtype: 'stdout' });
  const status = JSON.parse(String(await error.whole)) as Record<string, unknown>;
  expect(status).toMatchObject({ status: 'Failure', reason: 'InternalError', code: 500 });
  expect(status.message).toContain('no such file');
  await client.closed;
  while (lines.at(-1)?.message === 'serving streams') await new Promise((resolve) => setImmediate(resolve));
  expect(lines.at(-1)).toMatchObject({ level: 'warn', message: 'stream failed', failure: { code: 'ExecNotStarted' } });
});

test('attach: success whatever becomes of the container; the client says whether it writes', async () => {
  const { connect, acts } = await serveStreams(async ({ session }) => {
    session.stdout?.write('seen');
    return {};
  });
  const asked = request({ kind: 'attach', stdin: false, stderr: false } as never);
  const { client } = await connect(asked, 'v4.channel.k8s.io');
  const error = await client.open({ streamtype: 'error' });
  const stdout = await client.open({ streamtype: 'stdout' });
  expect(String(await stdout.whole)).toBe('seen');
  expect(JSON.parse(String(await error.whole))).toEqual({ metadata: {}, status: 'Success' });
  expect(acts[0]?.command).toMatchObject({ type: 'container.attach', writesStdin: false });
});

test('sizes of the terminal: in order, however they are cut, also those before the command ran', async () => {
  const begun = Promise.withResolvers<void>();
  const sizes: unknown[] = [];
  const three = Promise.withResolvers<void>();
  const { connect } = await serveStreams(async ({ session }) => {
    await begun.promise;
    session.onResize((size) => {
      sizes.push(size);
      if (sizes.length === 3) three.resolve();
    });
    await three.promise;
    return { exitCode: 0 };
  });
  const { client } = await connect(request({ isTerminal: true, stderr: false, stdin: false }), 'v4.channel.k8s.io');
  const error = await client.open({ streamtype: 'error' });
  await client.open({ streamtype: 'stdout' });
  const resize = await client.open({ streamtype: 'resize' });
  resize.write('{"Width":80,"Height":24}{"Wid');
  resize.write('th":100,"Height":30}\nnonsense {"Width":70000,"Height":-1}');
  await client.open({ streamtype: 'nothing that was asked for' });
  begun.resolve();
  resize.write('{"Width":101,"Height":31}');
  await error.whole;
  expect(sizes).toEqual([
    { columns: 80, rows: 24 },
    { columns: 100, rows: 30 },
    { columns: 101, rows: 31 },
  ]);
});

test('not all streams within the time → the connection is closed, and nothing was asked', async () => {
  const { connect, acts } = await serveStreams(shout(0), { limits: { creationMs: 30 } });
  const { client } = await connect(request(), 'v4.channel.k8s.io');
  await client.open({ streamtype: 'error' });
  await client.closed;
  expect(acts).toEqual([]);
});

test('no data for the idle time → closed, and the actor hears that the client left; pings do not count', async () => {
  const { connect, acts, kept } = await serveStreams(() => new Promise(() => {}), { idleMs: () => 60 });
  const { client } = await connect(request({ stdin: false, stderr: false }), 'v4.channel.k8s.io');
  await client.open({ streamtype: 'error' });
  await client.open({ streamtype: 'stdout' });
  const pinging = setInterval(() => client.send(6, [1]), 10);
  await client.closed;
  clearInterval(pinging);
  const [act] = acts;
  await aborted(act?.signal);
  await aborted(act?.session.gone);
  while (kept.size > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('the client goes → the actor hears it, and nothing is kept', async () => {
  const asked = Promise.withResolvers<Act>();
  const { connect, kept } = await serveStreams((act) => {
    asked.resolve(act);
    return new Promise(() => {});
  });
  const { client } = await connect(request({ stdin: false, stderr: false }), 'v4.channel.k8s.io');
  await client.open({ streamtype: 'error' });
  await client.open({ streamtype: 'stdout' });
  const { signal, session } = await asked.promise;
  client.socket.destroy();
  await aborted(signal);
  expect(session.stdout?.destroyed).toBe(true);
  while (kept.size > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('the server closes → every session ends', async () => {
  const { connect, server, acts } = await serveStreams(() => new Promise(() => {}));
  const { client } = await connect(request({ stdin: false, stderr: false }), 'v4.channel.k8s.io');
  await client.open({ streamtype: 'error' });
  await client.open({ streamtype: 'stdout' });
  await server.close();
  await client.closed;
  await aborted(acts[0]?.signal);
});

test('WebSocket v4: a greeting, channels, the status, a good close', async () => {
  const { urlOf } = await serveStreams(async ({ session }) => {
    session.stdout?.write('out');
    session.stderr?.write('err');
    const [first] = await once(session.stdin as never, 'data');
    session.stdout?.write(first as Buffer);
    return { exitCode: 4 };
  });
  const { socket, messages, count, channel, closed } = await openWebSocket(urlOf(request()), 'v4.channel.k8s.io');
  expect(socket.protocol).toBe('v4.channel.k8s.io');
  await count(3);
  expect(messages[0]).toEqual(Buffer.of(1));
  socket.send(Buffer.from('\0typed'));
  expect(await closed).toBe(1000);
  expect(String(channel(1))).toBe('outtyped');
  expect(String(channel(2))).toBe('err');
  expect(JSON.parse(String(channel(3)))).toMatchObject({ details: { causes: [{ reason: 'ExitCode', message: '4' }] } });
});

test('WebSocket v5: the close signal ends stdin, and only stdin', async () => {
  const { urlOf } = await serveStreams(shout(0));
  const { socket, channel, closed } = await openWebSocket(urlOf(request()), 'v5.channel.k8s.io', 'v4.channel.k8s.io');
  expect(socket.protocol).toBe('v5.channel.k8s.io');
  socket.send(Buffer.from('\0hello'));
  socket.send(Buffer.of(255, 0));
  socket.send(Buffer.of(255, 0));
  socket.send(Buffer.from('\0late'));
  await closed;
  expect(String(channel(1))).toBe('HELLO');
  expect(JSON.parse(String(channel(3)))).toEqual({ metadata: {}, status: 'Success' });
});

test.each(['base64.channel.k8s.io', 'v4.base64.channel.k8s.io'])('WebSocket %s: text in base64', async (protocol) => {
  const { urlOf } = await serveStreams(async ({ session }) => {
    const [first] = await once(session.stdin as never, 'data');
    session.stdout?.write(first as Buffer);
    return { exitCode: 0 };
  });
  const { socket, messages, closed } = await openWebSocket(urlOf(request()), protocol);
  socket.send(`0${Buffer.from('hi').toString('base64')}`);
  await closed;
  expect(messages.map(String)).toContain(`1${Buffer.from('hi').toString('base64')}`);
});

test('WebSocket without a protocol: channels, and the exit code as text', async () => {
  const { urlOf } = await serveStreams(async () => ({ exitCode: 9 }));
  const { channel, closed } = await openWebSocket(urlOf(request({ stdin: false })));
  await closed;
  expect(String(channel(3))).toContain('exit status 9');
});

test('WebSocket: messages for channels that there are not, empty ones, text → ignored', async () => {
  const { urlOf } = await serveStreams(shout(0));
  const { socket, channel, closed } = await openWebSocket(urlOf(request()), 'v5.channel.k8s.io');
  for (const bytes of [Buffer.alloc(0), Buffer.of(9, 1, 2), Buffer.of(255), Buffer.of(255, 77), Buffer.of(0)])
    socket.send(bytes);
  socket.send('0text');
  socket.send(Buffer.from('\0x'));
  socket.send(Buffer.of(255, 0));
  await closed;
  expect(String(channel(1))).toBe('X');
});

test('WebSocket: stdin that nobody reads → the client is held up, memory is bounded', async () => {
  const asked = Promise.withResolvers<Act>();
  const { urlOf } = await serveStreams((act) => {
    asked.resolve(act);
    return new Promise(() => {});
  });
  const { socket } = await openWebSocket(urlOf(request()), 'v5.channel.k8s.io');
  const { session } = await asked.promise;
  const piece = Buffer.alloc(1024 * 1024);
  for (let sent = 0; sent < 64; sent += 1) socket.send(piece);
  const { stdin } = session;
  while ((stdin?.readableLength ?? 0) < 1024 * 1024) await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(stdin?.readableLength).toBeLessThan(20 * 1024 * 1024);
  expect(socket.bufferedAmount).toBeGreaterThan(0);
});

/** Answers what it gets with the port in front, half-closed by the client. */
const echoPorts = async ({ forward }: Act) => {
  forward.onConnection(async ({ port, data, error }) => {
    if (port === 1) {
      error.end('refused');
      data.end();
      return;
    }
    const said = await textOf(data);
    data.end(`${port}:${said}`);
    error.end();
  });
  return new Promise(() => {});
};

test('port-forward over SPDY: pairs by request id, many at once, one that fails says why', async () => {
  const { connect, acts } = await serveStreams(echoPorts);
  const { head, client } = await connect(forwardRequest(), 'portforward.k8s.io');
  expect(head.toLowerCase()).toContain('x-stream-protocol-version: portforward.k8s.io');
  const one = async (port: number, requestid: string) => {
    const error = await client.open({ streamtype: 'error', port: String(port), requestid });
    error.end();
    const data = await client.open({ streamtype: 'data', port: String(port), requestid });
    data.end(`request ${requestid}`);
    return [String(await data.whole), String(await error.whole)];
  };
  const answers = await Promise.all([one(80, '0'), one(443, '1'), one(1, '2'), one(80, '3')]);
  expect(answers).toEqual([
    ['80:request 0', ''],
    ['443:request 1', ''],
    ['', 'refused'],
    ['80:request 3', ''],
  ]);
  expect(acts[0]?.command).toMatchObject({ type: 'sandbox.forwardPorts', sandboxId });
});

test('port-forward over SPDY without request ids: streams that follow each other belong together', async () => {
  const { connect } = await serveStreams(echoPorts);
  const { client } = await connect(forwardRequest(), 'portforward.k8s.io');
  await client.open({ streamtype: 'error', port: '80' });
  const data = await client.open({ streamtype: 'data', port: '80' });
  data.end('old');
  expect(String(await data.whole)).toBe('80:old');
});

test.each([
  ['a port that is none', { streamtype: 'error', port: '65536', requestid: '1' }],
  ['no port', { streamtype: 'error', requestid: '1' }],
])('port-forward: %s → a text on the error stream', async (_, headers) => {
  const { connect } = await serveStreams(echoPorts);
  const { client } = await connect(forwardRequest(), 'portforward.k8s.io');
  const error = await client.open(headers);
  expect(String(await error.whole)).toContain('port');
});

test('port-forward: half a pair → reset when its time is over; the session stays', async () => {
  const { connect } = await serveStreams(echoPorts, { limits: { creationMs: 20 } });
  const { client } = await connect(forwardRequest(), 'portforward.k8s.io');
  const lonely = await client.open({ streamtype: 'error', port: '80', requestid: '1' });
  await lonely.whole;
  expect(lonely.wasReset()).toBe(true);
  await client.open({ streamtype: 'error', port: '80', requestid: '2' });
  const data = await client.open({ streamtype: 'data', port: '80', requestid: '2' });
  data.end('x');
  expect(String(await data.whole)).toBe('80:x');
});

test('port-forward over WebSocket channels: two a port, each begins with the port', async () => {
  const { urlOf } = await serveStreams(async ({ forward }) => {
    forward.onConnection(({ port, data, error }) => {
      data.once('data', (chunk: Buffer) => {
        data.end(`${port}:${chunk}`);
        error.end();
      });
    });
    return new Promise(() => {});
  });
  const { socket, count, channel } = await openWebSocket(urlOf(forwardRequest([80, 8080])), 'v4.channel.k8s.io');
  await count(4);
  expect([0, 1, 2, 3].map((number) => channel(number).readUInt16LE())).toEqual([80, 80, 8080, 8080]);
  socket.send(Buffer.from('\x02hi'));
  await count(5);
  expect(String(channel(2).subarray(2))).toBe('8080:hi');
});

test('the session’s sandbox is no longer ready → the client is told goodbye', async () => {
  const over = Promise.withResolvers<void>();
  const { connect } = await serveStreams(() => over.promise);
  const { client } = await connect(forwardRequest(), 'portforward.k8s.io');
  over.resolve();
  await client.closed;
});
