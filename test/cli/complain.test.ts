import { expect, test } from 'vitest';
import { complaint } from '../../src/cli/complain.ts';
import { FailureError } from '../../src/machines/failure.ts';

test('bad configuration → the file, a line a problem, 78', () => {
  const error = new FailureError('ConfigInvalid', { file: '/x', problems: ['line 1: no', 'line 2: neither'] });
  expect(complaint(error)).toEqual({
    lines: ['troupe: the configuration is not valid: /x', '  line 1: no', '  line 2: neither'],
    exitCode: 78,
  });
});

test('a failure → its facts and its cause, no stack', () => {
  const { lines, exitCode } = complaint(
    new FailureError('RuntimeFailed', { args: ['state'], exitCode: 1 }, { cause: new Error('no such file') }),
  );
  expect(lines).toEqual([
    'troupe: the OCI runtime failed (RuntimeFailed)',
    '  args: ["state"]',
    '  exitCode: 1',
    '  because: no such file',
  ]);
  expect(exitCode).toBe(1);
});

test('no daemon → how to start one', () => {
  const { lines } = complaint(new FailureError('SyscallFailed', { syscall: 'connect', path: '/s', code: 'ENOENT' }));
  expect(lines).toEqual(['troupe: no daemon listens at /s (ENOENT); start one with: troupe serve']);
});

test('anything else → a bug of ours, with its stack, 70', () => {
  const { lines, exitCode } = complaint(new TypeError('x is not a function'));
  expect(exitCode).toBe(70);
  expect(lines.join('\n')).toContain('complain.test.ts');
});
