/** Exec, attach and port-forward as an operator has them: the real crictl, over both transports. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { crictlMissing } from '../helpers/crictl.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { importTestImage, type Pod, removeAllPods, runPod, shIn, startIn, until } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';
import { programMissing, programPath } from '../helpers/programs.ts';

const missing = daemonMissing() ?? crictlMissing() ?? programMissing('python3');
const inTerminal = join(import.meta.dirname, '../helpers/in-terminal.py');
const transports = ['spdy', 'websocket'] as const;
const megabytes = 100;

describe.skipIf(missing !== undefined)(`streaming${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  let pod: Pod;
  let containerId = '';
  const big = randomBytes(megabytes * 1024 * 1024);
  const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start();
    await importTestImage(world);
    pod = await runPod(daemon, podConfig(world, 'streams'));
    containerId = await startIn(daemon, pod, containerConfig('main', 'while :; do sleep 1000; done'));
  });
  afterAll(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
    await daemon?.stop();
    await world?.end();
  });

  const argsOf = (command: string, transport: string, args: readonly string[]) => [
    ...['--config', '/dev/null', '--timeout', '60s'],
    ...['--runtime-endpoint', `unix://${world.socketPath}`, '--image-endpoint', `unix://${world.socketPath}`],
    ...[command, '--transport', transport, ...args],
  ];
  /** crictl with this on its stdin; without: an empty one. */
  const crictl = (command: string, transport: string, args: readonly string[], stdin: Buffer | string = '') => {
    const child = spawn(programPath('crictl') ?? 'crictl', argsOf(command, transport, args));
    onTestFinished(() => void child.kill('SIGKILL'));
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    const ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: Buffer.concat(stdout),
      stderr,
    }));
    return { child, ended, stderr: () => stderr, stdout: () => Buffer.concat(stdout).toString() };
  };
  /** The same at a terminal. */
  const atTerminal = (command: string, transport: string, args: readonly string[]) => {
    const program = programPath('crictl') ?? 'crictl';
    const child = spawn('python3', [inTerminal, program, ...argsOf(command, transport, args)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let seen = '';
    child.stdout.on('data', (chunk) => {
      seen += String(chunk);
    });
    const tell = (...words: readonly unknown[]) => child.stdin.write(`${JSON.stringify(words)}\n`);
    return {
      type: (text: string) => tell('type', text),
      resize: (rows: number, columns: number) => tell('size', rows, columns),
      see: (mark: string) =>
        until(
          () => seen,
          (text) => text.includes(mark),
        ),
      ended: once(child, 'close').then(([code]) => ({ code: code as number, seen })),
    };
  };
  const daemonFds = () => readdirSync(`/proc/${daemon.pid}/fd`).length;

  describe.each(transports)('%s', (transport) => {
    test('exec → both outputs and the exit code', async () => {
      const { ended } = crictl('exec', transport, [containerId, 'sh', '-c', 'echo out; echo err >&2; exit 7']);
      const { code, stdout, stderr } = await ended;
      expect([code, String(stdout)]).toEqual([1, 'out\n']);
      expect(stderr).toContain('err\n');
      expect(stderr).toContain('command terminated with exit code 7');
    });

    test('exec of what is not there → the runtime’s words', async () => {
      const { stderr } = await crictl('exec', transport, [containerId, 'nothing-like-this']).ended;
      expect(stderr).toContain('executable file not found');
    });

    test(`exec -i: ${megabytes} MB through each direction → no byte is lost`, async () => {
      const { code, stdout } = await crictl('exec', transport, ['-i', containerId, 'cat'], big).ended;
      expect([code, hashOf(stdout)]).toEqual([0, hashOf(big)]);
    });

    test('exec that ends while stdin is open → ends', async () => {
      const { code } = await crictl('exec', transport, ['-i', containerId, 'true'], big).ended;
      expect(code).toBe(0);
    });

    test('exec -it: a terminal of the right size, also after a change; its exit code', async () => {
      const { type, resize, see, ended } = atTerminal('exec', transport, ['-it', containerId, 'sh']);
      resize(40, 100);
      type('stty size; echo term=$TERM\n');
      await see('term=xterm');
      resize(50, 120);
      await until(
        () => {
          type('stty size\n');
          return see('').then((text) => text);
        },
        (text) => text.includes('50 120'),
      );
      type('exit 9\n');
      expect((await ended).seen).toContain('exit code 9');
    });

    test('attach: what is typed goes in, what comes out is seen; the end of input ends it with the container', async () => {
      const config = {
        ...containerConfig(`cat-${transport}`, 'cat; echo over'),
        stdin: true,
        stdinOnce: true,
      };
      const cat = await startIn(daemon, pod, config);
      const { code, stdout } = await crictl('attach', transport, ['-i', cat], 'typed\n').ended;
      expect([code, String(stdout)]).toEqual([0, 'typed\nover\n']);
    });

    test(`attach -i: ${megabytes} MB through each direction → no byte is lost`, async () => {
      const config = { ...containerConfig(`big-${transport}`, 'exec cat'), stdin: true, stdinOnce: true, logPath: '' };
      const cat = await startIn(daemon, pod, config);
      const { code, stdout } = await crictl('attach', transport, ['-i', cat], big).ended;
      expect([code, hashOf(stdout)]).toEqual([0, hashOf(big)]);
    });

    test('attach -it: escape keys detach, and the next one finds the terminal as it was', async () => {
      const config = { ...containerConfig(`tty-${transport}`, 'exec sh'), stdin: true, tty: true, stdinOnce: true };
      const shell = await startIn(daemon, pod, config);
      for (const name of ['first', 'second']) {
        const { type, see, ended } = atTerminal('attach', transport, ['-it', shell]);
        type(`echo ${name}-$((1+1))\n`);
        await see(`${name}-2`);
        type('\x10\x11');
        await ended;
      }
    });

    test('port-forward: many connections, one that nobody serves, large both ways', async () => {
      const config = containerConfig(`server-${transport}`, 'exec nc -ll -p 9000 -e cat');
      await startIn(daemon, pod, config);
      const listens = 'cat /proc/net/tcp /proc/net/tcp6 | grep -q ":2328 .* 0A "'; // 9000, LISTEN
      await until(
        () => shIn(daemon, containerId, listens),
        ({ exitCode }) => exitCode === 0,
      );
      const { child, ended, stdout } = crictl('port-forward', transport, [pod.sandboxId, ':9000']);
      const text = await until(stdout, (said) => /127\.0\.0\.1:\d+ -> 9000/.test(said));
      const port = Number(/127\.0\.0\.1:(\d+) -> 9000/.exec(text)?.[1]);
      const talk = async (bytes: Buffer) => {
        const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
        socket.end(bytes);
        const chunks: Buffer[] = [];
        for await (const chunk of socket) chunks.push(chunk as Buffer);
        return hashOf(Buffer.concat(chunks));
      };
      const small = Array.from({ length: 10 }, (_, index) => Buffer.from(`hello ${index}`));
      // Two at a time: nc listens with a backlog of two, beyond which the kernel sends SYN cookies and resets some.
      for (let at = 0; at < small.length; at += 2) {
        const pair = small.slice(at, at + 2);
        expect(await Promise.all(pair.map(talk))).toEqual(pair.map(hashOf));
      }
      expect(await talk(big)).toBe(hashOf(big));
      child.kill('SIGTERM');
      await ended;
    });

    test('crictl killed in the middle → its command hears the end of stdin; no descriptor is left', async () => {
      const before = daemonFds();
      const script = 'echo ready; cat > /dev/null; for i in 1 2 3; do echo nobody reads this; done; touch /heard';
      await shIn(daemon, containerId, 'rm -f /heard');
      const killed = spawn(
        programPath('crictl') ?? 'crictl',
        argsOf('exec', transport, ['-i', containerId, 'sh', '-c', script]),
      );
      await once(killed.stdout, 'data');
      killed.kill('SIGKILL');
      await until(
        () => shIn(daemon, containerId, 'test -e /heard'),
        ({ exitCode }) => exitCode === 0,
      );
      await until(daemonFds, (count) => count <= before);
    });

    test('the container stops → its streams end, also one that nobody reads', async () => {
      const victim = await startIn(daemon, pod, containerConfig(`victim-${transport}`, 'while :; do sleep 1; done'));
      const waiting = crictl('exec', transport, [victim, 'sleep', '1000']);
      const flooding = spawn(programPath('crictl') ?? 'crictl', argsOf('exec', transport, [victim, 'yes']), {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      onTestFinished(() => void flooding.kill('SIGKILL'));
      await until(
        () => shIn(daemon, victim, 'ps'),
        ({ stdout }) => stdout.includes('yes') && stdout.includes('sleep 1000'),
      );
      await daemon.cri.runtime.stopContainer({ containerId: victim, timeout: '0' });
      expect((await waiting.ended).stderr).toContain('137');
      await daemon.cri.runtime.removeContainer({ containerId: victim });
    });
  });
});
