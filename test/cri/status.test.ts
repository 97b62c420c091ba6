import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { statusCodes, statusOf } from '../../src/cri/status.ts';
import { type FailureCode, FailureError, failureOf, meanings } from '../../src/machines/failure.ts';
import { containerId, failureOf as failedCall, fakeAsk, serve } from './fakes.ts';

const codes = Object.keys(meanings) as FailureCode[];

test.each(codes)('%s from an actor → its status, with its meaning, the facts, the cause last', async (code) => {
  const { ask } = fakeAsk(() => {
    throw new FailureError(code, { containerId: 'c1' }, { cause: new Error('the kernel said no') });
  });
  const { client } = await serve({ ask });
  const reply = await failedCall(client.runtime.startContainer({ containerId }));
  expect(reply.code).toBe(statusCodes[code]);
  expect(reply.details).toContain(`${meanings[code]}: containerId=c1`);
  if (code !== 'Unexpected') expect(reply.details.endsWith('the kernel said no')).toBe(true);
});

describe('codes that clients act on', () => {
  test.each([
    ['ExecTimedOut', status.DEADLINE_EXCEEDED],
    ['ContainerNotFound', status.NOT_FOUND],
    ['SandboxNotFound', status.NOT_FOUND],
    ['Recovering', status.UNAVAILABLE],
    ['Draining', status.UNAVAILABLE],
    ['NotImplemented', status.UNIMPLEMENTED],
    ['SandboxWrongState', status.FAILED_PRECONDITION],
    ['ContainerWrongState', status.FAILED_PRECONDITION],
    ['RegistryUnavailable', status.UNKNOWN],
    ['ManifestUnknown', status.UNKNOWN],
  ] as const)('%s', (code, expected) => {
    expect(statusOf({ code, details: {} }).code).toBe(expected);
  });

  test('only a command over its time is DeadlineExceeded, which a prober takes it for; and a checkpoint, which no prober asks for', () => {
    expect(codes.filter((code) => statusCodes[code] === status.DEADLINE_EXCEEDED)).toEqual([
      'CheckpointTimedOut',
      'ExecTimedOut',
    ]);
  });

  test.each(['RegistryUnavailable', 'ImageVolumeMountFailed', 'RROUnsupported'] as const)(
    '%s → the text begins with it',
    (code) => {
      expect(statusOf({ code, details: {} }).details).toBe(`${code}: ${meanings[code]}`);
    },
  );
});

test('an unexpected error → no stack in the text', () => {
  const { details } = statusOf(failureOf(new TypeError('x is not a function')));
  expect(details).toBe('unexpected error: error=x is not a function');
});

test('a very long text → cut in the middle, both ends kept', () => {
  const { details } = statusOf({
    code: 'RuntimeFailed',
    details: { stderr: 'x'.repeat(100_000) },
    cause: 'the very end',
  });
  expect(details.length).toBeLessThanOrEqual(4096);
  expect(details).toMatch(/^the OCI runtime failed: .*the very end$/);
});

test('text that is no text → is sent all the same', async () => {
  const { ask } = fakeAsk(() => {
    throw new FailureError('RuntimeFailed', { stderr: 'half a pair: \ud800, NUL: \0, line\nline, 100 %, grüß' });
  });
  const { client } = await serve({ ask });
  const reply = await failedCall(client.runtime.startContainer({ containerId }));
  expect(reply.details).toBe('the OCI runtime failed: stderr=half a pair: \ufffd, NUL: \0, line\nline, 100 %, grüß');
});
