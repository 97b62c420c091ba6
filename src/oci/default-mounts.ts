import type { CgroupFacts } from './facts.ts';
import { isWithin } from './mountinfo.ts';
import type { SpecMount } from './spec.ts';

/** The kernel's filesystems in every container. Source: runtime-spec config-linux.md, default filesystems. */
export const kernelMounts = (facts: {
  readonly isPrivileged: boolean;
  readonly cgroups: Pick<CgroupFacts, 'mode'>;
  /** A user namespace without a network of its own: such a one may not mount sysfs. */
  readonly isSysBound: boolean;
  readonly isCgroupWritable: boolean;
}): readonly SpecMount[] => {
  const access = facts.isPrivileged ? 'rw' : 'ro';
  // Without cgroup v2 there is no cgroup namespace, and what could be written would be the node's.
  const isCgroupWritable = facts.isPrivileged || (facts.isCgroupWritable && facts.cgroups.mode === 'v2');
  return [
    ...leastMounts,
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
    },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
    facts.isSysBound
      ? { destination: '/sys', type: 'bind', source: '/sys', options: ['rbind', 'nosuid', 'noexec', 'nodev', 'rro'] }
      : { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', access] },
    {
      destination: '/sys/fs/cgroup',
      type: 'cgroup',
      source: 'cgroup',
      options: ['nosuid', 'noexec', 'nodev', 'relatime', isCgroupWritable ? 'rw' : 'ro'],
    },
  ];
};

/** What the OCI runtime itself cannot do without. */
export const leastMounts: readonly SpecMount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
  {
    destination: '/dev',
    type: 'tmpfs',
    source: 'tmpfs',
    options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'],
  },
];

/**
 * Default mounts less those that the request covers: one with the same destination, and with a mount on `/dev`
 * all that would be below it.
 */
export const uncovered = (defaults: readonly SpecMount[], asked: readonly SpecMount[]): readonly SpecMount[] => {
  const destinations = new Set(asked.map(({ destination }) => destination));
  return defaults.filter(
    ({ destination }) => !destinations.has(destination) && !(destinations.has('/dev') && isWithin('/dev', destination)),
  );
};

/** Parents before children; among equals the given order stays. */
export const byDepth = (mounts: readonly SpecMount[]): readonly SpecMount[] =>
  mounts.toSorted((one, other) => depthOf(one.destination) - depthOf(other.destination));

const depthOf = (path: string): number => (path === '/' ? 0 : path.split('/').length - 1);
