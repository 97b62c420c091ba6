/** Clients attached to the first process of real tasks. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { defaultStreamingLimits, streamingServices } from '../../../src/actors/streaming/services.ts';
import { openStreamTables } from '../../../src/actors/streaming/stream-table.ts';
import type { AttachFact, AttachTaskInput } from '../../../src/machines/services/streaming.ts';
import { describeRealTasks, realTaskWorld, signal } from '../../helpers/task-world.ts';
import { listen, newClient } from './client.ts';

const openFds = () => readdirSync('/proc/self/fd').length;

describeRealTasks('attach', () => {
  const world = realTaskWorld('stream-attach');
  const tables = openStreamTables();
  const driver = streamingServices(world.options, tables, { ...defaultStreamingLimits, maxBacklogBytes: 256 * 1024 });
  const patient = streamingServices(world.options, tables);
  afterAll(() => world.close());

  const create = async (script: string, { hasStdin = true, closesStdinOnce = false, isTerminal = false } = {}) => {
    const inputs = { ...world.make({ args: ['/bin/sh', '-c', script], isTerminal }), hasStdin, closesStdinOnce };
    const task = { ...inputs, identity: await world.driver().createTask(inputs, signal) };
    return { ...task, start: () => world.driver().startTask(task, signal) };
  };
  type Task = Awaited<ReturnType<typeof create>>;
  const attach = async (
    task: Task,
    options: Parameters<typeof newClient>[0] & { readonly isPatient?: boolean; readonly writesStdin?: boolean } = {},
  ) => {
    const client = newClient(options);
    const heard = listen<AttachFact>();
    const input: AttachTaskInput = {
      ...task,
      writesStdin: options.writesStdin ?? task.hasStdin,
      streamsKey: tables.sessions.keep(client.streams),
    };
    const release = (options.isPatient === true ? patient : driver).attachTask(input, heard.send);
    await Promise.race([heard.next('attach.attached'), heard.next('attach.failed')]);
    return { ...client, heard, release };
  };

  test('what the process says from now on, both outputs; its end ends the session', async () => {
    const before = openFds();
    const task = await create('echo out; echo err >&2; exit 3');
    const { heard, stdout, stderr } = await attach(task, { hasStdin: false });
    await task.start();
    await heard.next('attach.ended');
    expect([stdout.text(), stderr.text()]).toEqual(['out\n', 'err\n']);
    expect(stdout.writableFinished).toBe(true);
    while (openFds() > before) await new Promise((resolve) => setImmediate(resolve));
  });

  test('several viewers see the same, and each may type', async () => {
    const task = await create('while read line; do echo "got $line"; done');
    const viewers = [await attach(task), await attach(task)];
    await task.start();
    const [one, two] = viewers;
    one?.stdin.write('first\n');
    await Promise.all(viewers.map(({ stdout }) => stdout.until('got first')));
    two?.stdin.write('second\n');
    await Promise.all(viewers.map(({ stdout }) => stdout.until('got second')));
    one?.stdin.end();
    await one?.heard.next('attach.ended'); // its input is over: it detaches, as by escape keys
    two?.stdin.write('third\n');
    await two?.stdout.until('got third');
    await world.driver().killTask({ ...task, signal: 'SIGKILL', scope: 'all' }, signal);
    await two?.heard.next('attach.ended');
  });

  test('stdin_once: the end of the input is the container’s, and the output still comes', async () => {
    const task = await create('cat; echo over', { closesStdinOnce: true });
    const { heard, stdin, stdout } = await attach(task);
    await task.start();
    stdin.write('hello ');
    await stdout.until('hello');
    stdin.end('world\n');
    await heard.next('attach.ended');
    expect(stdout.text()).toBe('hello world\nover\n');
  });

  test('100 MB in and out → every byte', async () => {
    const task = await create('exec cat', { closesStdinOnce: true });
    const { heard, stdin, stdout } = await attach(task, { isPatient: true });
    await task.start();
    const piece = Buffer.from(Array.from({ length: 1024 * 1024 }, (_, index) => (index * 7919) % 251));
    const hash = createHash('sha256');
    for (let sent = 0; sent < 100; sent += 1) {
      const copy = Buffer.from(piece);
      copy.writeUInt32BE(sent);
      hash.update(copy);
      if (!stdin.write(copy)) await new Promise((resolve) => stdin.once('drain', resolve));
    }
    stdin.end();
    await heard.next('attach.ended');
    expect(createHash('sha256').update(stdout.bytes()).digest('hex')).toBe(hash.digest('hex'));
  });

  test('a viewer that does not read → loses its session; the container and its log lose nothing', async () => {
    const task = await create('dd if=/dev/zero bs=65536 count=64 2>/dev/null; echo over', { hasStdin: false });
    const { heard } = await attach(task, { isReading: false, hasStdin: false });
    const other = await attach(task, { hasStdin: false });
    await task.start();
    expect(await heard.next('attach.failed')).toMatchObject({ failure: { code: 'ViewerTooSlow' } });
    await other.heard.next('attach.ended');
    expect(other.stdout.bytes().length).toBe(64 * 65_536 + 'over\n'.length);
    expect(await world.exitOf(task)).toMatchObject({ exitCode: 0 });
    expect(world.logOf(task)).toContain('over');
  });

  test('a container that takes no stdin → what is typed is dropped, nobody is held up', async () => {
    const task = await create('echo ready; sleep 0.3', { hasStdin: false });
    const { heard, stdin } = await attach(task, { writesStdin: false });
    await task.start();
    for (let sent = 0; sent < 64; sent += 1)
      if (!stdin.write(Buffer.alloc(65_536))) await new Promise((resolve) => stdin.once('drain', resolve));
    await heard.next('attach.ended');
  });

  test('a terminal: sizes arrive, the last one counts however fast they come', async () => {
    const task = await create('while read x; do stty size; done', { isTerminal: true });
    const { stdin, stdout, resize, leave, release } = await attach(task);
    await task.start();
    for (let width = 1; width <= 50; width += 1) resize(width, 30);
    resize(123, 45);
    for (let seen = ''; !seen.includes('45 123'); seen = stdout.text()) {
      stdin.write('\n');
      await new Promise((resolve) => setTimeout(resolve, 5)); // nothing tells when conmon has read its fifo
    }
    leave();
    release();
    const next = await attach(task); // and the terminal is still there for the next
    next.stdin.write('\n');
    await next.stdout.until('45 123');
  });

  test('released → the descriptor is closed, no fact comes any more; the container goes on', async () => {
    const task = await create('echo ready; sleep 1000');
    const before = openFds();
    const { heard, release } = await attach(task);
    await task.start();
    release();
    while (openFds() > before) await new Promise((resolve) => setImmediate(resolve));
    expect(heard.types()).toEqual(['attach.attached']);
    expect(await world.driver().probeTask(task, signal)).toMatchObject({ status: 'running' });
  });

  test('no monitor → attach.failed', async () => {
    const task = await create('exit 0');
    await world.driver().deleteTask(task, signal);
    const { heard } = await attach(task);
    expect(await heard.next('attach.failed')).toMatchObject({ failure: { code: 'SyscallFailed' } });
  });
});
