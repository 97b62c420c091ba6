/** What runtimes, conmon and clients write, read. */
import { expect, test } from 'vitest';
import { syncLineOf } from '../../../src/actors/tasks/monitor.ts';
import { messageIn } from '../../../src/actors/tasks/runtime.ts';
import { signalNumber } from '../../../src/actors/tasks/signals.ts';

test.each([
  ['SIGTERM', 15],
  ['term', 15],
  [' SIGKILL ', 9],
  ['1', 1],
  ['64', 64],
  ['SIGRTMIN', 34],
  ['SIGRTMIN+3', 37],
  ['RTMAX-1', 63],
  ['SIGRTMAX', 64],
])('signal %j is %i', (name, number) => expect(signalNumber(name)).toBe(number));

test.each(['', 'SIG', '0', '65', '-9', 'SIGRTMIN+31', 'SIGRTMAX+1', 'SIGRTMAX-31', 'SIGNOTHING', '9 9', '__proto__'])(
  '%j is no signal',
  (name) => expect(() => signalNumber(name)).toThrowError(expect.objectContaining({ code: 'RequestInvalid' })),
);

test.each([
  [
    '{"level":"warning","msg":"w"}\n{"level":"error","msg":"exec: \\"foo\\": not found","time":"t"}\n',
    'exec: "foo": not found',
  ],
  ['{"level":"error","msg":"one"}\n{"level":"error","msg":"two"}\n{"level":"error","ms', 'two'],
  ['time="t" level=error msg="say \\"no\\""', 'say "no"'],
  ['time="t" level=error msg="criu failed\\nlog file: /x\\\\n"', 'criu failed\nlog file: /x\\n'],
  ['plain words\nthe last line\n', 'the last line'],
  ['{"msg":"no level"}', '{"msg":"no level"}'],
  ['null', 'null'],
  [' \n', undefined],
])('the reason in %j', (text, message) => expect(messageIn(text)).toBe(message));

test('lines of the sync pipe', () => {
  expect(syncLineOf('{"data": 4711}')).toEqual({ data: 4711 });
  expect(syncLineOf('{"data": -1, "message": "a \\"b\\"\\n\\u000d\\\\n \u001f"}')).toEqual({
    data: -1,
    message: 'a "b"\n\r\\n \u001f',
  });
  expect(syncLineOf('')).toBeUndefined();
  expect(syncLineOf('{"data": }')).toBeUndefined();
});
