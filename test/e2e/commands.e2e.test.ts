/** `troupe ps`, `pods`, `images`, `stats`, `logs` and `exec`, as somebody has them at a terminal or in a pipe. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  createIn,
  exitedOf,
  importTestImage,
  type Pod,
  removeAllPods,
  runPod,
  startIn,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig, testImage } from '../helpers/pods.ts';
import { programMissing } from '../helpers/programs.ts';

const missing = daemonMissing() ?? programMissing('python3');
const troupe = fileURLToPath(new URL('../../bin/troupe', import.meta.url));
const inTerminal = join(import.meta.dirname, '../helpers/in-terminal.py');

describe.skipIf(missing !== undefined)(`commands${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  let web: Pod;
  let main = '';
  let failed = '';

  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start();
    await importTestImage(world);
    web = await runPod(daemon, { ...podConfig(world, 'web'), labels: { app: 'web' } });
    const db = await runPod(daemon, podConfig(world, 'db'));
    main = await startIn(daemon, web, containerConfig('main', 'echo up; while :; do sleep 1000; done'));
    failed = await startIn(daemon, web, containerConfig('failed', 'echo out; echo err >&2; exit 3'));
    await startIn(daemon, db, containerConfig('main', 'while :; do sleep 1000; done'));
    await createIn(daemon, db, containerConfig('later', 'true'));
    await exitedOf(daemon, failed);
  });
  afterAll(async () => {
    await removeAllPods(daemon);
    await daemon?.stop();
    await world?.end();
  });

  const outcomeOf = (child: ChildProcess) => {
    onTestFinished(() => void child.kill('SIGKILL'));
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const bytes = () => Buffer.concat(stdout);
    const ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: String(bytes()),
      bytes: bytes(),
      stderr,
    }));
    return { child, ended, stdout: () => String(bytes()), stderr: () => stderr };
  };
  const begin = (args: readonly string[], stdin: Buffer | string = '') => {
    const child = spawn(troupe, args, { env: { ...process.env, TROUPE_SOCKET: world.socketPath } });
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    return outcomeOf(child);
  };
  const run = (...args: readonly string[]) => begin(args).ended;
  const json = async <Answer>(...args: readonly string[]): Promise<Answer> =>
    JSON.parse((await run(...args, '-o', 'json')).stdout);
  const atTerminal = (...args: readonly string[]) => {
    const child = spawn('python3', [inTerminal, troupe, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TROUPE_SOCKET: world.socketPath },
    });
    const { ended, stdout } = outcomeOf(child);
    const tell = (...words: readonly unknown[]) => child.stdin.write(`${JSON.stringify(words)}\n`);
    return {
      type: (text: string) => tell('type', text),
      resize: (rows: number, columns: number) => tell('size', rows, columns),
      see: (mark: string) => until(stdout, (text) => text.includes(mark)),
      ended,
    };
  };

  test('ps → what runs; with -a all of it, with exit codes', async () => {
    const running = (await run('ps')).stdout.split('\n');
    expect(running[0]).toMatch(/^ID +NAMESPACE +POD +NAME +IMAGE +STATE +AGE$/);
    expect(running.slice(1, -1).map((line) => line.split(/ +/).slice(1, 6))).toEqual([
      ['test', 'db', 'main', testImage, 'running'],
      ['test', 'web', 'main', testImage, 'running'],
    ]);
    const all = (await run('ps', '-a')).stdout;
    expect(all).toMatch(/ web +failed +\S+ +exited 3, \d+s ago +\d+s\n/);
    expect(all).toMatch(/ db +later +\S+ +created +/);
    expect((await run('ps', '-a', '-q', '--pod', 'web', '--state', 'exited')).stdout).toBe(`${failed}\n`);
    expect((await run('ps', '-l', 'app=web', '-o', 'name')).stdout).toBe('test/web/main\n');
    expect((await run('ps', '--no-trunc')).stdout).toContain(main);
  });

  test('ps -o json → the documented fields', async () => {
    const { containers } = await json<{ containers: readonly object[] }>('ps', '-a', '--name', 'failed');
    expect(containers).toEqual([
      {
        id: failed,
        name: 'failed',
        attempt: 0,
        pod: { id: web.sandboxId, name: 'web', namespace: 'test', uid: 'uid-web' },
        state: 'exited',
        image: testImage,
        imageId: expect.stringMatching(/^sha256:/),
        createdAt: expect.any(String),
        startedAt: expect.any(String),
        finishedAt: expect.any(String),
        exitCode: 3,
        reason: 'Error',
        logPath: join(world.logDir, 'failed.log'),
        labels: {},
      },
    ]);
  });

  test('pods → address, how many of its containers run', async () => {
    const { pods } = await json<{ pods: readonly object[] }>('pods', '-l', 'app');
    expect(pods).toMatchObject([
      { id: web.sandboxId, name: 'web', state: 'ready', containers: { running: 1, total: 2 }, attempt: 0 },
    ]);
    expect((await run('pods')).stdout).toMatch(/ web +ready +1\/2 +\d+\.\d+\.\d+\.\d+ +/);
  });

  test('images → size, who uses them', async () => {
    const { images } = await json<{ images: readonly { readonly usedBy: readonly string[] }[] }>('images', 'busybox');
    expect(images).toMatchObject([{ tags: [testImage], isPinned: false, sizeBytes: expect.any(Number) }]);
    expect(images[0]?.usedBy.toSorted()).toEqual(['test/db/later', 'test/db/main', 'test/web/failed', 'test/web/main']);
    expect((await run('images', 'nothing-like-it', '-q')).stdout).toBe('');
  });

  test('stats → pods with their containers', async () => {
    const { pods } = await json<{ pods: readonly object[] }>('stats', '--interval', '100ms');
    expect(pods).toMatchObject([
      { name: 'db', containers: [{ name: 'main' }, { name: 'later' }] },
      { name: 'web', cpuCores: expect.any(Number), memoryBytes: expect.any(Number), processes: expect.any(Number) },
    ]);
  });

  describe('logs', () => {
    const printed = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await run('logs', ...args);
      return [code, stdout, stderr];
    };

    test('stdout to stdout, stderr to stderr', async () => {
      expect(await printed('failed')).toEqual([0, 'out\n', 'err\n']);
      expect(await printed('failed', '--since', '2100-01-01')).toEqual([0, '', '']);
      expect((await printed('web/failed', '--timestamps'))[1]).toMatch(/^\d{4}-\d\d-\d\dT\S+ out\n$/);
    });

    test('lines longer than one of the file → whole; an end without a line break → as it was', async () => {
      const script = `head -c 50000 /dev/zero | tr '\\0' x; echo; printf end`;
      await exitedOf(daemon, await startIn(daemon, web, containerConfig('long', script)));
      expect((await run('logs', 'long')).stdout).toBe(`${'x'.repeat(50_000)}\nend`);
      expect((await run('logs', '--tail', '2', 'long')).stdout).toBe(`${'x'.repeat(50_000)}\nend`);
    });

    test('-f across a rotation → every line once, and the end with the container', async () => {
      const script = 'n=0; while [ ! -e /stop ]; do n=$((n+1)); echo "line $n"; sleep 0.01; done; echo last';
      const id = await startIn(daemon, web, containerConfig('counting', script));
      const file = join(world.logDir, 'counting.log');
      const { ended, stdout } = begin(['logs', '-f', 'counting']);
      await until(stdout, (text) => text.includes('line 20\n'));
      await rename(file, `${file}.old`);
      await daemon.cri.runtime.reopenContainerLog({ containerId: id });
      const seen = stdout().length;
      await until(stdout, (text) => text.length > seen + 1000);
      await writeFile(`/proc/${await pidOf(id)}/root/stop`, '');
      const { code, stdout: all } = await ended;
      const lines = all.trimEnd().split('\n');
      expect(code).toBe(0);
      expect(lines).toEqual([...Array.from({ length: lines.length - 1 }, (_, n) => `line ${n + 1}`), 'last']);
    });

    test('--previous → the attempt before', async () => {
      const again = containerConfig('failed', 'echo again');
      const second = { ...again, metadata: { name: 'failed', attempt: 1 }, logPath: 'failed-1.log' };
      await exitedOf(daemon, await startIn(daemon, web, second));
      expect((await printed('failed'))[1]).toBe('again\n');
      expect((await printed('failed', '--previous'))[1]).toBe('out\n');
    });
  });

  const pidOf = async (containerId: string): Promise<number> => {
    const { info } = await daemon.cri.runtime.containerStatus({ containerId, verbose: true });
    return (JSON.parse(info.info ?? '{}') as { readonly pid: number }).pid;
  };

  describe('exec', () => {
    test('both outputs, and the exit code', async () => {
      const { code, stdout, stderr } = await run(
        'exec',
        'web/main',
        '--',
        'sh',
        '-c',
        'echo out; echo err >&2; exit 7',
      );
      expect([code, stdout, stderr]).toEqual([7, 'out\n', 'err\n']);
    });

    test('-i: 20 MB through it → no byte is lost', async () => {
      const big = randomBytes(20 * 1024 * 1024);
      const { code, bytes } = await begin(['exec', '-i', 'web/main', '--', 'cat'], big).ended;
      expect([code, bytes.equals(big)]).toEqual([0, true]);
    });

    test('no such program, no such container, not running, too long → said, with a code of its own', async () => {
      const outcome = async (...args: readonly string[]) => {
        const { code, stderr } = await run('exec', ...args);
        return `${code} ${stderr}`;
      };
      expect(await outcome('web/main', '--', 'nothing-like-this')).toMatch(/^126 troupe: .*executable file not found/);
      expect(await outcome('main', '--', 'true')).toMatch(/^64 .* more than one container/);
      expect(await outcome('nobody', '--', 'true')).toBe('1 troupe: there is no container nobody\n');
      expect(await outcome('db/later', '--', 'true')).toBe('1 troupe: db/later is created, not running\n');
      expect(await outcome('--timeout', '100ms', 'web/main', '--', 'sleep', '5')).toMatch(/^124 troupe: no end within/);
      expect(await outcome('-it', 'web/main', '--', 'true')).toBe('1 troupe: -t needs a terminal, and stdin is none\n');
    });

    test('-it: a terminal of the right size, also after a change; Ctrl-C is the command’s; its exit code', async () => {
      const { type, resize, see, ended } = atTerminal('exec', '-it', 'web/main', '--', 'sh');
      resize(40, 100);
      await see('#');
      type('trap "echo caught it" INT; stty size\n');
      await see('40 100');
      resize(50, 120);
      await until(
        () => {
          type('stty size\n');
          return see('');
        },
        (text) => text.includes('50 120'),
      );
      type('\x03');
      await see('caught it');
      type('exit 9\n');
      expect((await ended).code).toBe(9);
    });
  });

  test('the reader has gone → ended as by SIGPIPE, without a word', async () => {
    const child = spawn('sh', ['-c', `"${troupe}" exec web/main -- yes | head -1; "${troupe}" ps | :`], {
      env: { ...process.env, TROUPE_SOCKET: world.socketPath },
    });
    const { stdout, stderr } = await outcomeOf(child).ended;
    expect([stdout, stderr]).toEqual(['y\n', '']);
  });

  test('no daemon → where it was looked for and how to start it, 69', async () => {
    const { code, stderr } = await run('ps', '--socket', join(world.dir, 'none.sock'));
    expect(code).toBe(69);
    expect(stderr).toContain(`no daemon listens at ${join(world.dir, 'none.sock')}`);
  });
});
