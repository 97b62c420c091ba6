import { describe, expect, test } from 'vitest';
import { leftoversIn } from '../../../src/cli/doctor/leftovers.ts';
import type { World } from '../../../src/cli/doctor/world.ts';
import { parseConfig } from '../../../src/config/load.ts';

const config = parseConfig('root = "/r"\nstate = "/s"', 'f');
const a = 'a'.repeat(64);
const b = 'b'.repeat(64);
const stranger = 'c'.repeat(64);
const nothing: World = { processes: [], mounts: [], pins: [], entries: [], cgroups: [], rules: [], links: [] };
const look = (world: Partial<World>, owners: readonly string[] = [], debts: readonly string[] = []) =>
  leftoversIn({ ...nothing, ...world }, config, {
    owners: new Set(owners),
    ledger: debts.map((ownerId) => ({ ownerId, effect: 'network', details: {}, isDone: true })),
  }).map(({ kind, what }) => `${kind} ${what}`);

const conmon = (id: string, exitDir = '/s/exits') => ({
  pid: 7,
  args: ['/usr/bin/conmon', '--cid', id, '--exit-dir', exitDir, '--bundle', `/s/containers/${id}`],
});

describe('without an owner', () => {
  test.each<[string, Partial<World>, readonly string[]]>([
    ['a monitor', { processes: [conmon(a)] }, ['process 7']],
    ['a mount', { mounts: [`/r/snapshots/${a}/rootfs`] }, [`mount /r/snapshots/${a}/rootfs`]],
    ['a mount under no id', { mounts: ['/s/what'] }, ['mount /s/what']],
    [
      'a pin, mounted',
      { pins: [`/run/netns/troupe-${a}`], mounts: [`/run/netns/troupe-${a}`] },
      [`mount /run/netns/troupe-${a}`, `pin /run/netns/troupe-${a}`],
    ],
    ['a directory', { entries: [`/s/sandboxes/${a}`] }, [`directory /s/sandboxes/${a}`]],
    ['a cgroup under our parent', { cgroups: ['/cg/troupe', `/cg/troupe/${a}`] }, [`cgroup /cg/troupe/${a}`]],
    [
      'a cgroup elsewhere of an id that is known from elsewhere',
      { entries: [`/s/containers/${a}`], cgroups: [`/cg/kubepods/pod1/${a}`, `/cg/k.slice/troupe-${a}.scope`] },
      [`directory /s/containers/${a}`, `cgroup /cg/kubepods/pod1/${a}`, `cgroup /cg/k.slice/troupe-${a}.scope`],
    ],
  ])('%s → found', (_, world, expected) => expect(look(world)).toEqual(expected));

  test('a debt and the rules of its network → found', () => {
    const rules = [`-A CNI-x -m comment --comment "name: \\"n\\" id: \\"${a}\\"" -j MASQUERADE`];
    expect(look({ rules }, [], [a])).toEqual([`rule ${rules[0]}`, `debt network of ${a}`]);
  });
});

describe('owned', () => {
  test('everything of a known id → nothing found', () => {
    const world: Partial<World> = {
      processes: [conmon(a)],
      mounts: [`/r/snapshots/${a}/rootfs`, `/s/sandboxes/${b}/shm`, `/run/netns/troupe-${b}`],
      pins: [`/run/netns/troupe-${b}`],
      entries: [`/s/containers/${a}`, `/s/exits/${a}`],
      cgroups: [`/cg/troupe/${a}`],
    };
    expect(look(world, [a, b], [b])).toEqual([]);
  });
});

describe('a stranger’s', () => {
  test('another runtime’s monitor, mounts, cgroups, rules → not ours to name', () => {
    const world: Partial<World> = {
      processes: [conmon(stranger, '/var/run/crio/exits'), { pid: 9, args: ['sh', '/s/exits'] }],
      mounts: ['/', '/r', '/s', '/var/lib/containers/x', '/run/netns/cni-1'],
      cgroups: [`/cg/kubepods/${stranger}`, '/cg/troupe', '/cg/system.slice/troupe.service'],
      rules: [`-A X --comment "id: \\"${stranger}\\""`],
      links: ['eth0'],
    };
    expect(look(world, [a])).toEqual([]);
  });
});
