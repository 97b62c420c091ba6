import { expect, test } from 'vitest';
import { openPlayer } from '../../../src/simulation/explore/player.ts';
import { oneLife } from '../../../src/simulation/explore/scenarios.ts';
import { silentStop } from './broken.ts';

test('numbers, names, nothing: each takes a choice; undo takes it back', () => {
  const player = openPlayer(oneLife);
  expect(player.show()).toEqual(['  1   ask kubelet 0 sandbox.run']);
  expect(player.say('')).toEqual(['→ ask kubelet 0 sandbox.run']);
  player.say('1');
  expect(player.show()).toHaveLength(2);
  const before = player.show();
  expect(player.say('ok pod:a#1/svc:attachNetwork#1')).toEqual(['→ ok pod:a#1/svc:attachNetwork#1']);
  expect(player.show()).not.toEqual(before);
  expect(player.say('u')).toEqual(['undone']);
  expect(player.show()).toEqual(before);
  expect(player.taken()).toEqual(['ask kubelet 0 sandbox.run', 'ok pod:a#1/svc:pinNamespaces#1']);
});

test('what is no choice → says so; nothing to undo → says so', () => {
  const player = openPlayer(oneLife);
  expect(player.say('7')).toEqual(['there is no choice 7']);
  expect(player.say('ok nobody')[0]).toBe('"ok nobody" is not possible now');
  expect(player.say('u')).toEqual(['nothing was taken yet']);
  expect(player.taken()).toEqual([]);
});

test('rest, the world, the diagram, the end with its verdict', () => {
  const player = openPlayer(oneLife);
  for (const _ of Array(11)) player.say('');
  expect(player.say('s')).toEqual(
    expect.arrayContaining(['pod a: ready', 'container a-c0: running', expect.stringMatching(/^world: address /)]),
  );
  expect(player.say('d')[0]).toMatch(/kubelet +pod:a +a-c0 +services +world/);
  expect(player.say('r').length).toBeGreaterThan(5);
  expect(player.say('f')).toEqual(['✓ all ended, and every invariant holds']);
  expect(player.isOver()).toBe(false);
  player.say('q');
  expect(player.isOver()).toBe(true);
});

test('what breaks is told when it does', () => {
  const player = openPlayer(oneLife, silentStop);
  player.say('r');
  expect(player.say('f').join('\n')).toContain('✗');
});
