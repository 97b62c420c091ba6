import { expect, test } from 'vitest';
import { Complaint, complaint } from '../../src/cli/complain.ts';
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

test('no daemon → how to start one, 69; no right to ask it → 77', () => {
  const failed = (code: string) =>
    complaint(new FailureError('SyscallFailed', { syscall: 'connect', path: '/s', code }));
  expect(failed('ENOENT').lines[0]).toBe('troupe: no daemon listens at /s (ENOENT)');
  expect(failed('ENOENT').lines[1]).toContain('systemctl start troupe');
  expect(failed('ENOENT').exitCode).toBe(69);
  expect(failed('EACCES')).toEqual({
    lines: ['troupe: only root may talk to the daemon at /s; try sudo'],
    exitCode: 77,
  });
});

test('a command’s own words → as they are', () => {
  expect(complaint(new Complaint(['troupe: so it is', '  and so'], 124))).toEqual({
    lines: ['troupe: so it is', '  and so'],
    exitCode: 124,
  });
});

test('anything else → a bug of ours, with its stack, 70', () => {
  const { lines, exitCode } = complaint(new TypeError('x is not a function'));
  expect(exitCode).toBe(70);
  expect(lines.join('\n')).toContain('complain.test.ts');
});
