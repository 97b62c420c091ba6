/** Exec, attach and port-forward over TLS: the real crictl, and our own command. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { selfSigned } from '../../src/cri/streaming/tls/self-signed.ts';
import { crictlMissing } from '../helpers/crictl.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { importTestImage, type Pod, removeAllPods, runPod, startIn, until } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';
import { programPath } from '../helpers/programs.ts';

const missing = daemonMissing() ?? crictlMissing();
const troupe = fileURLToPath(new URL('../../bin/troupe', import.meta.url));

describe.skipIf(missing !== undefined)(`streaming over TLS${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  let pod: Pod;
  let main = '';

  beforeAll(async () => {
    world = await makeNodeWorld('[streaming]\nenable_tls_streaming = true\n');
    daemon = await world.start();
    await importTestImage(world);
    pod = await runPod(daemon, podConfig(world, 'tls'));
    main = await startIn(daemon, pod, containerConfig('main', 'while :; do sleep 1000; done'));
    const { cert, key } = await selfSigned(['localhost', '127.0.0.1'], Date.now());
    await writeFile(join(world.dir, 'other.crt'), cert);
    await writeFile(join(world.dir, 'other.key'), key);
  });
  afterAll(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
    await daemon?.stop();
    await world?.end();
  });

  const published = () => join(world.dir, 'state/streaming.crt');
  const watch = (child: ChildProcess) => {
    onTestFinished(() => void child.kill('SIGKILL'));
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr?.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
    return { child, ended, stdout: () => stdout };
  };
  const crictl = (command: string, args: readonly string[], stdin = '') => {
    const endpoint = `unix://${world.socketPath}`;
    const base = ['--config', '/dev/null', '--runtime-endpoint', endpoint, '--image-endpoint', endpoint];
    const child = spawn(programPath('crictl') ?? 'crictl', [...base, command, ...args]);
    child.stdin.on('error', () => undefined).end(stdin);
    return watch(child);
  };
  const ours = (args: readonly string[]) => {
    const child = spawn(troupe, ['exec', '--config', world.configFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    return watch(child).ended;
  };

  describe.each(['spdy', 'websocket'])('%s', (transport) => {
    // crictl looks at the server's certificate only where it has one of its own
    const own = () => ['--tls-cert', join(world.dir, 'other.crt'), '--tls-key', join(world.dir, 'other.key')];
    const trusting = () => ['--transport', transport, ...own(), '--tls-ca', published()];

    test('exec', async () => {
      const { code, stdout, stderr } = await crictl('exec', [...trusting(), main, 'sh', '-c', 'echo out; exit 3'])
        .ended;
      expect([code, stdout]).toEqual([1, 'out\n']);
      expect(stderr).toContain('exit code 3');
    });

    test('attach', async () => {
      const config = { ...containerConfig(`cat-${transport}`, 'cat; echo over'), stdin: true, stdinOnce: true };
      const cat = await startIn(daemon, pod, config);
      expect((await crictl('attach', [...trusting(), '-i', cat], 'typed\n').ended).stdout).toBe('typed\nover\n');
    });

    test('port-forward', async () => {
      const config = containerConfig(`server-${transport}`, 'exec nc -ll -p 9000 -e cat');
      await startIn(daemon, pod, config);
      const { child, ended, stdout } = crictl('port-forward', [...trusting(), pod.sandboxId, ':9000']);
      const said = await until(stdout, (text) => /127\.0\.0\.1:\d+ -> 9000/.test(text));
      const socket = connect({
        host: '127.0.0.1',
        port: Number(/127\.0\.0\.1:(\d+) -> 9000/.exec(said)?.[1]),
        allowHalfOpen: true,
      });
      socket.end('hello');
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      expect(String(Buffer.concat(chunks))).toBe('hello');
      child.kill('SIGTERM');
      await ended;
    });

    test('a client that trusts somebody else → no session', async () => {
      const trust = [...own(), '--tls-ca', join(world.dir, 'other.crt')];
      const { code, stderr } = await crictl('exec', ['--transport', transport, ...trust, main, 'true']).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(/certificate/);
    });
  });

  test('troupe exec → knows the server by the certificate that it publishes, or by --tls-ca', async () => {
    const words = ['main', '--', 'echo', 'hi'];
    expect(await ours(words)).toEqual({ code: 0, stdout: 'hi\n', stderr: '' });
    expect(await ours(['--tls-ca', published(), ...words])).toMatchObject({ code: 0, stdout: 'hi\n' });
    const { code, stderr } = await ours(['--tls-ca', join(world.dir, 'other.crt'), ...words]);
    expect(code).toBe(69);
    expect(stderr).toMatch(/certificate is not trusted/);
  });
});
