import { describe, expect, test } from 'vitest';
import type { Mount } from '../../proto/generated/api.ts';
import { byDepth, kernelMounts, uncovered } from '../../src/oci/default-mounts.ts';
import { mountOf, parseMountinfo } from '../../src/oci/mountinfo.ts';
import { checkMounts, requestedMounts, rootfsPropagationOf, volumesOf } from '../../src/oci/mounts.ts';
import {
  aHandler,
  failureFrom,
  mount,
  namespaceOptions,
  refusalOf,
  sandboxConfig,
  securedSandbox,
  userNamespace,
} from '../helpers/oci-scenes.ts';

const data = (more: Partial<Mount> = {}) => mount({ hostPath: '/data', containerPath: '/mnt', ...more });
const peering = (isShared: boolean, isSlave = false) => ({ mountPoint: '/', isShared, isSlave });
const options = (asked: Mount, more: object = {}) =>
  requestedMounts([asked], [{ realPath: '/data', ...more }])[0]?.options;

const scene = { handler: aHandler, sandbox: { config: sandboxConfig() } };

describe('bind mounts', () => {
  test.each<[string, Partial<Mount>, object, string[]]>([
    ['plain', {}, {}, ['rbind', 'rprivate', 'rw']],
    ['readonly', { readonly: true }, {}, ['rbind', 'rprivate', 'ro']],
    ['recursively readonly', { readonly: true, recursiveReadOnly: true }, {}, ['rbind', 'rprivate', 'rro']],
    ['host to container, shared host', { propagation: 1 }, { peering: peering(true) }, ['rbind', 'rslave', 'rw']],
    ['host to container, slave host', { propagation: 1 }, { peering: peering(false, true) }, ['rbind', 'rslave', 'rw']],
    ['bidirectional', { propagation: 2 }, { peering: peering(true) }, ['rbind', 'rshared', 'rw']],
    ['noexec', { mountOptions: ['noexec'] }, {}, ['rbind', 'rprivate', 'rw', 'noexec']],
  ])('%s', (_, more, found, wanted) => {
    expect(options(data(more), found)).toEqual(wanted);
  });

  test('two for one place → both, in their order: the later one is what is seen', () => {
    const asked = [data(), data({ hostPath: '/other', containerPath: '/mnt/' })];
    expect(() => checkMounts(asked, scene)).not.toThrow();
    const specs = byDepth(requestedMounts(asked, [{ realPath: '/data' }, { realPath: '/other' }]));
    expect(specs.map(({ source, destination }) => [source, destination])).toEqual([
      ['/data', '/mnt'],
      ['/other', '/mnt'],
    ]);
  });

  test('id-mapped → with the mappings, and the option that insists on them; else plain', () => {
    const ids = [{ hostId: 5, containerId: 0, length: 2 }];
    const [mapped] = requestedMounts(
      [data({ uidMappings: ids, gidMappings: ids, readonly: true, recursiveReadOnly: true })],
      [{ realPath: '/data' }],
    );
    expect(mapped).toMatchObject({
      options: ['rbind', 'rprivate', 'rro', 'idmap'],
      uidMappings: [{ containerID: 0, hostID: 5, size: 2 }],
      gidMappings: [{ containerID: 0, hostID: 5, size: 2 }],
    });
    expect(requestedMounts([data()], [{ realPath: '/data' }])[0]).not.toHaveProperty('uidMappings');
  });

  test('propagation that the host mount does not have → refused', () => {
    expect(refusalOf(() => options(data({ propagation: 2 }), { peering: peering(false, true) }))).toEqual({
      code: 'SpecInvalid',
      field: 'mounts[0].propagation',
      reason: "'/data' is on a mount (/) that is not shared",
    });
    expect(refusalOf(() => options(data({ propagation: 1 }), { peering: peering(false) })).code).toBe('SpecInvalid');
  });

  test('an image → bound like a directory, whatever the node’s mounts are', () => {
    const image = { image: 'x', annotations: {}, userSpecifiedImage: '', runtimeHandler: '', imageRef: '' };
    const asked = data({ hostPath: '', image, readonly: true });
    expect(() => checkMounts([{ ...asked, imageSubPath: 'a/..b/.c' }], scene)).not.toThrow();
    expect(options(asked)).toEqual(['rbind', 'rprivate', 'ro']);
    expect(options({ ...asked, recursiveReadOnly: true })).toEqual(['rbind', 'rprivate', 'rro']);
    expect(options({ ...asked, propagation: 1 }, { peering: peering(false) })).toEqual(['rbind', 'rslave', 'ro']);
  });

  test('the root propagates what one of its mounts needs', () => {
    expect(rootfsPropagationOf([data()])).toBeUndefined();
    expect(rootfsPropagationOf([data(), data({ propagation: 1 })])).toBe('rslave');
    expect(rootfsPropagationOf([data({ propagation: 1 }), data({ propagation: 2 })])).toBe('rshared');
  });
});

describe('refused before the host is looked at', () => {
  const image = { image: 'x', annotations: {}, userSpecifiedImage: '', runtimeHandler: '', imageRef: '' };
  const mapping = { hostId: 1, containerId: 0, length: 1 };
  test.each<[string, Partial<Mount>, string, string]>([
    ['over the root', { containerPath: '/.' }, 'SpecInvalid', 'container_path'],
    ['relative destination', { containerPath: 'mnt' }, 'SpecInvalid', 'container_path'],
    ['no host path', { hostPath: '' }, 'SpecInvalid', 'host_path'],
    ['relative host path', { hostPath: 'a' }, 'SpecInvalid', 'host_path'],
    ['NUL in a path', { hostPath: '/a\0' }, 'SpecInvalid', 'host_path'],
    ['image and a host path', { image, readonly: true }, 'ImageVolumeMountFailed', 'host_path'],
    ['writable image', { hostPath: '', image }, 'ImageVolumeMountFailed', 'readonly'],
    [
      'image that propagates to the host',
      { hostPath: '', image, readonly: true, propagation: 2 },
      'ImageVolumeMountFailed',
      'propagation',
    ],
    ...['/etc', '..', 'a/../../b', 'a\0'].map((imageSubPath): [string, Partial<Mount>, string, string] => [
      `sub path ${JSON.stringify(imageSubPath)} of an image`,
      { hostPath: '', image, readonly: true, imageSubPath },
      'ImageVolumeMountFailed',
      'image_sub_path',
    ]),
    ['id mapping, without a user namespace', { uidMappings: [mapping] }, 'SpecInvalid', 'uid_mappings'],
    ['odd option', { mountOptions: ['suid'] }, 'SpecInvalid', 'mount_options'],
    ['recursively readonly but writable', { recursiveReadOnly: true }, 'SpecInvalid', 'recursive_read_only'],
    [
      'recursively readonly but propagating',
      { recursiveReadOnly: true, readonly: true, propagation: 1 },
      'SpecInvalid',
      'recursive_read_only',
    ],
  ])('%s', (_, more, code, field) => {
    expect(refusalOf(() => checkMounts([data(more)], scene))).toMatchObject({ code, field: `mounts[0].${field}` });
  });

  test('recursively readonly where the handler cannot → RROUnsupported', () => {
    const handler = { ...aHandler, hasRecursiveReadOnlyMounts: false };
    const asked = data({ recursiveReadOnly: true, readonly: true });
    expect(failureFrom(() => checkMounts([asked], { ...scene, handler })).code).toBe('RROUnsupported');
    expect(() => checkMounts([asked], scene)).not.toThrow();
  });

  test('id-mapped: only for a pod with a user namespace, under a handler that can', () => {
    const asked = data({ uidMappings: [mapping], gidMappings: [mapping] });
    const usernsOptions = userNamespace({ mode: 0, uids: [mapping], gids: [mapping] });
    const sandbox = { config: securedSandbox({ namespaceOptions: namespaceOptions({ usernsOptions }) }) };
    expect(() => checkMounts([asked], { handler: aHandler, sandbox })).not.toThrow();
    const handler = { ...aHandler, hasIdMappedMounts: false };
    expect(refusalOf(() => checkMounts([asked], { handler, sandbox })).field).toBe('mounts[0].uid_mappings');
  });
});

describe('order and cover', () => {
  const at = (destination: string) => ({ destination, type: 'bind', source: '/s', options: [] });
  const defaults = kernelMounts({
    isPrivileged: false,
    cgroups: { mode: 'v2' },
    isSysBound: false,
    isCgroupWritable: false,
  });
  const left = (...asked: string[]) => uncovered(defaults, asked.map(at)).map(({ destination }) => destination);

  test('nothing asked → all defaults, /sys and cgroups read-only', () => {
    expect(left()).toEqual(['/proc', '/dev', '/dev/pts', '/dev/mqueue', '/sys', '/sys/fs/cgroup']);
    expect(defaults.filter(({ options: given }) => given.includes('ro')).map(({ destination }) => destination)).toEqual(
      ['/sys', '/sys/fs/cgroup'],
    );
  });

  test('one of them asked → that one goes; /dev asked → all of /dev goes', () => {
    expect(left('/sys')).toEqual(['/proc', '/dev', '/dev/pts', '/dev/mqueue', '/sys/fs/cgroup']);
    expect(left('/dev')).toEqual(['/proc', '/sys', '/sys/fs/cgroup']);
    expect(left('/device')).toHaveLength(6);
  });

  test('parents before children, else as given', () => {
    const sorted = byDepth(['/a/b/c', '/b', '/a/b', '/a'].map(at)).map(({ destination }) => destination);
    expect(sorted).toEqual(['/b', '/a', '/a/b', '/a/b/c']);
  });

  test('volumes of the image: not those that are covered, none twice, never the root or the kernel’s', () => {
    expect(
      volumesOf(['/data/', '/data', '/logs', '/', '/proc', '/sys/x', '/dev/../dev/shm'], [{ containerPath: '/logs/' }]),
    ).toEqual(['/data']);
  });
});

describe('mountinfo', () => {
  const table = parseMountinfo(
    [
      '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
      '30 27 0:21 / /mnt/a\\040b rw shared:5 master:2 - tmpfs tmpfs rw,size=4k',
      '31 27 0:22 / /mnt rw master:1 propagate_from:2 - tmpfs tmpfs rw',
      '32 31 0:23 / /mnt rw - tmpfs tmpfs rw',
      '',
    ].join('\n'),
  );

  test('peers and blanks are read', () => {
    expect(table[1]).toMatchObject({ mountPoint: '/mnt/a b', fsType: 'tmpfs', isShared: true, isSlave: true });
    expect(table[2]).toMatchObject({ isShared: false, isSlave: true });
  });

  test.each([
    ['/x', '/', false],
    ['/mnt/a b/c', '/mnt/a b', true],
    ['/mntx', '/', false],
    ['/mnt/y', '/mnt', false],
  ])('%s is on %s', (path, mountPoint, isShared) => {
    expect(mountOf(table, path)).toMatchObject({ mountPoint, isShared });
  });
});
