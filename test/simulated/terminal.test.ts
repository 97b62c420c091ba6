import { expect, test } from 'vitest';
import { openTerminal } from '../../src/simulated/terminal.ts';

const opened = () => {
  let [screen, interrupts] = ['', 0];
  const terminal = openTerminal({
    screen: async (text) => {
      screen += text;
    },
    interrupt: () => {
      interrupts += 1;
    },
  });
  const line = () => terminal.stdin.readLine(AbortSignal.abort(new Error('nothing to read')));
  return { terminal, line, seen: () => ({ screen, interrupts }) };
};

test('keys → echoed; a line, when it is entered', async () => {
  const { terminal, line, seen } = opened();
  await terminal.type(Buffer.from('ab'));
  await expect(line()).rejects.toThrow('nothing to read');
  await terminal.type(Buffer.from('x\x7fc\r'));
  expect(await line()).toBe('abc\n');
  expect(seen()).toEqual({ screen: 'abx\b \bc\r\n', interrupts: 0 });
});

test('Ctrl-C → the line is gone, the program is interrupted', async () => {
  const { terminal, line, seen } = opened();
  await terminal.type(Buffer.from('abc\x03ok\r'));
  expect(await line()).toBe('ok\n');
  expect(seen()).toEqual({ screen: 'abc^C\r\nok\r\n', interrupts: 1 });
});

test('Ctrl-D → what is typed so far; on an empty line, the end', async () => {
  const { terminal, line } = opened();
  await terminal.type(Buffer.from('ab\x04\x04'));
  expect([await line(), await line()]).toEqual(['ab', undefined]);
});

test('line breaks of programs → both kinds', async () => {
  const { terminal, seen } = opened();
  await terminal.stdout('a\nb\r\n');
  expect(seen().screen).toBe('a\r\nb\r\n');
});
