import { readdirSync, readFileSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import { capabilitiesOf } from '../../oci/capabilities.ts';
import type { CgroupFacts, HostFacts } from '../../oci/facts.ts';
import { kernelVersionOf } from '../../oci/kernel.ts';
import { type CgroupFacts as CgroupMounts, readCgroupFacts } from '../cgroup-paths.ts';
import { readSelinux, usualPlaces } from '../selinux/contexts.ts';

/**
 * Facts of the node that specs depend on. Read once, at the daemon's start: a few small files of /proc and /sys.
 * @throws Error where /proc is not mounted
 */
export const hostFacts = (options: {
  readonly isOomScoreAdjRestricted: boolean;
  readonly isSelinuxEnabled?: boolean;
}): HostFacts => {
  const status = readFileSync('/proc/self/status', 'utf8');
  const capabilities = capabilitiesOf(/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0');
  const isFloored = options.isOomScoreAdjRestricted || !capabilities.includes('CAP_SYS_RESOURCE');
  return {
    arch: process.arch,
    kernel: kernelVersionOf(release()) ?? { major: 0, minor: 0 },
    nodeName: hostname(),
    cgroups: cgroupFacts(readCgroupFacts()),
    hasSeccomp: /^Seccomp:/m.test(status),
    selinux: options.isSelinuxEnabled === true ? readSelinux(usualPlaces) : undefined,
    capabilities,
    ...(isFloored ? { oomScoreAdjFloor: Number(readFileSync('/proc/self/oom_score_adj', 'utf8')) } : {}),
  };
};

const cgroupFacts = ({ mode, unifiedDir, controllerDirs }: CgroupMounts): CgroupFacts => {
  if (mode !== 'v2' || unifiedDir === undefined) {
    const hasSwap = textOf(join(controllerDirs.memory ?? '/', 'memory.memsw.limit_in_bytes')) !== undefined;
    return { mode, controllers: Object.keys(controllerDirs).filter((name) => !name.startsWith('name=')), hasSwap };
  }
  const controllers = (textOf(join(unifiedDir, 'cgroup.controllers')) ?? '').trim().split(' ');
  return { mode, controllers, hasSwap: hasUnifiedSwap(unifiedDir) };
};

/** The root of the hierarchy has no limits to look at; our own cgroup has, and so have the root's children. */
const hasUnifiedSwap = (unifiedDir: string): boolean => {
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
  const children = readdirSync(unifiedDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const dirs = [join(unifiedDir, own), ...children.map(({ name }) => join(unifiedDir, name))];
  return dirs.some((dir) => textOf(join(dir, 'memory.swap.max')) !== undefined);
};

/** Undefined: absent or unreadable, which is a fact here. */
const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
