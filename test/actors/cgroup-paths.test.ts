import { expect, test } from 'vitest';
import { cgroupDirsOf, cgroupFactsOf, cgroupPathOf, controllerDirOf } from '../../src/actors/cgroup-paths.ts';

const v1 = (controller: string) =>
  `33 31 0:30 / /sys/fs/cgroup/${controller} rw,relatime shared:9 - cgroup cgroup rw,${controller}`;
const unified = '41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate';

test('tells v1, v2 and hybrid apart', () => {
  expect(cgroupFactsOf('31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup rw')).toEqual({
    mode: 'v2',
    unifiedDir: '/sys/fs/cgroup',
    controllerDirs: {},
  });
  expect(cgroupFactsOf(v1('cpu,cpuacct'))).toMatchObject({
    mode: 'v1',
    controllerDirs: { cpu: '/sys/fs/cgroup/cpu,cpuacct', cpuacct: '/sys/fs/cgroup/cpu,cpuacct' },
  });
  const hybrid = cgroupFactsOf([v1('memory'), v1('xattr,name=systemd'), unified].join('\n'));
  expect(hybrid.mode).toBe('hybrid');
  expect(Object.keys(hybrid.controllerDirs)).toEqual(['memory', 'name=systemd']);
});

test('a blank in a mount point is unescaped', () => {
  expect(cgroupFactsOf('31 23 0:28 / /my\\040groups rw - cgroup2 cgroup rw').unifiedDir).toBe('/my groups');
});

test.each([
  ['/kubepods/pod1/abc', '/kubepods/pod1/abc'],
  ['kubepods/abc', '/kubepods/abc'],
  [
    'kubepods-besteffort-pod1.slice:troupe:abc',
    '/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1.slice/troupe-abc.scope',
  ],
  [':troupe:abc', '/system.slice/troupe-abc.scope'],
  ['-.slice::abc', '/abc.scope'],
  ['a.slice::b.slice', '/a.slice/b.slice'],
  ['/../../etc', '/etc'],
  ['/', undefined],
  ['', undefined],
  ['/a/..', undefined],
])('%j is at %j', (cgroupsPath, path) => {
  expect(cgroupPathOf(cgroupsPath)).toBe(path);
});

test('the directories: one a hierarchy, the unified one first; none for the root', () => {
  const facts = cgroupFactsOf([v1('memory'), v1('cpu,cpuacct'), unified].join('\n'));
  expect(cgroupDirsOf(facts, '/a/b')).toEqual([
    '/sys/fs/cgroup/unified/a/b',
    '/sys/fs/cgroup/memory/a/b',
    '/sys/fs/cgroup/cpu,cpuacct/a/b',
  ]);
  expect(cgroupDirsOf(facts, '/')).toEqual([]);
  expect(controllerDirOf(facts, '/a', 'memory')).toBe('/sys/fs/cgroup/memory/a');
  expect(controllerDirOf(facts, '/a', 'hugetlb')).toBe('/sys/fs/cgroup/unified/a');
});
