import { expect, test } from 'vitest';
import { openLevelled } from '../../src/cli/log.ts';

test('the level → changes for loggers that were made before, and for theirs', () => {
  const lines: string[] = [];
  const { log, setLevel } = openLevelled('info', false, { write: (line) => void lines.push(JSON.parse(line).message) });
  const child = log.child({ room: 'cri' });
  const grandchild = child.child({ requestId: 'r' });
  const say = (text: string) => {
    for (const each of [log, child, grandchild]) each.debug(text);
  };
  say('unheard');
  setLevel('debug');
  say('heard');
  child.child({}).debug('heard of a new one');
  setLevel('warn');
  say('unheard');
  expect(lines).toEqual(['heard', 'heard', 'heard', 'heard of a new one']);
});
