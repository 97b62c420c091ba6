import { once } from 'node:events';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hostsOf } from '../../../src/inspector/server/checks.ts';
import { mostStreams } from '../../../src/inspector/server/server.ts';
import { about, ask, bearer, sayRaw, served, smallApi } from './served.ts';

describe('who may ask', () => {
  test('own names only: 421 else, and first of all', async () => {
    const server = await served();
    for (const host of [...hostsOf(server.port), `LOCALHOST:${server.port}`])
      expect((await ask(server, '/', { headers: { host } })).status).toBe(200);
    const others = ['evil.test', `evil.test:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port + 1}`, '[::2]'];
    for (const host of others)
      expect((await ask(server, '/', { method: 'POST', headers: { host, origin: 'http://evil.test' } })).status).toBe(
        421,
      );
    expect(await sayRaw(server, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /);
  });

  test('GET only: 405, before Origin', async () => {
    const server = await served();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH']) {
      const said = await ask(server, '/', { method, headers: { origin: 'http://evil.test' } });
      expect([method, said.status, said.headers.allow]).toEqual([method, 405, 'GET']);
    }
  });

  test('Origin of somebody else: 403, with the right token too; before the token', async () => {
    const server = await served();
    for (const origin of ['http://evil.test', 'null', `https://127.0.0.1:${server.port}`, 'http://127.0.0.1', '']) {
      expect((await ask(server, '/api/sources', { headers: { ...bearer(server), origin } })).status).toBe(403);
      expect((await ask(server, '/api/sources', { headers: { origin } })).status).toBe(403);
    }
    const origin = `http://127.0.0.1:${server.port}`;
    expect((await ask(server, '/api/sources', { headers: { ...bearer(server), origin } })).status).toBe(200);
  });

  test('Sec-Fetch-Site of somebody else: 403', async () => {
    const server = await served();
    const statusAt = async (site: string) => (await ask(server, '/', { headers: { 'sec-fetch-site': site } })).status;
    for (const site of ['cross-site', 'same-site', '', 'none, cross-site', 'x']) expect(await statusAt(site)).toBe(403);
    for (const site of ['same-origin', 'none']) expect(await statusAt(site)).toBe(200);
  });

  test('token: 401 without and with another, for each address below /api/', async () => {
    const server = await served();
    const wrong = [
      undefined,
      '',
      server.token,
      'Bearer',
      `Bearer ${server.token}x`,
      `Basic ${server.token}`,
      'Bearer ',
    ];
    for (const authorization of wrong)
      for (const path of ['/api/sources', '/api/stream?source=one', '/api/nothing', '/api/'])
        expect([
          authorization,
          (await ask(server, path, { headers: authorization === undefined ? {} : { authorization } })).status,
        ]).toEqual([authorization, 401]);
    expect((await ask(server, `/api/sources?t=${server.token}`)).status).toBe(401);
    expect(Buffer.from(server.token, 'base64url')).toHaveLength(32);
    expect((await served()).token).not.toBe(server.token);
  });

  test('a body: 400', async () => {
    const server = await served();
    expect((await ask(server, '/', { headers: { 'content-length': '2' }, body: '{}' })).status).toBe(400);
    expect(
      await sayRaw(
        server,
        `GET / HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello`,
      ),
    ).toMatch(/^HTTP\/1.1 400 /);
  });

  test('an upgrade, a tunnel: as any other request, and none', async () => {
    const server = await served();
    const head = `host: 127.0.0.1:${server.port}\r\nconnection: upgrade, close\r\nupgrade: websocket\r\n`;
    expect(await sayRaw(server, `GET /api/sources HTTP/1.1\r\n${head}sec-websocket-key: x\r\n\r\n`)).toMatch(/ 401 /);
    expect(await sayRaw(server, `CONNECT evil.test:443 HTTP/1.1\r\nhost: evil.test\r\n\r\n`)).toBe('');
  });

  test('a head that is too long: refused', async () => {
    const server = await served();
    const host = `host: 127.0.0.1:${server.port}\r\n`;
    expect(await sayRaw(server, `GET / HTTP/1.1\r\n${host}x: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/ 431 /);
    expect((await ask(server, `/?${'x'.repeat(9000)}`)).status).toBe(400);
  });
});

describe('what is said', () => {
  const common = {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types troupe",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  };

  test('the same headers with each answer, refusals too; none of CORS', async () => {
    const server = await served();
    const all = [
      await ask(server, '/'),
      await ask(server, '/api/sources', { headers: bearer(server) }),
      await ask(server, '/api/sources'),
      await ask(server, '/', { headers: { host: 'evil.test' } }),
      await ask(server, '/none', { method: 'POST' }),
      await ask(server, '/api/stream?source=one', { headers: bearer(server) }),
    ];
    for (const { headers } of all) {
      expect(headers).toMatchObject(common);
      expect(Object.keys(headers).filter((name) => /^access-control|^set-cookie|^server$/.test(name))).toEqual([]);
    }
    expect(all.map(({ headers }) => headers['cache-control'])).toEqual([
      'no-cache',
      ...Array.from({ length: 5 }, () => 'no-store'),
    ]);
  });

  test('files: by hash, packed where that is understood', async () => {
    const server = await served();
    const plain = await ask(server, '/');
    const packed = await sayRaw(
      server,
      `GET / HTTP/1.1\r\nhost: localhost:${server.port}\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n`,
    );
    expect(packed).toMatch(/content-encoding: gzip/);
    expect(gunzipSync(Buffer.from(packed.slice(packed.indexOf('\r\n\r\n') + 4), 'latin1')).toString()).toBe(plain.body);
    const again = await ask(server, '/', { headers: { 'if-none-match': `"x", ${String(plain.headers.etag)}` } });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', plain.headers.etag]);
    expect((await ask(server, '/', { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  test('what is not in the table: 404, however it is written', async () => {
    const server = await served();
    const paths = ['/x', '//', '/..%2f..%2fetc/passwd', '/../../etc/passwd', '/%00', '/api/none', `http://evil.test/`];
    for (const path of paths) {
      const said = await ask(server, path, { headers: bearer(server) });
      expect([path, said.status, JSON.parse(said.body)]).toEqual([path, 404, { error: 'there is nothing here' }]);
    }
  });

  test('IPv6, where there is', async () => {
    const server = await served();
    const has = await ask(server, '/', { host: '::1', headers: { host: `[::1]:${server.port}` } }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(has === 'EADDRNOTAVAIL' || has === 'ECONNREFUSED' || (typeof has === 'object' && has.status === 200)).toBe(
      true,
    );
  });

  test('a port that is taken: EADDRINUSE', async () => {
    const { port } = await served();
    await expect(served({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('what is asked', () => {
  test('sources and streams', async () => {
    const server = await served();
    const headers = bearer(server);
    expect(JSON.parse((await ask(server, '/api/sources', { headers })).body)).toEqual([about]);
    const stream = await ask(server, '/api/stream?source=one', { headers });
    expect(stream.headers['content-type']).toBe('application/x-ndjson');
    expect(
      stream.body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).k),
    ).toEqual(['about', 'ended']);
    const none = await ask(server, '/api/stream?source=two', { headers });
    expect([none.status, JSON.parse(none.body)]).toEqual([404, { error: 'there is no source "two"' }]);
  });

  test('bad parameters: 400 with what is wrong', async () => {
    const playing = {
      accepts: async (ask: object) => ({ ask }),
      whatIf: async (ask: object) => ({ source: 's', ask }),
      deviation: async (ask: object) => ({ source: 's', ask }),
      scenarios: async () => [],
      sim: async (ask: object) => ({ source: 's', ask }),
    };
    const server = await served({ api: { ...smallApi(), playing } });
    const said = async (path: string) => {
      const { status, body } = await ask(server, path, { headers: bearer(server) });
      return [status, JSON.parse(body).error ?? JSON.parse(body).ask];
    };
    const moment = { source: 'a', run: 2, q: 17.0001 };
    expect(await said('/api/stream')).toEqual([400, 'source is missing']);
    expect(await said('/api/stream?source=a&source=b')).toEqual([400, 'source is there more than once']);
    expect(await said('/api/stream?source=a&x=b')).toEqual([400, '"x" is not asked for here']);
    expect(await said(`/api/stream?source=${'a'.repeat(600)}`)).toEqual([400, 'source is longer than 512 characters']);
    expect(await said('/api/stream?source=a%0ab')).toEqual([400, 'source has control characters']);
    expect(await said('/api/accepts?source=a&run=2&q=17.0001&actor=pod:a')).toEqual([
      200,
      { ...moment, actor: 'pod:a' },
    ]);
    expect(await said('/api/accepts?source=a&q=-1&actor=b')).toEqual([
      400,
      'q is to be a number of a record, and is "-1"',
    ]);
    expect(await said('/api/accepts?source=a&run=0&q=1&actor=b')).toEqual([
      400,
      'run is to be a number from 1, and is "0"',
    ]);
    expect(await said('/api/what-if?source=a&run=2&q=17.0001&change=drop&change=b')).toEqual([
      200,
      { ...moment, changes: ['drop', 'b'] },
    ]);
    expect(await said('/api/what-if?source=a&q=1')).toEqual([400, 'change is missing']);
    expect(await said('/api/deviation?source=a&off=3,7')).toEqual([200, { source: 'a', off: [3, 7] }]);
    expect(await said('/api/deviation?source=a')).toEqual([200, { source: 'a', off: [] }]);
    expect((await said('/api/deviation?source=a&off=3,,7'))[0]).toBe(400);
    expect((await said('/api/deviation?source=a&off=3,x'))[0]).toBe(400);
    expect(await said('/api/sim?scenario=one%20life&choices=a,b')).toEqual([
      200,
      { scenario: 'one life', choices: ['a', 'b'] },
    ]);
    expect((await said('/api/scenarios?x=1'))[0]).toBe(400);
  });

  test('nothing to play: 501; a defect: 500 without its words, told to who serves', async () => {
    const broken = new Error('the secret');
    const server = await served({
      api: { ...smallApi(), sources: () => Promise.reject(broken) },
    });
    const headers = bearer(server);
    expect((await ask(server, '/api/scenarios', { headers })).status).toBe(501);
    const said = await ask(server, '/api/sources', { headers });
    expect([said.status, said.body.includes('secret')]).toEqual([500, false]);
    expect(server.failures).toEqual([broken]);
  });
});

/** A client that says what it wants and then reads only when it is told to. */
const lazyReader = async (server: { readonly port: number; readonly token: string }) => {
  const socket = connect(server.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.pause();
  socket.write(
    `GET /api/stream?source=one HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nauthorization: Bearer ${server.token}\r\nconnection: close\r\n\r\n`,
  );
  return socket;
};

describe('streams', () => {
  test('one more than there may be: 429; one that ends makes room', async () => {
    const begun: AbortSignal[] = [];
    const more = new EventTarget();
    const server = await served({
      api: smallApi(async function* (_, signal) {
        begun.push(signal);
        more.dispatchEvent(new Event('begun'));
        yield '{}\n';
        if (!signal.aborted) await once(signal, 'abort');
      }),
    });
    const sockets = [];
    for (let number = 0; number < mostStreams; number += 1) {
      const next = once(more, 'begun');
      sockets.push(await lazyReader(server));
      await next;
    }
    expect(server.idleSince()).toBeUndefined();
    const headers = bearer(server);
    const refused = await ask(server, '/api/stream?source=one', { headers });
    expect([refused.status, JSON.parse(refused.body).error]).toEqual([
      429,
      expect.stringContaining(`${mostStreams} streams`),
    ]);
    const [first] = begun;
    sockets[0]?.destroy();
    if (first?.aborted === false) await once(first, 'abort');
    for (const socket of sockets.slice(1)) socket.destroy();
    for (const signal of begun) if (!signal.aborted) await once(signal, 'abort');
    const again = once(more, 'begun');
    await lazyReader(server);
    await again;
  });

  test('a viewer that does not read: its source is left at once, and it is told why', async () => {
    let made = 0;
    const left = Promise.withResolvers<void>();
    const chunk = `${'x'.repeat(65_535)}\n`;
    const server = await served({
      pace: { stallMs: 50, lingerMs: 60_000 },
      api: smallApi(async function* () {
        try {
          for (;;) {
            made += 1;
            yield chunk;
          }
        } finally {
          left.resolve();
        }
      }),
    });
    const socket = await lazyReader(server);
    await left.promise;
    expect(made * chunk.length).toBeLessThan(64 * 2 ** 20);
    let last = '';
    socket.on('data', (bytes) => {
      last = (last + bytes.toString('latin1')).slice(-200);
    });
    socket.resume();
    await once(socket, 'end');
    expect(last).toContain('{"k":"ended","why":"the viewer did not read"}\n');
  });

  test('one that never reads again is cut off', async () => {
    const server = await served({
      pace: { stallMs: 20, lingerMs: 20 },
      api: smallApi(async function* () {
        for (;;) yield `${'x'.repeat(65_535)}\n`;
      }),
    });
    const socket = await lazyReader(server);
    socket.on('error', () => {});
    const idle = Promise.withResolvers<void>();
    const watch = setInterval(() => server.idleSince() !== undefined && idle.resolve(), 5);
    await idle.promise;
    clearInterval(watch);
    socket.resume();
    await once(socket, 'close');
  });

  test('a source that breaks in the middle: told to the viewer without its words', async () => {
    const server = await served({
      api: smallApi(async function* () {
        yield '{"k":"live"}\n';
        throw new Error('the secret');
      }),
    });
    const said = await ask(server, '/api/stream?source=one', { headers: bearer(server) });
    expect(said.body).toBe('{"k":"live"}\n{"k":"ended","why":"it could not be told on; troupe has said why"}\n');
    expect(server.failures).toHaveLength(1);
  });

  test('the server closes: streams end, and their sources are left', async () => {
    const left = Promise.withResolvers<void>();
    const server = await served({
      api: smallApi(async function* (_, signal) {
        yield '{}\n';
        await once(signal, 'abort');
        left.resolve();
      }),
    });
    const socket = await lazyReader(server);
    socket.on('error', () => {});
    socket.resume();
    await once(socket, 'data');
    await server.close();
    await left.promise;
  });
});

describe('a ticket, for command lines', () => {
  const tokenFor = async (server: Awaited<ReturnType<typeof served>>, ticket: string) => {
    const { status, body } = await ask(server, '/api/token', { headers: bearer({ token: ticket }) });
    return [status, JSON.parse(body).token];
  };
  const ticketOf = (url: string) => new URL(url).hash.slice('#o='.length);

  test('is good once, for the token; and for nothing else', async () => {
    const server = await served();
    const ticket = ticketOf(server.ticketUrl());
    expect(server.ticketUrl()).not.toContain(server.token);
    expect((await ask(server, '/api/sources', { headers: bearer({ token: ticket }) })).status).toBe(401);
    const next = ticketOf(server.ticketUrl());
    expect(await tokenFor(server, ticket)).toEqual([401, undefined]);
    expect(await tokenFor(server, next)).toEqual([200, server.token]);
    expect(await tokenFor(server, next)).toEqual([401, undefined]);
  });

  test('there is none: the token is no ticket', async () => {
    const server = await served();
    expect(await tokenFor(server, server.token)).toEqual([401, undefined]);
    expect(await tokenFor(server, '')).toEqual([401, undefined]);
  });
});
