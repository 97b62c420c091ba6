/** Exec, Attach and PortForward: what is checked before a URL is given out. */
import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { AttachRequest, ExecRequest, PortForwardRequest } from '../../../proto/generated/api.js';
import { message } from '../../../src/cri/client.ts';
import type { StreamRequest } from '../../../src/cri/streaming/request.ts';
import { FailureError } from '../../../src/machines/failure.ts';
import { containerId, containerView, failureOf, sandboxId, sandboxView, serve, viewsOf } from '../fakes.ts';

const open = async (seen: Parameters<typeof viewsOf>[1] = {}) => {
  const given: StreamRequest[] = [];
  const urlOf = (request: StreamRequest) => {
    given.push(request);
    return `http://127.0.0.1:1/${request.kind}/token`;
  };
  const { client } = await serve({ views: viewsOf({}, seen), urlOf });
  return { given, runtime: client.runtime };
};
const exec = (fields: Partial<ExecRequest> = {}) =>
  message(ExecRequest, { containerId, cmd: ['sh', '-c', ''], stdout: true, ...fields });
const attach = (fields: Partial<AttachRequest> = {}) =>
  message(AttachRequest, { containerId, stdout: true, ...fields });

test('Exec → a URL for just what was asked, by the whole id', async () => {
  const { given, runtime } = await open();
  const { url } = await runtime.exec(exec({ containerId: containerId.slice(0, 12), stdin: true, tty: true }));
  expect(url).toBe('http://127.0.0.1:1/exec/token');
  const command = ['sh', '-c', ''];
  expect(given).toEqual([
    { kind: 'exec', containerId, command, isTerminal: true, stdin: true, stdout: true, stderr: false },
  ]);
});

test('Attach → a URL', async () => {
  const { given, runtime } = await open();
  expect((await runtime.attach(attach({ stderr: true }))).url).toContain('/attach/');
  expect(given).toEqual([{ kind: 'attach', containerId, isTerminal: false, stdin: false, stdout: true, stderr: true }]);
});

test('PortForward → a URL; ports that are none are left out, for each is told on its own stream', async () => {
  const { given, runtime } = await open();
  const request = message(PortForwardRequest, { podSandboxId: sandboxId, port: [80, 0, -1, 65_536, 65_535] });
  expect((await runtime.portForward(request)).url).toContain('/portforward/');
  expect(given).toEqual([{ kind: 'portforward', sandboxId, ports: [80, 65_535] }]);
});

test.each([
  ['no id', exec({ containerId: '' })],
  ['no command', exec({ cmd: [] })],
  ['an empty program', exec({ cmd: [''] })],
  ['a NUL in an argument', exec({ cmd: ['sh', 'a\0b'] })],
  ['no stream', exec({ stdout: false })],
  ['a terminal and stderr', exec({ tty: true, stderr: true })],
])('Exec with %s → InvalidArgument', async (_, request) => {
  const { given, runtime } = await open();
  expect((await failureOf(runtime.exec(request))).code).toBe(status.INVALID_ARGUMENT);
  expect(given).toEqual([]);
});

test.each([
  ['no id', attach({ containerId: '' })],
  ['no stream', attach({ stdout: false })],
  ['a terminal and stderr', attach({ tty: true, stderr: true })],
])('Attach with %s → InvalidArgument', async (_, request) => {
  const { runtime } = await open();
  expect((await failureOf(runtime.attach(request))).code).toBe(status.INVALID_ARGUMENT);
});

test('unknown → NotFound', async () => {
  const { runtime } = await open();
  expect((await failureOf(runtime.exec(exec({ containerId: 'nobody' })))).code).toBe(status.NOT_FOUND);
  expect((await failureOf(runtime.attach(attach({ containerId: 'nobody' })))).code).toBe(status.NOT_FOUND);
  const request = message(PortForwardRequest, { podSandboxId: 'nobody' });
  expect((await failureOf(runtime.portForward(request))).code).toBe(status.NOT_FOUND);
  const empty = message(PortForwardRequest, {});
  expect((await failureOf(runtime.portForward(empty))).code).toBe(status.INVALID_ARGUMENT);
});

test.each(['created', 'exited', 'unknown'] as const)('a container that is %s → FailedPrecondition', async (state) => {
  const { runtime } = await open({ containers: [containerView({ state })] });
  expect((await failureOf(runtime.exec(exec()))).code).toBe(status.FAILED_PRECONDITION);
  expect((await failureOf(runtime.attach(attach()))).code).toBe(status.FAILED_PRECONDITION);
});

test('a sandbox that is not ready → FailedPrecondition', async () => {
  const { runtime } = await open({ sandboxes: [sandboxView({ state: 'notready' })] });
  const request = message(PortForwardRequest, { podSandboxId: sandboxId });
  expect((await failureOf(runtime.portForward(request))).code).toBe(status.FAILED_PRECONDITION);
});

test('too many URLs that nobody has used → ResourceExhausted', async () => {
  const { client } = await serve({
    urlOf: () => {
      throw new FailureError('TooManyStreams', { pending: 1000 });
    },
  });
  expect((await failureOf(client.runtime.exec(exec()))).code).toBe(status.RESOURCE_EXHAUSTED);
});
