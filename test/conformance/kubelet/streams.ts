/** Streams through the kubelet, as an API server or kubectl asks for them: SPDY, and WebSocket. */
import { WebSocket } from 'ws';
import { type ClientStream, spdyClient, spdyHeaders, upgrade } from '../../cri/streaming/spdy-client.ts';

const unchecked = { rejectUnauthorized: false };

export interface Asked {
  readonly stdin?: boolean;
  readonly tty?: boolean;
  /** Of an exec. */
  readonly command?: readonly string[];
}
export interface Session {
  readonly write: (text: string | Buffer) => void;
  readonly endInput: () => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly stdout: () => string;
  /** Settles when all has come; `status` is what the error stream said. */
  readonly ended: Promise<{ readonly stdout: string; readonly stderr: string; readonly status: string }>;
  readonly close: () => void;
}
export type Transport = 'spdy' | 'v4.channel.k8s.io' | 'v5.channel.k8s.io';

/** @param path as `/exec/default/pod/container`. */
export const openSession = (url: string, path: string, asked: Asked, transport: Transport): Promise<Session> => {
  const query = [
    ...(asked.command ?? []).map((word) => `command=${encodeURIComponent(word)}`),
    'output=1',
    ...(asked.stdin ? ['input=1'] : []),
    ...(asked.tty ? ['tty=1'] : ['error=1']),
  ].join('&');
  const address = `${url}${path}?${query}`;
  return transport === 'spdy' ? overSpdy(address, asked) : overWebSocket(address, transport, asked);
};

const overSpdy = async (url: string, { stdin, tty }: Asked): Promise<Session> => {
  const { head, body, socket, rest } = await upgrade(url, spdyHeaders('v4.channel.k8s.io'), 'POST', unchecked);
  if (!head.includes(' 101 ')) throw new Error(`${head.split('\r\n')[0]} ${body}`);
  const client = spdyClient(socket, rest);
  const open = (streamtype: string) => client.open({ streamtype });
  const none: ClientStream | undefined = undefined;
  const error = await open('error');
  const input = stdin ? await open('stdin') : none;
  const stdout = await open('stdout');
  const stderr = tty ? none : await open('stderr');
  const size = tty ? await open('resize') : none;
  const whole = async (stream: ClientStream | undefined) => String((await stream?.whole) ?? '');
  const ended = Promise.all([whole(stdout), whole(stderr), whole(error)]).then(([out, err, status]) => {
    socket.destroy();
    return { stdout: out, stderr: err, status };
  });
  return {
    write: (text) => input?.write(text),
    endInput: () => input?.end(),
    resize: (Width, Height) => size?.write(`${JSON.stringify({ Width, Height })}\n`),
    stdout: () => String(stdout.seen()),
    ended,
    close: () => socket.destroy(),
  };
};

const overWebSocket = async (url: string, protocol: Transport, { stdin }: Asked): Promise<Session> => {
  const socket = await openSocket(url, protocol);
  const channels = new Map<number, Buffer[]>();
  socket.on('message', (data: Buffer) => {
    const [channel = 0] = data;
    channels.set(channel, [...(channels.get(channel) ?? []), data.subarray(1)]);
  });
  const seen = (channel: number) => Buffer.concat(channels.get(channel) ?? []).toString();
  const send = (channel: number, bytes: string | Buffer) =>
    socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(bytes)]));
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve())).then(() => ({
    stdout: seen(1),
    stderr: seen(2),
    status: seen(3),
  }));
  return {
    write: (text) => stdin && send(0, text),
    endInput: () => send(255, Buffer.from([0])), // of v5: the end of that channel
    resize: (Width, Height) => send(4, JSON.stringify({ Width, Height })),
    stdout: () => seen(1),
    ended,
    close: () => socket.terminate(),
  };
};

/** What a port of a pod answers to this. */
export const askPort = async (url: string, pod: string, port: number, text: string): Promise<string> => {
  const path = `${url}/portForward/default/${pod}`;
  const { head, body, socket, rest } = await upgrade(path, spdyHeaders('portforward.k8s.io'), 'POST', unchecked);
  if (!head.includes(' 101 ')) throw new Error(`${head.split('\r\n')[0]} ${body}`);
  const client = spdyClient(socket, rest);
  try {
    const ofPort = { port: String(port), requestid: '0' };
    const error = await client.open({ streamtype: 'error', ...ofPort });
    error.end();
    const data = await client.open({ streamtype: 'data', ...ofPort });
    data.write(text);
    const [answer, failure] = await Promise.all([data.whole, error.whole]);
    if (failure.length > 0) throw new Error(String(failure));
    return String(answer);
  } finally {
    socket.destroy();
  }
};

/** The same in frames of a WebSocket. Source: kubernetes, portforward over v4.channel.k8s.io. */
export const askPortInFrames = async (url: string, pod: string, port: number, text: string): Promise<string> => {
  const socket = await openSocket(`${url}/portForward/default/${pod}?port=${port}`, 'v4.channel.k8s.io');
  const pieces: Buffer[] = [];
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('message', (data: Buffer) => {
    if (data[0] === 0) pieces.push(data.subarray(1));
    else if (data.length > 3) socket.terminate(); // the error channel says more than its port
  });
  socket.send(Buffer.concat([Buffer.from([0]), Buffer.from(text)]));
  await closed;
  return Buffer.concat(pieces).subarray(2).toString(); // first its port
};

const openSocket = async (url: string, protocol: string): Promise<WebSocket> => {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [protocol], unchecked);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_, { statusCode }) => reject(new Error(`status ${statusCode}`)));
  });
  return socket;
};
