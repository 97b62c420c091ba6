/** Commands in real tasks, with the streams of a client. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { streamingServices } from '../../../src/actors/streaming/services.ts';
import { openStreamTables } from '../../../src/actors/streaming/stream-table.ts';
import type { ExecFact, RunExecInput } from '../../../src/machines/services/streaming.ts';
import { describeRealTasks, realTaskWorld, signal } from '../../helpers/task-world.ts';
import { listen, newClient } from './client.ts';

const openFds = () => readdirSync('/proc/self/fd').length;

describeRealTasks('exec with streams', () => {
  const world = realTaskWorld('stream-exec');
  const tables = openStreamTables();
  const driver = streamingServices(world.options, tables);
  let task: Awaited<ReturnType<typeof world.run>>;
  let count = 0;
  beforeAll(async () => {
    task = await world.run('sleep 1000', { env: ['ONLY=here'] });
  });
  afterAll(() => world.close());

  const run = (command: readonly string[], options: Parameters<typeof newClient>[0] & Partial<RunExecInput> = {}) => {
    const client = newClient(options);
    const heard = listen<ExecFact>();
    const input: RunExecInput = {
      ...task,
      execId: `exec-${count++}`,
      command,
      isTerminal: options.isTerminal ?? false,
      streamsKey: tables.sessions.keep(client.streams),
    };
    const release = driver.runExec({ ...input, ...options }, heard.send);
    return { ...client, heard, release };
  };
  const sh = (script: string, options: Parameters<typeof run>[1] = {}) => run(['/bin/sh', '-c', script], options);
  const filesOf = () => readdirSync(task.bundleDir).filter((name) => name.startsWith('exec-'));

  test('output, exit code, facts in order; nothing is left', async () => {
    const before = openFds();
    const { heard, stdout, stderr } = sh('echo out; echo err >&2; exit 7');
    await heard.next('exec.drained');
    expect(heard.facts).toEqual([
      { type: 'exec.started' },
      { type: 'exec.exited', exitCode: 7 },
      { type: 'exec.drained' },
    ]);
    expect([stdout.text(), stderr.text()]).toEqual(['out\n', 'err\n']);
    expect([stdout.writableFinished, stderr.writableFinished]).toEqual([true, true]);
    while (filesOf().length > 0 || openFds() > before) await new Promise((resolve) => setImmediate(resolve));
  });

  test('a program may open its streams anew', async () => {
    const { heard, stdin, stdout, stderr } = sh('echo a > /dev/stdout; echo b > /dev/stderr; cat /dev/stdin');
    stdin.end('c');
    await heard.next('exec.drained');
    expect([stdout.text(), stderr.text()]).toEqual(['a\nc', 'b\n']);
  });

  test('stdin: what is typed comes, its end comes too', async () => {
    const { heard, stdin, stdout } = run(['/bin/cat']);
    stdin.write('one ');
    await stdout.until('one');
    stdin.end('two');
    expect(await heard.next('exec.exited')).toMatchObject({ exitCode: 0 });
    await heard.next('exec.drained');
    expect(stdout.text()).toBe('one two');
  });

  test('without stdin it is empty', async () => {
    const { heard, stdout } = sh('cat; echo $?', { hasStdin: false });
    await heard.next('exec.drained');
    expect(stdout.text()).toBe('0\n');
  });

  test('the command ends while stdin is open → so does the session', async () => {
    const { heard, stdin } = sh('exit 0');
    await heard.next('exec.drained');
    for (let turn = 0; turn < 10; turn += 1) stdin.write(Buffer.alloc(65_536)); // a client that has not heard of it yet
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('a command that closes its stdin → the rest of the input is dropped, the client is not held up', async () => {
    const { heard, stdin, stdout } = sh('exec 0<&-; echo closed; sleep 0.2; echo done');
    await stdout.until('closed');
    let written = 0;
    while (written < 4 * 1024 * 1024) {
      written += 65_536;
      if (!stdin.write(Buffer.alloc(65_536))) await new Promise((resolve) => stdin.once('drain', resolve));
    }
    await heard.next('exec.drained');
    expect(stdout.text()).toBe('closed\ndone\n');
  });

  test('100 MB in, 100 MB out → every byte, in order', async () => {
    const { heard, stdin, stdout } = run(['/bin/cat']);
    const piece = Buffer.from(Array.from({ length: 1024 * 1024 }, (_, index) => (index * 7919) % 251));
    const hash = createHash('sha256');
    for (let sent = 0; sent < 100; sent += 1) {
      piece.writeUInt32BE(sent);
      const copy = Buffer.from(piece);
      hash.update(copy);
      if (!stdin.write(copy)) await new Promise((resolve) => stdin.once('drain', resolve));
    }
    stdin.end();
    await heard.next('exec.drained');
    expect(createHash('sha256').update(stdout.bytes()).digest('hex')).toBe(hash.digest('hex'));
  });

  test('a missing program → exec.failed with the words of the runtime, and nothing on the streams', async () => {
    const { heard, stdout, stderr } = run(['nothing-like-this']);
    expect(await heard.next('exec.failed')).toMatchObject({ failure: { code: 'ExecNotStarted' } });
    expect([heard.types(), stdout.text(), stderr.text()]).toEqual([['exec.failed'], '', '']);
    while (filesOf().length > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('streams that nobody kept (any more) → exec.failed, and no process', async () => {
    const { heard } = run(['/bin/true'], { streamsKey: 'no such key' });
    expect(await heard.next('exec.failed')).toMatchObject({ failure: { code: 'Cancelled' } });
  });

  test('a descendant holds the output → the session ends after the drain limit; the descendant lives on', async () => {
    const { heard, stdout } = sh('sleep 1000 & echo pid $!');
    await heard.next('exec.drained');
    const pid = Number(/pid (\d+)/.exec(stdout.text())?.[1]);
    expect(pid).toBeGreaterThan(0);
  });

  test('a client that does not read → the command waits, the facts say so, and its end is not taken for all', async () => {
    const { heard, stdout, leave } = sh('dd if=/dev/zero bs=65536 count=64 2>/dev/null; echo over >&2', {
      isReading: false,
    });
    await heard.next('exec.started');
    while (stdout.writableLength < 64 * 1024) await new Promise((resolve) => setImmediate(resolve));
    expect(heard.types()).toEqual(['exec.started']);
    leave();
    await heard.next('exec.drained');
  });

  test('the client leaves → stdin ends, output is dropped, the command goes on to its end', async () => {
    const { heard, stdout, leave } = sh('echo ready; cat; for i in 1 2 3; do echo $i; done; exit 5');
    await stdout.until('ready');
    leave();
    expect(await heard.next('exec.exited')).toMatchObject({ exitCode: 5 });
    await heard.next('exec.drained');
  });

  test('released while it runs → no fact comes any more, no descriptor stays', async () => {
    const before = openFds();
    const { heard, stdout, release } = sh('echo ready; sleep 0.1');
    await stdout.until('ready');
    release();
    const seen = heard.facts.length;
    while (openFds() > before) await new Promise((resolve) => setImmediate(resolve));
    expect(heard.facts.length).toBe(seen);
  });

  test('released before it runs → nothing stays', async () => {
    const before = openFds();
    const { heard, release } = sh('true');
    release();
    while (filesOf().length > 0 || openFds() > before) await new Promise((resolve) => setImmediate(resolve));
    expect(heard.facts).toEqual([]);
  });

  test('a terminal: one stream, its size from the beginning and after each change, TERM is set', async () => {
    const { heard, stdin, stdout, stderr, resize } = sh('stty size; echo $TERM; read x; stty size; exit 3', {
      isTerminal: true,
      hasStderr: false,
    });
    resize(100, 40);
    await stdout.until('xterm');
    resize(101, 41);
    resize(120, 50);
    stdin.write('\n');
    expect(await heard.next('exec.exited')).toMatchObject({ exitCode: 3 });
    await heard.next('exec.drained');
    expect(stdout.text()).toContain('50 120');
    expect(stderr.text()).toBe('');
  });

  test('a terminal: signals are typed', async () => {
    const { heard, stdin, stdout } = sh('trap "exit 5" INT; echo ready; while :; do sleep 0.1; done', {
      isTerminal: true,
    });
    await stdout.until('ready');
    stdin.write('\x03');
    expect(await heard.next('exec.exited')).toMatchObject({ exitCode: 5 });
    await heard.next('exec.drained');
  });

  test('a terminal: its end is typed, behind all that was typed before', async () => {
    const second = run(['/bin/sh'], { isTerminal: true });
    second.stdin.end('echo typed-$((1+1))\nexit 4\n');
    expect(await second.heard.next('exec.exited')).toMatchObject({ exitCode: 4 });
    expect(await second.stdout.until('typed-2')).toContain('typed-2');
    const third = run(['/bin/cat'], { isTerminal: true });
    third.stdin.end('no newline');
    expect(await third.heard.next('exec.exited')).toMatchObject({ exitCode: 0 });
    await third.heard.next('exec.drained');
  });

  test('a terminal: the client leaves → it is hung up', async () => {
    const { heard, stdout, leave } = sh('echo ready; sleep 1000', { isTerminal: true });
    await stdout.until('ready');
    leave();
    expect(await heard.next('exec.exited')).toMatchObject({ exitCode: 129 });
    await heard.next('exec.drained');
  });

  test('a terminal: 4 MB out, read slowly → every byte', async () => {
    const { heard, stdout } = sh('stty -opost; dd if=/dev/zero bs=65536 count=64 2>/dev/null', { isTerminal: true });
    await heard.next('exec.drained');
    expect(stdout.bytes().length).toBe(64 * 65_536);
  });

  test('a missing program with a terminal → exec.failed, no socket is left', async () => {
    const { heard } = run(['nothing-like-this'], { isTerminal: true });
    expect(await heard.next('exec.failed')).toMatchObject({ failure: { code: 'ExecNotStarted' } });
    while (filesOf().length > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('many at once', async () => {
    const all = Array.from({ length: 8 }, (_, index) => sh(`echo ${index}; exit ${index}`));
    const exits = await Promise.all(all.map(({ heard }) => heard.next('exec.exited')));
    expect(exits).toEqual(all.map((_, exitCode) => ({ type: 'exec.exited', exitCode })));
    await Promise.all(all.map(({ heard }) => heard.next('exec.drained')));
  });

  test('the container ends → so does its exec, with an exit', async () => {
    const other = await world.run('sleep 1000');
    const { heard, stdout } = sh('echo ready; sleep 1000', { ...other });
    await stdout.until('ready');
    await world.driver().killTask({ ...other, signal: 'SIGKILL', scope: 'all' }, signal);
    expect(await heard.next('exec.exited')).toMatchObject({ exitCode: 137 });
    await heard.next('exec.drained');
  });

  test('a container that has ended → exec.failed', async () => {
    const other = await world.run('exit 0');
    await world.exitOf(other);
    const { heard } = sh('true', { ...other });
    expect(await heard.next('exec.failed')).toMatchObject({ failure: { code: 'ContainerWrongState' } });
  });
});
