/** An HTTP proxy on loopback that knows one place, whatever host it is asked for. It remembers what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface FakeProxy {
  readonly host: string;
  /** `GET http://registry.test/…`, `CONNECT registry.test:443`. */
  readonly asked: string[];
  /** `Proxy-Authorization` of each. */
  readonly authorizations: (string | undefined)[];
  /** What everything is answered with instead. */
  refusal: number | undefined;
  readonly close: () => Promise<void>;
}

/** @param place `host:port` of where everything leads. */
export const startFakeProxy = async (place: string): Promise<FakeProxy> => {
  const [hostname = '', port = ''] = place.split(':');
  const sockets = new Set<Socket>();
  const note = ({ method, url, headers }: IncomingMessage) => {
    proxy.asked.push(`${method} ${url}`);
    proxy.authorizations.push(headers['proxy-authorization']);
  };
  const server = createServer((asked, response) => {
    note(asked);
    if (proxy.refusal !== undefined) return void response.writeHead(proxy.refusal).end();
    const { pathname, search } = new URL(asked.url ?? '');
    const onwards = request({ hostname, port, path: pathname + search, headers: asked.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onwards.on('error', () => response.destroy());
    onwards.end();
  });
  server.on('connect', (asked: IncomingMessage, near: Socket) => {
    note(asked);
    near.on('error', () => undefined);
    if (proxy.refusal !== undefined) return void near.end(`HTTP/1.1 ${proxy.refusal} No\r\n\r\n`);
    const far = connect(Number(port), hostname, () => near.write('HTTP/1.1 200 Yes\r\n\r\n'));
    sockets.add(near).add(far);
    far.on('error', () => near.destroy());
    far.pipe(near).pipe(far);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FakeProxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    authorizations: [],
    refusal: undefined,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
};
