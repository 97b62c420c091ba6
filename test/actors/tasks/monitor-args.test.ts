import { expect, test } from 'vitest';
import { monitorArgs } from '../../../src/actors/tasks/monitor.ts';
import type { RuntimeHandler, Scene } from '../../../src/actors/tasks/scene.ts';

const scene = { exitDir: '/exits' } as Scene; // all that a command line depends on
const handler = (noNewKeyring?: boolean): RuntimeHandler => ({
  name: 'runc',
  path: '/usr/sbin/runc',
  rootDir: '/root-dir',
  options: { systemdCgroup: false, noNewKeyring, fastStart: true },
});
const input = {
  taskId: 'c1',
  runtimeHandler: 'runc',
  bundleDir: '/b',
  cgroupsPath: '/c1',
  isTerminal: false,
  hasStdin: false,
  closesStdinOnce: false,
};

test.each([
  ['told not to', true, true],
  ['not told', false, false],
  ['a row of an older daemon', undefined, false],
])('a session keyring of its own: %s', (_, noNewKeyring, isGiven) => {
  expect(monitorArgs(scene, handler(noNewKeyring), input).includes('--no-new-keyring')).toBe(isGiven);
});
