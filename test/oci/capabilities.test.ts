import { expect, test } from 'vitest';
import { capabilitiesOf, containerCapabilities } from '../../src/oci/capabilities.ts';
import { capabilities as available, capability, refusalOf } from '../helpers/oci-scenes.ts';

const set = (add: string[] = [], drop: string[] = [], isPrivileged = false) =>
  containerCapabilities(capability({ addCapabilities: add, dropCapabilities: drop }), { isPrivileged, available });

const all = capabilitiesOf('1ffffffffff');

test('mask of all bits → 41 names; a mask without SYS_RESOURCE lacks it', () => {
  expect(all).toHaveLength(41);
  expect(all[0]).toBe('CAP_CHOWN');
  expect(all[40]).toBe('CAP_CHECKPOINT_RESTORE');
  expect(all.filter((name) => !capabilitiesOf('000001fffeffffff').includes(name))).toEqual(['CAP_SYS_RESOURCE']);
});

test('nothing asked → the 14 defaults in three sets, none inheritable', () => {
  const { bounding, effective, permitted, inheritable } = containerCapabilities(undefined, {
    isPrivileged: false,
    available: all,
  });
  expect(bounding).toHaveLength(14);
  expect(effective).toEqual(bounding);
  expect(permitted).toEqual(bounding);
  expect(inheritable).toEqual([]);
});

test.each([
  ['add', ['NET_ADMIN'], [], 'CAP_NET_ADMIN', true],
  ['add with CAP_, lower case', ['cap_net_admin'], [], 'CAP_NET_ADMIN', true],
  ['drop', [], ['CHOWN'], 'CAP_CHOWN', false],
  ['drop ALL, add one', ['CHOWN'], ['ALL'], 'CAP_CHOWN', true],
  ['drop ALL', [], ['all'], 'CAP_KILL', false],
  ['add ALL, drop one', ['ALL'], ['CHOWN'], 'CAP_CHOWN', false],
  ['add and drop of one → dropped', ['NET_ADMIN'], ['NET_ADMIN'], 'CAP_NET_ADMIN', false],
])('%s', (_, add, drop, name, isThere) => {
  expect(set(add, drop).bounding.includes(name)).toBe(isThere);
});

test('privileged and ALL → what the daemon has, no more', () => {
  expect(set([], [], true).bounding).toEqual(available);
  expect(set(['ALL']).bounding.toSorted()).toEqual(available.toSorted());
  expect(set(['ALL']).bounding).not.toContain('CAP_SYS_RESOURCE');
});

test('a default that the daemon lacks → left out', () => {
  const some = available.filter((name) => name !== 'CAP_MKNOD');
  expect(containerCapabilities(undefined, { isPrivileged: false, available: some }).bounding).not.toContain(
    'CAP_MKNOD',
  );
});

const ambient = (addAmbientCapabilities: string[], more: object = {}, isPrivileged = false) =>
  containerCapabilities(capability({ addAmbientCapabilities, ...more }), { isPrivileged, available });

test('ambient → in every set, and only those inheritable', () => {
  const sets = ambient(['net_admin'], { dropCapabilities: ['ALL'] });
  expect(sets).toEqual({
    bounding: ['CAP_NET_ADMIN'],
    effective: ['CAP_NET_ADMIN'],
    permitted: ['CAP_NET_ADMIN'],
    inheritable: ['CAP_NET_ADMIN'],
    ambient: ['CAP_NET_ADMIN'],
  });
  expect(ambient(['NET_ADMIN']).bounding).toHaveLength(set().bounding.length + 1);
});

test('ambient ALL → all that the container has, no more; nothing ambient → no such set', () => {
  const { bounding, ambient: all } = ambient(['ALL'], { dropCapabilities: ['KILL'] });
  expect(all).toEqual(bounding);
  expect(bounding).not.toContain('CAP_KILL');
  expect(set()).not.toHaveProperty('ambient');
});

test('ambient and dropped → dropped; ambient when privileged → that one', () => {
  expect(ambient(['KILL'], { dropCapabilities: ['KILL'] })).not.toHaveProperty('ambient');
  const privileged = ambient(['KILL'], {}, true);
  expect(privileged.bounding).toEqual(available);
  expect(privileged.ambient).toEqual(['CAP_KILL']);
});

test('ambient that is unknown or cannot be given → refused', () => {
  const field = 'linux.security_context.capabilities.add_ambient_capabilities';
  expect(refusalOf(() => ambient(['FLY']))).toMatchObject({ field, reason: "unknown capability 'FLY'" });
  expect(refusalOf(() => ambient(['SYS_RESOURCE'])).field).toBe(field);
});

test('unknown names and names that cannot be given → refused', () => {
  expect(refusalOf(() => set(['FLY']))).toMatchObject({ code: 'SpecInvalid', reason: "unknown capability 'FLY'" });
  expect(refusalOf(() => set([], ['FLY'])).field).toBe('linux.security_context.capabilities.drop_capabilities');
  expect(refusalOf(() => set(['SYS_RESOURCE'])).reason).toContain('cannot give CAP_SYS_RESOURCE');
});
