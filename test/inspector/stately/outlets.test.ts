/** Stately's messages over real sockets: to a relay, and to receivers that come. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { StatelyMessage } from '../../../src/inspector/stately/messages.ts';
import type { Outlet } from '../../../src/inspector/stately/outlet.ts';
import { openRelay } from '../../../src/inspector/stately/relay.ts';
import { serveReceivers } from '../../../src/inspector/stately/serve.ts';

const message = (sessionId: string): StatelyMessage => ({
  type: '@xstate.event',
  event: { type: 'x' },
  sessionId,
  rootId: 'pod:a#1',
  createdAt: '0',
  id: null,
  _version: '0',
});

const outlets: Outlet[] = [];
const opened = <One extends Outlet>(outlet: One): One => {
  outlets.push(outlet);
  return outlet;
};
const others: (() => void)[] = [];
afterEach(async () => {
  for (const end of others.splice(0)) end();
  for (const outlet of outlets.splice(0)) await outlet.close();
});

/** What a receiver hears: one JSON text a message. */
const heardBy = (socket: WebSocket) => {
  const heard: { readonly sessionId: string }[] = [];
  const hearers = new Set<() => void>();
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)));
    for (const look of hearers) look();
  });
  return {
    heard,
    ids: (count: number) =>
      new Promise<readonly string[]>((resolve) => {
        const look = () => {
          if (heard.length >= count) resolve(heard.map(({ sessionId }) => sessionId));
        };
        hearers.add(look);
        look();
      }),
  };
};
const options = { present: () => [message('there')], say: () => undefined };

describe('receivers that come', () => {
  const receiver = (url: string, headers: Record<string, string> = {}) => {
    const socket = new WebSocket(url, { headers });
    others.push(() => socket.terminate());
    return socket;
  };
  const refusal = async (url: string, headers: Record<string, string> = {}): Promise<number | undefined> => {
    const socket = receiver(url, headers);
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
    return response.statusCode;
  };

  test('the present first, then what happens', async () => {
    const outlet = opened(await serveReceivers(0, options));
    const socket = receiver(outlet.address);
    const { ids } = heardBy(socket);
    await ids(1);
    outlet.send([message('one'), message('two')]);
    expect(await ids(3)).toEqual(['there', 'one', 'two']);
  });
  test('without the token, with another name, from a page → refused', async () => {
    const { address } = opened(await serveReceivers(0, options));
    const { port, pathname } = new URL(address);
    expect(await refusal(`ws://127.0.0.1:${port}/`)).toBe(401);
    expect(await refusal(`ws://127.0.0.1:${port}/${pathname.slice(2)}`)).toBe(401);
    expect(await refusal(address, { host: `evil.test:${port}` })).toBe(421);
    expect(await refusal(address, { origin: 'https://evil.test' })).toBe(403);
  });
  test('a ninth → 429; no upgrade → 426', async () => {
    const { address } = opened(await serveReceivers(0, options));
    await Promise.all(Array.from({ length: 8 }, () => once(receiver(address), 'open')));
    expect(await refusal(address)).toBe(429);
    expect((await fetch(address.replace('ws:', 'http:'))).status).toBe(426);
  });
  test('closed → receivers are told, and the port is free', async () => {
    const outlet = await serveReceivers(0, options);
    const socket = receiver(outlet.address);
    await once(socket, 'open');
    const gone = once(socket, 'close');
    await outlet.close();
    await gone;
    await expect(fetch(outlet.address.replace('ws:', 'http:'))).rejects.toThrow();
  });
});

describe('a relay', () => {
  const relay = async (port = 0) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    await once(server, 'listening');
    const end = () => {
      for (const client of server.clients) client.terminate();
      server.close();
    };
    others.push(end);
    const { port: at } = server.address() as AddressInfo;
    const next = async () => ((await once(server, 'connection')) as [WebSocket])[0];
    return { url: `ws://127.0.0.1:${at}`, port: at, next, end };
  };

  test('the present first, then what happens; nothing that it says is heeded', async () => {
    const { url, next } = await relay();
    const connection = next();
    const outlet = opened(openRelay(url, options));
    const socket = await connection;
    const { ids } = heardBy(socket);
    socket.send('{"type":"@statelyai.connected"}');
    await ids(1);
    outlet.send([message('one')]);
    expect(await ids(2)).toEqual(['there', 'one']);
  });
  test('it goes and comes back → told the present again', async () => {
    const first = await relay();
    const connection = first.next();
    opened(openRelay(first.url, options));
    await heardBy(await connection).ids(1);
    first.end();
    const second = await relay(first.port);
    expect(await heardBy(await second.next()).ids(1)).toEqual(['there']);
  });
});
