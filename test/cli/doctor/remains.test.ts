import { describe, expect, test } from 'vitest';
import { remainsIn, type Traces } from '../../../src/cli/doctor/remains.ts';
import type { World } from '../../../src/cli/doctor/world.ts';
import { parseConfig } from '../../../src/config/load.ts';

const config = parseConfig('root = "/r"\nstate = "/s"', 'f');
const a = 'a'.repeat(64);
const stranger = 'c'.repeat(64);
const noWorld: World = { processes: [], mounts: [], pins: [], entries: [], cgroups: [], rules: [], links: [] };
const noTraces: Traces = { users: [], dirs: [], networks: [], ports: {} };
const look = (world: Partial<World>, traces: Partial<Traces> = {}, owners: readonly string[] = []) =>
  remainsIn({ ...noWorld, ...world }, { ...noTraces, ...traces }, config, { owners: new Set(owners), ledger: [] }).map(
    ({ kind, what }) => `${kind} ${what}`,
  );
const ours = { networks: [{ name: 'pods', bridges: ['br-pods'] }], ports: { 'br-pods': ['veth1'] } };
const ruleOf = (network: string, id: string) =>
  `-A CNI-x -m comment --comment "name: \\"${network}\\" id: \\"${id}\\"" -j MASQUERADE`;

describe('everything of ours, owned or not', () => {
  test.each<[string, Partial<World>, Partial<Traces>, readonly string[]]>([
    ['nothing', {}, {}, []],
    ['a process', {}, { users: [{ pid: 7, command: 'runc --root /s' }] }, ['process 7 runc --root /s']],
    [
      'mounts',
      { mounts: ['/s/x', '/sx', `/run/netns/troupe-${a}`] },
      {},
      ['mount /s/x', `mount /run/netns/troupe-${a}`],
    ],
    ['a directory', {}, { dirs: ['/r'] }, ['directory /r']],
    ['a bridge of our networks, and its ports', { links: ['br-pods', 'eth0'] }, ours, ['link br-pods', 'link veth1']],
    ['a bridge that is not there', { links: ['eth0'] }, ours, []],
    ['a rule of our networks', { rules: [ruleOf('pods', stranger)] }, ours, [`rule ${ruleOf('pods', stranger)}`]],
    ['a cgroup of ours by name', { cgroups: ['/cg/troupe', '/cg/troupes'] }, {}, ['cgroup /cg/troupe']],
    [
      'a cgroup and a rule of an id that a pin has',
      { pins: [`/run/netns/troupe-${a}`], cgroups: [`/cg/kube/${a}`], rules: [ruleOf('x', a)] },
      {},
      [`pin /run/netns/troupe-${a}`, `cgroup /cg/kube/${a}`, `rule ${ruleOf('x', a)}`],
    ],
    ['a stranger’s', { cgroups: [`/cg/kube/${stranger}`], rules: [ruleOf('x', stranger)], mounts: ['/mnt'] }, ours, []],
  ])('%s', (_, world, traces, expected) => expect(look(world, traces)).toEqual(expected));

  test('of an id that a record has → told, though it has an owner', () => {
    expect(look({ cgroups: [`/cg/kube/${a}`] }, {}, [a])).toEqual([`cgroup /cg/kube/${a}`]);
  });
});
