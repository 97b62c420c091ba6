import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SeqpacketSocket } from '../../src/native.ts';
import { makeScene, openFds, refusalOf } from './scene.ts';

const peerScript = fileURLToPath(new URL('seqpacket-peer.py', import.meta.url));

/** The other end, which does what it is asked to, one thing after the other. */
const startPeer = async (path: string) => {
  const child = spawn('python3', [peerScript, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value ?? 'null');
  expect(await answer()).toBe('listening');
  return {
    ask: (...command: unknown[]) => {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      return answer();
    },
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
};
const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64');

describe('seqpacket sockets', () => {
  let scene: ReturnType<typeof makeScene>;
  let path: string;
  let peer: Awaited<ReturnType<typeof startPeer>>;
  let socket: SeqpacketSocket;
  let packets: Buffer[];
  let fdsBefore: number;
  beforeEach(async () => {
    scene = makeScene();
    path = scene.at('attach');
    peer = await startPeer(path);
    fdsBefore = openFds();
    socket = await SeqpacketSocket.connect(path);
    packets = [];
    socket.on('packet', (packet) => packets.push(packet));
  });
  afterEach(async () => {
    socket.close();
    expect(openFds()).toBe(fdsBefore);
    await peer.stop();
    scene.remove();
  });

  test('packets → keep their bounds and order', async () => {
    const third = new Promise<void>((resolve) => socket.on('packet', () => packets.length === 3 && resolve()));
    for (const text of ['one', 'two', 'x'.repeat(8193)]) await peer.ask('send', base64(text));
    await third;
    expect(packets.map(String)).toEqual(['one', 'two', 'x'.repeat(8193)]);
  });

  test('send → true, and it arrives as one packet', async () => {
    expect(socket.send(Buffer.from('hello'))).toBe(true);
    expect(socket.send(Buffer.from('world'))).toBe(true);
    expect(await peer.ask('receive')).toBe(base64('hello'));
    expect(await peer.ask('receive')).toBe(base64('world'));
  });

  test('the peer shuts down → all its packets, then end; it can still be sent to', async () => {
    const ended = once(socket, 'end');
    await peer.ask('sendMany', 50, 100);
    await peer.ask('shutdown');
    await ended;
    expect(packets).toHaveLength(50);
    socket.send(Buffer.from('late'));
    expect(await peer.ask('receive')).toBe(base64('late'));
  });

  test('the peer closes with data of ours unread → all its packets, then end, no error', async () => {
    socket.pause();
    socket.send(Buffer.from('never read'));
    await peer.ask('sendMany', 20, 1000);
    await peer.ask('close');
    const ended = once(socket, 'end');
    socket.resume();
    await ended;
    expect(packets).toHaveLength(20);
    expect(socket.send(Buffer.from('to nobody'))).toBe(true);
    socket.end();
  });

  test('an empty packet → an empty packet, and not the end', async () => {
    const second = new Promise<void>((resolve) => socket.on('packet', () => packets.length === 2 && resolve()));
    socket.on('end', () => expect.unreachable());
    await peer.ask('send', '');
    await peer.ask('send', base64('after'));
    await second;
    expect(packets.map(String)).toEqual(['', 'after']);
  });

  test('an empty packet, then the peer closes → the packet, then the end', async () => {
    socket.pause();
    await peer.ask('send', '');
    await peer.ask('send', base64('last'));
    await peer.ask('close');
    const ended = once(socket, 'end');
    socket.resume();
    await ended;
    expect(packets.map(String)).toEqual(['', 'last']);
  });

  test('64 KiB → a packet; a byte more → EMSGSIZE', async () => {
    const first = once(socket, 'packet');
    await peer.ask('send', base64(Buffer.alloc(65536)));
    expect((await first)[0]).toHaveLength(65536);
    const failed = once(socket, 'error');
    await peer.ask('send', base64(Buffer.alloc(65537)));
    expect((await failed)[0]).toMatchObject({
      code: 'SyscallFailed',
      details: { syscall: 'recvmsg', code: 'EMSGSIZE' },
    });
    expect(packets).toHaveLength(1);
  });

  test('a reader that is slow → send is false, drain when all is sent, nothing lost', async () => {
    const packet = Buffer.alloc(8192);
    let sent = 0;
    for (let room = true; room; sent += 1) room = socket.send(packet);
    for (let more = 0; more < 10; more += 1, sent += 1) expect(socket.send(packet)).toBe(false);
    const drained = once(socket, 'drain');
    const received = peer.ask('receiveAll');
    await drained;
    expect(socket.send(packet)).toBe(true);
    socket.end();
    expect(await received).toEqual(Array.from({ length: sent + 1 }, () => 8192));
  });

  test('end with packets waiting → they are sent first; what is sent after it is dropped', async () => {
    const packet = Buffer.alloc(8192);
    let sent = 1;
    while (socket.send(packet)) sent += 1;
    socket.end();
    socket.send(Buffer.from('dropped'));
    socket.end();
    expect(await peer.ask('receiveAll')).toHaveLength(sent);
  });

  test('the peer goes while packets wait → drain, then end: nobody waits for ever', async () => {
    const packet = Buffer.alloc(8192);
    while (socket.send(packet));
    const both = Promise.all([once(socket, 'drain'), once(socket, 'end')]);
    await peer.ask('close');
    await both;
  });

  test('paused → nothing comes; resumed → all of it', async () => {
    socket.pause();
    await peer.ask('sendMany', 5, 10);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(packets).toEqual([]);
    const fifth = new Promise<void>((resolve) => socket.on('packet', () => packets.length === 5 && resolve()));
    socket.resume();
    await fifth;
    expect(packets.map((packet) => packet.readUInt32LE())).toEqual([0, 1, 2, 3, 4]);
  });

  test('pause or close within a listener → no packet more', async () => {
    socket.pause();
    await peer.ask('sendMany', 5, 10);
    const paused = new Promise<void>((resolve) =>
      socket.once('packet', () => {
        socket.pause();
        resolve();
      }),
    );
    socket.resume();
    await paused;
    const closed = new Promise<void>((resolve) =>
      socket.once('packet', () => {
        socket.close();
        resolve();
      }),
    );
    expect(packets).toHaveLength(1);
    socket.resume();
    await closed;
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(packets).toHaveLength(2);
    for (const useless of [() => socket.send(Buffer.from('x')), () => socket.end(), () => socket.resume()]) useless();
  });

  test('a packet larger than the socket takes → EMSGSIZE, and it goes on', async () => {
    const failed = once(socket, 'error');
    socket.send(Buffer.alloc(16 << 20));
    expect((await failed)[0]).toMatchObject({ details: { syscall: 'send', code: 'EMSGSIZE' } });
    socket.send(Buffer.from('small'));
    expect(await peer.ask('receive')).toBe(base64('small'));
  });
});

describe('connecting seqpacket sockets', () => {
  let scene: ReturnType<typeof makeScene>;
  beforeEach(() => {
    scene = makeScene();
  });
  afterEach(() => scene.remove());

  test('a path longer than sun_path holds → connected', async () => {
    scene.dirAt('d'.repeat(100));
    const script = 'import os,sys; os.chdir(sys.argv[1]); sys.argv[1] = "attach"; exec(open(sys.argv[2]).read())';
    const child = spawn('python3', ['-c', script, scene.at('d'.repeat(100)), peerScript], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const socket = await SeqpacketSocket.connect(scene.at('d'.repeat(100), 'attach'));
    socket.close();
    child.kill('SIGKILL');
    await once(child, 'close');
  });

  test('absent, an ordinary file, another type of socket → errno, path; no descriptor left', async () => {
    const before = openFds();
    const refusal = (path: string) => refusalOf(SeqpacketSocket.connect(path));
    const none = scene.at('none');
    expect(await refusal(none)).toMatchObject({
      failure: 'SyscallFailed',
      syscall: 'open',
      code: 'ENOENT',
      path: none,
    });
    const file = scene.fileAt('file', '');
    expect(await refusal(file)).toMatchObject({ syscall: 'connect', code: 'ECONNREFUSED', path: file });
    expect(await refusal(`${file}\0`)).toMatchObject({ code: 'EINVAL' });
    expect(openFds()).toBeLessThanOrEqual(before);
    const server = createServer().listen(scene.at('stream'));
    await once(server, 'listening');
    expect(await refusal(scene.at('stream'))).toMatchObject({ syscall: 'connect', code: 'EPROTOTYPE' });
    server.close();
    await once(server, 'close');
  });

  test('nobody listens any more → ECONNREFUSED', async () => {
    const peer = await startPeer(scene.at('attach'));
    await peer.stop();
    expect(await refusalOf(SeqpacketSocket.connect(scene.at('attach')))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('something else than a socket’s descriptor → EBADF, ENOTSOCK or EPERM', () => {
    expect(() => new SeqpacketSocket(9999)).toThrow();
  });
});
