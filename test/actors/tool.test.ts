import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runTool, type ToolInput } from '../../src/actors/tool.ts';
import type { FailureError } from '../../src/machines/failure.ts';

const sh = (script: string, more: Partial<ToolInput> = {}) =>
  runTool({
    path: '/bin/sh',
    args: ['-c', script],
    env: { PATH: '/usr/bin:/bin' },
    limitMs: 10_000,
    signal: new AbortController().signal,
    maxBytes: 1 << 20,
    ...more,
  });
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error) => error,
  );
const isAlive = (pid: number) => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test('gives both outputs and the exit code', async () => {
  const ended = await sh('echo out; echo err >&2; exit 3');
  expect(ended).toEqual({ exitCode: 3, stdout: Buffer.from('out\n'), stderr: Buffer.from('err\n') });
});

test('a signal death is 128 + signal', async () => {
  expect((await sh('kill -TERM $$')).exitCode).toBe(143);
});

test('stdin arrives and is closed; without stdin it is empty', async () => {
  expect((await sh('cat', { stdin: 'hello' })).stdout.toString()).toBe('hello');
  expect((await sh('cat')).stdout.length).toBe(0);
});

test('a program that does not read its stdin is no failure', async () => {
  expect((await sh('exit 0', { stdin: Buffer.alloc(1 << 20) })).exitCode).toBe(0);
});

test('the environment is what was given and no more', async () => {
  const ended = await sh('env', { env: { PATH: '/usr/bin:/bin', A: 'b c' } });
  const names = ended.stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0]);
  expect(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name ?? '')).sort()).toEqual(['A', 'PATH']);
});

test('the surplus of an output is dropped without blocking the program', async () => {
  const ended = await sh('head -c 3000000 /dev/zero; echo done >&2', { maxBytes: 1000 });
  expect([ended.stdout.length, ended.stderr.toString()]).toEqual([1000, 'done\n']);
});

test('a missing program is ToolMissing', async () => {
  const failure = await failureOf(sh('', { path: '/no/such/tool' }));
  expect(failure).toMatchObject({
    code: 'ToolMissing',
    details: { tool: 'tool', path: '/no/such/tool', code: 'ENOENT' },
  });
});

test('the limit kills the whole process group', async () => {
  const failure = await failureOf(sh('sleep 1000 & echo $! >&2; wait', { limitMs: 300 }));
  expect(failure).toMatchObject({ code: 'ToolTimedOut', details: { tool: 'sh', limitMs: 300 } });
  const child = Number((failure as FailureError).details.stderr);
  expect(child).toBeGreaterThan(1);
  await expect.poll(() => isAlive(child)).toBe(false);
});

test('the signal kills the whole process group, also when it fired before', async () => {
  const controller = new AbortController();
  const running = failureOf(sh('sleep 1000', { signal: controller.signal }));
  controller.abort();
  expect(await running).toMatchObject({ code: 'Cancelled' });
  expect(await failureOf(sh('true', { signal: controller.signal }))).toMatchObject({ code: 'Cancelled' });
});

test('a descendant that holds the output delays the result only by the drain limit', async () => {
  const ended = await sh('sleep 1000 & echo $!', { drainMs: 50 });
  const child = Number(ended.stdout.toString());
  expect(isAlive(child)).toBe(true);
  process.kill(child, 'SIGKILL');
});
