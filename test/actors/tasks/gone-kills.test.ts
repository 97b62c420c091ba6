/** OOM kills of scopes that systemd has taken away, told from what the cgroups above have counted. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openGoneKills } from '../../../src/actors/tasks/gone-kills.ts';

/** A hierarchy of files. */
const machine = () => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-gone-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const unifiedDir = join(dir, 'cg');
  const vmstat = join(dir, 'vmstat');
  const node = (count: number) => writeFileSync(vmstat, `nr_free_pages 1\noom_kill ${count}\n`);
  const set = (path: string, kills: number) => {
    mkdirSync(join(unifiedDir, path), { recursive: true });
    writeFileSync(join(unifiedDir, path, 'memory.events'), `oom 9\noom_kill ${kills}\noom_group_kill 7\n`);
  };
  mkdirSync(unifiedDir);
  node(0);
  const facts = { mode: 'v2', unifiedDir, controllerDirs: {} } as const;
  const open = () => openGoneKills(facts, vmstat);
  return { node, set, open, drop: (path: string) => rmSync(join(unifiedDir, path), { recursive: true }), ...open() };
};
const one = 'pod.slice:troupe:one';
const two = 'pod.slice:troupe:two';

describe('a scope that is gone', () => {
  test('what its slice counted since, less what others of it count → its kills', async () => {
    const { set, drop, now, since } = machine();
    set('pod.slice', 3); // of one long before
    for (const name of ['one', 'two']) set(`pod.slice/troupe-${name}.scope`, 0);
    const then = await now(one);
    expect(await since(then)).toBe(0);
    set('pod.slice', 5);
    set('pod.slice/troupe-two.scope', 1);
    drop('pod.slice/troupe-one.scope');
    expect(await since(then)).toBe(1);
  });

  test('what was claimed is not its own, also not where that came after', async () => {
    const { set, drop, now, since, claim } = machine();
    set('pod.slice', 0);
    for (const name of ['one', 'two']) set(`pod.slice/troupe-${name}.scope`, 0);
    const [first, second] = [await now(one), await now(two)];
    set('pod.slice', 1);
    drop('pod.slice/troupe-one.scope');
    claim(first, (await since(first)) ?? 0);
    expect(await since(second)).toBe(0);
    drop('pod.slice/troupe-two.scope');
    expect(await since(second)).toBe(0);
    set('pod.slice', 2);
    expect(await since(second)).toBe(1);
  });

  test('a daemon that was started since → counts from what was stored', async () => {
    const { set, drop, now, open } = machine();
    set('pod.slice', 4);
    set('pod.slice/troupe-one.scope', 0);
    const stored = JSON.parse(JSON.stringify(await now(one)));
    set('pod.slice', 5);
    drop('pod.slice/troupe-one.scope');
    expect(await open().since(stored)).toBe(1);
  });

  test('the slice is gone too → what the whole machine counted', async () => {
    const { set, drop, now, since, node } = machine();
    node(7);
    for (const slice of ['pod.slice', 'other.slice']) set(slice, 2);
    const then = await now(one);
    node(9);
    set('other.slice', 3);
    drop('pod.slice');
    expect(await since(then)).toBe(1); // of two more on the machine, one is of a slice that is there
  });

  test.each([
    ['cgroupfs', '/pods/one'],
    ['no path', '/'],
  ])('%s → not asked for', async (_, path) => {
    const { now, since } = machine();
    expect(await now(path)).toEqual([]);
    expect(await since([])).toBeUndefined();
  });
});
