/** The machine's cgroup hierarchies. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, fail, ok, warn } from './findings.ts';

/** A mounted hierarchy; `controllers` is empty for a named one (systemd's). */
export interface Hierarchy {
  readonly version: 1 | 2;
  readonly mountpoint: string;
  readonly controllers: readonly string[];
}

/** From /proc/self/mountinfo. Source: proc(5); cgroups(7). */
export const hierarchiesIn = (mountinfo: string): readonly Hierarchy[] =>
  mountinfo.split('\n').flatMap((line): readonly Hierarchy[] => {
    const [before = '', after = ''] = line.split(' - ');
    const mountpoint = before.split(' ')[4] ?? '';
    const [type, , options = ''] = after.split(' ');
    if (type === 'cgroup2') return [{ version: 2, mountpoint, controllers: [] }];
    if (type !== 'cgroup') return [];
    const flags = new Set(['rw', 'ro', 'xattr', 'clone_children', 'noprefix']);
    const controllers = options.split(',').filter((option) => !flags.has(option) && !option.includes('='));
    return [{ version: 1, mountpoint, controllers }];
  });

/** What is mounted now; controllers of version 2 are those that its root offers. */
export const hierarchies = (): readonly Hierarchy[] =>
  hierarchiesIn(readFileSync('/proc/self/mountinfo', 'utf8')).map((one) =>
    one.version === 1 ? one : { ...one, controllers: words(join(one.mountpoint, 'cgroup.controllers')) },
  );

const words = (file: string): readonly string[] => {
  try {
    return readFileSync(file, 'utf8').split(/\s+/).filter(Boolean);
  } catch {
    return [];
  }
};

export const cgroupFindings = (driver: 'cgroupfs' | 'systemd', mounted = hierarchies()): readonly Finding[] => {
  const kinds = new Set(mounted.map(({ version }) => version));
  if (kinds.size === 0) return [fail('cgroups', 'no cgroup hierarchy is mounted', 'mount cgroup2 on /sys/fs/cgroup')];
  const kind = kinds.size === 2 ? 'hybrid (v1 and v2)' : kinds.has(2) ? 'v2' : 'v1';
  const controllers = new Set(mounted.flatMap((one) => one.controllers));
  const lacking = ['memory', 'cpu', 'pids'].filter((controller) => !controllers.has(controller));
  const readOnly = mounted.filter(({ mountpoint }) => !isWritable(mountpoint)).map(({ mountpoint }) => mountpoint);
  return [
    lacking.length === 0
      ? ok('cgroups', `cgroups ${kind}: memory, cpu and pids can be limited`)
      : warn(
          'cgroups',
          `cgroups ${kind} without ${lacking.join(', ')}: such limits of pods fail`,
          'enable them in the kernel',
        ),
    ...(readOnly.length === 0
      ? []
      : [
          fail(
            'cgroups-writable',
            `not writable: ${readOnly.join(', ')}`,
            'mount the hierarchies read-write, run as root',
          ),
        ]),
    ...(driver === 'systemd' && !existsSync('/run/systemd/system')
      ? [
          fail(
            'cgroup-driver',
            'SystemdCgroup is set, but systemd does not run here',
            'set options.SystemdCgroup = false',
          ),
        ]
      : [ok('cgroup-driver', `cgroup driver ${driver}`)]),
  ];
};

const isWritable = (dir: string): boolean => {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** crun does not run where cgroup v2 has controllers beside those of v1. Source: crun 1.8, libcrun/cgroup.c. */
export const crunRefuses = (mounted = hierarchies()): boolean =>
  mounted.some(({ version }) => version === 1) &&
  mounted.some(({ version, controllers }) => version === 2 && controllers.length > 0);
