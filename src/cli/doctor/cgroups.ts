/** What the machine's cgroups allow. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CgroupFacts } from '../../actors/cgroup-paths.ts';
import { type Finding, fail, ok, warn } from './findings.ts';

export const cgroupFindings = (facts: CgroupFacts, driver: 'cgroupfs' | 'systemd'): readonly Finding[] => {
  const mounts = hierarchyDirs(facts);
  if (mounts.length === 0) return [fail('cgroups', 'no cgroups are mounted', 'mount cgroup2 on /sys/fs/cgroup')];
  const offered = new Set([...Object.keys(facts.controllerDirs), ...unifiedControllers(facts)]);
  const lacking = ['memory', 'cpu', 'pids'].filter((controller) => !offered.has(controller));
  const readOnly = mounts.filter((dir) => !isWritable(dir));
  return [
    lacking.length === 0
      ? ok('cgroups', `cgroups ${facts.mode}: memory, cpu and pids can be limited`)
      : warn(
          'cgroups',
          `cgroups ${facts.mode} lack ${lacking.join(', ')}: pods cannot be limited`,
          'enable them in the kernel',
        ),
    ...(readOnly.length === 0
      ? []
      : [
          fail(
            'cgroups-writable',
            `not writable: ${readOnly.join(', ')}`,
            'run as root, with cgroups mounted read-write',
          ),
        ]),
    driver === 'systemd' && !existsSync('/run/systemd/system')
      ? fail(
          'cgroup-driver',
          'SystemdCgroup is set, but systemd does not run here',
          'set options.SystemdCgroup = false',
        )
      : ok('cgroup-driver', `cgroup driver ${driver}`),
  ];
};

/** crun does not run where cgroup v2 has controllers beside those of v1. Source: crun 1.8, libcrun/cgroup.c. */
export const crunRefuses = (facts: CgroupFacts): boolean =>
  facts.mode === 'hybrid' && unifiedControllers(facts).length > 0;

/** Mount points of all hierarchies, each once. */
export const hierarchyDirs = ({ unifiedDir, controllerDirs }: CgroupFacts): readonly string[] => [
  ...new Set([unifiedDir, ...Object.values(controllerDirs)].filter((dir) => dir !== undefined)),
];

const unifiedControllers = ({ unifiedDir }: CgroupFacts): readonly string[] => {
  if (unifiedDir === undefined) return [];
  try {
    return readFileSync(join(unifiedDir, 'cgroup.controllers'), 'utf8').split(/\s+/).filter(Boolean);
  } catch {
    return [];
  }
};

const isWritable = (dir: string): boolean => {
  try {
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};
