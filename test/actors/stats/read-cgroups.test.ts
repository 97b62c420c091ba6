import { describe, expect, test } from 'vitest';
import { cgroupFilesOf } from '../../../src/actors/stats/cgroup-files.ts';
import { openCgroupReader } from '../../../src/actors/stats/read-cgroups.ts';

const files = [{ name: 'cpuacct.usage', mountPoint: '/cg' }];
const paths = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `/pod/c${from + at}`);

/** A machine whose cgroups read 1, but for those that hang until they are freed, and those that are gone. */
const machine = (limitMs = 60_000) => {
  const hanging = new Set<string>();
  const gone = new Set<string>();
  const freed: (() => void)[] = [];
  let atWork = 0;
  let most = 0;
  const readSmallFiles = async (asked: readonly string[]) => {
    atWork += 1;
    most = Math.max(most, atWork);
    await new Promise((resolve) => setImmediate(resolve));
    if (asked.some((path) => hanging.has(path))) await new Promise<void>((resolve) => freed.push(resolve));
    atWork -= 1;
    return asked.map((path) => (gone.has(path) ? undefined : '1\n'));
  };
  const read = openCgroupReader({ readSmallFiles, now: () => 5, elapsed: () => 6, limitMs });
  return { hanging, gone, free: () => freed.splice(0).forEach((resume) => void resume()), read, most: () => most };
};

describe('many cgroups', () => {
  test('hundreds → all of them, two readings at a time', async () => {
    const { read, most } = machine();
    expect((await read(files, paths(0, 300))).size).toBe(300);
    expect(most()).toBe(2);
  });

  test('one that is gone → left out, the others are there', async () => {
    const { read, gone } = machine();
    gone.add('/cg/pod/c1/cpuacct.usage');
    expect([...(await read(files, paths(0, 3))).keys()]).toEqual(['/pod/c0', '/pod/c2']);
  });

  test('two that hang → the call ends; they alone are left out until they come back; a third thread goes on', async () => {
    const { read, hanging, free, most } = machine(200);
    for (const sick of ['c3', 'c4']) hanging.add(`/cg/pod/${sick}/cpuacct.usage`);
    const healthy = paths(0, 100).filter((path) => !['/pod/c3', '/pod/c4'].includes(path));
    for (const _ of [1, 2]) expect([...(await read(files, paths(0, 100))).keys()]).toEqual(healthy);
    expect(most()).toBe(3);
    hanging.clear();
    free();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await read(files, paths(0, 100))).size).toBe(100);
  });

  test('all threads hang → the call ends, with what there is; then all is as before', async () => {
    const { read, hanging, free, most } = machine(80);
    for (const path of paths(0, 5)) hanging.add(`/cg${path}/cpuacct.usage`);
    expect((await read(files, paths(0, 9))).size).toBe(0);
    expect(most()).toBe(3);
    hanging.clear();
    free();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await read(files, paths(0, 9))).size).toBe(9);
    expect(most()).toBe(3);
  });

  test('a reader that fails → nothing is known, nothing is thrown', async () => {
    const readSmallFiles = () => Promise.reject(new Error('no addon'));
    const read = openCgroupReader({ readSmallFiles, now: () => 5, elapsed: () => 6, limitMs: 1000 });
    expect((await read(files, paths(0, 2))).size).toBe(0);
  });
});

describe('which files', () => {
  const named = (facts: Parameters<typeof cgroupFilesOf>[0], detail: 'use' | 'all' = 'use') =>
    cgroupFilesOf(facts, detail, ['2MB']).map(({ mountPoint, name }) => `${mountPoint}/${name}`);

  test('v2 → the unified hierarchy has all', () => {
    const found = named({ mode: 'v2', unifiedDir: '/cg', controllerDirs: {} }, 'all');
    expect(found).toContain('/cg/cpu.stat');
    expect(found).toContain('/cg/memory.peak');
    expect(found).toContain('/cg/hugetlb.2MB.current');
    expect(found.filter((path) => path.includes('cpuacct'))).toEqual([]);
    expect(new Set(found).size).toBe(found.length);
  });

  test('v1 → each controller in its own place; no pressure', () => {
    const found = named({ mode: 'v1', controllerDirs: { memory: '/cg/memory', cpuacct: '/cg/cpu', cpu: '/cg/cpu' } });
    expect(found).toEqual(['/cg/cpu/cpuacct.usage', '/cg/memory/memory.usage_in_bytes', '/cg/memory/memory.stat']);
  });

  test('hybrid → v1 counts, the unified hierarchy keeps pressure', () => {
    const controllerDirs = { memory: '/cg/memory', cpuacct: '/cg/cpuacct', cpu: '/cg/cpu' };
    const found = named({ mode: 'hybrid', unifiedDir: '/cg/unified', controllerDirs });
    expect(found).toContain('/cg/unified/memory.pressure');
    expect(found).not.toContain('/cg/unified/memory.current');
  });
});
