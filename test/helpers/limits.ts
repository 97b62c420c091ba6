/** What the kernel says of a container's limits, in the numbers of a request, whatever hierarchies the machine has. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerConfig, LinuxContainerResources } from '../../proto/generated/api.js';
import { limitedDirOf, readCgroupFacts } from '../../src/actors/cgroup-paths.ts';
import { findProgram } from '../../src/cli/doctor/find-program.ts';
import { message } from '../../src/cri/client.ts';
import { cgroupsPathOf } from '../../src/oci/cgroups-path.ts';
import type { NodeWorld } from './node-world.ts';

export type CgroupDriver = 'cgroupfs' | 'systemd';
export const cgroupFacts = readCgroupFacts();
export const isCgroupV2 = cgroupFacts.mode === 'v2';

const hasCrun = findProgram('crun', process.env.PATH ?? '') !== undefined;
/** crun does not run on a hybrid machine. */
const handlers = isCgroupV2 && hasCrun ? ['runc', 'crun'] : ['runc'];
const drivers = existsSync('/run/systemd/system') ? (['cgroupfs', 'systemd'] as const) : (['cgroupfs'] as const);
/** Each cgroup driver with each handler that this machine can have. */
export const driversAndHandlers: readonly { readonly driver: CgroupDriver; readonly handler: string }[] =
  drivers.flatMap((driver) => handlers.map((handler) => ({ driver, handler })));

export const mebibyte = 1024 * 1024;
/** Sizes of huge pages, as cgroups write them. */
export const pageSizes: readonly string[] = (
  existsSync('/sys/kernel/mm/hugepages') ? readdirSync('/sys/kernel/mm/hugepages') : []
).map((name) => {
  const kilobytes = Number(/\d+/.exec(name)?.[0]);
  return kilobytes >= 1024 * 1024
    ? `${kilobytes / 1024 / 1024}GB`
    : kilobytes >= 1024
      ? `${kilobytes / 1024}MB`
      : `${kilobytes}KB`;
});
/** Whether huge pages can be limited where the OCI runtime looks. */
export const hasHugetlb =
  pageSizes.length > 0 && (isCgroupV2 ? true : cgroupFacts.controllerDirs.hugetlb !== undefined);

export const resourcesAsked = (asked: Partial<LinuxContainerResources>): LinuxContainerResources => ({
  ...message(LinuxContainerResources),
  ...asked,
});
export const withResources = (config: ContainerConfig, asked: Partial<LinuxContainerResources>): ContainerConfig => {
  const { linux } = config;
  if (linux === undefined) throw new Error('a container without linux');
  return { ...config, linux: { ...linux, resources: resourcesAsked(asked) } };
};

/** The directory of a container in which a controller's limits are. */
export const limitDir = (world: NodeWorld, driver: CgroupDriver, id: string, controller: string): string => {
  const parent = world.cgroupParent;
  const path = cgroupsPathOf({ driver, parent, defaultParent: '', prefix: 'troupe', id });
  return limitedDirOf(cgroupFacts, path, controller) ?? '';
};

export interface KernelLimits {
  /** Infinity: none. */
  readonly memory: number;
  /** Memory and swap together; undefined: this kernel cannot tell them apart. */
  readonly swap: number | undefined;
  /** v1: the shares; v2: the weight. */
  readonly cpu: number;
  /** -1: none. */
  readonly quota: number;
  readonly period: number;
  readonly cpus: string;
}

export const kernelLimits = (world: NodeWorld, driver: CgroupDriver, id: string): KernelLimits => {
  const text = (controller: string, name: string): string | undefined => {
    const file = join(limitDir(world, driver, id, controller), name);
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  };
  const bytes = (value: string | undefined) =>
    value === undefined
      ? undefined
      : value === 'max' || Number(value) > 2 ** 60
        ? Number.POSITIVE_INFINITY
        : Number(value);
  if (isCgroupV2) {
    const [quota = '', period] = (text('cpu', 'cpu.max') ?? '').split(' ');
    const memory = bytes(text('memory', 'memory.max')) ?? Number.NaN;
    const swap = bytes(text('memory', 'memory.swap.max'));
    return {
      memory,
      swap: swap === undefined ? undefined : memory + swap,
      cpu: Number(text('cpu', 'cpu.weight')),
      quota: quota === 'max' ? -1 : Number(quota),
      period: Number(period),
      cpus: text('cpuset', 'cpuset.cpus') ?? '',
    };
  }
  return {
    memory: bytes(text('memory', 'memory.limit_in_bytes')) ?? Number.NaN,
    swap: bytes(text('memory', 'memory.memsw.limit_in_bytes')),
    cpu: Number(text('cpu', 'cpu.shares')),
    quota: Number(text('cpu', 'cpu.cfs_quota_us')),
    period: Number(text('cpu', 'cpu.cfs_period_us')),
    cpus: text('cpuset', 'cpuset.cpus') ?? '',
  };
};
