import { expect, test } from 'vitest';
import { readOptions } from '../../bench/options.ts';

test('nothing said → all scenarios, twenty rounds, no peer', () => {
  expect(readOptions([])).toMatchObject({
    peers: [],
    rounds: 20,
    scenarios: ['cycle', 'burst', 'memory', 'exec', 'lists', 'stats', 'logs', 'pull'],
    hasFloor: true,
    hasOwnDisk: false,
    isTrace: false,
  });
});

test('two peers and some scenarios → in the order given', () => {
  expect(
    readOptions(['--peer', 'containerd', '--peer', '/x.sock', '--scenarios', 'pull,cycle', '--no-floor']),
  ).toMatchObject({
    peers: ['containerd', '/x.sock'],
    scenarios: ['pull', 'cycle'],
    hasFloor: false,
  });
});

test.each([
  [['--scenarios', 'cycle,dance'], /no scenario dance/],
  [['--rounds', '0'], /--rounds/],
  [['--rounds', '1.5'], /--rounds/],
  [['--nonsense'], /nonsense/],
])('%j → told what is wrong', (args, what) => {
  expect(readOptions(args)).toMatch(what);
});
