/** What the kernel says of many pods at once: their cgroups and networks, in as few calls as can be. */
import type { InterfaceUse, Pod } from '../../machines/stats.ts';
import type { ContainerView, SandboxView } from '../../machines/views.ts';
import type { readNetDev } from '../../native.ts';
import { type CgroupFacts, cgroupPathOf, crunGroup, isSystemdPath } from '../cgroup-paths.ts';
import { type CgroupFile, cgroupFilesOf, type Detail } from './cgroup-files.ts';
import type { CgroupSample } from './cgroup-sample.ts';
import { parseNetDev } from './parse.ts';
import { type CgroupDriver, podCgroupsOf } from './pod-cgroups.ts';
import { type ReadCgroups, within } from './read-cgroups.ts';
import { limitedBy, sumOf } from './use-of.ts';

export interface Measuring {
  readonly readCgroups: ReadCgroups;
  readonly readNetDev: typeof readNetDev;
  readonly cgroups: CgroupFacts;
  readonly cgroupDriver: CgroupDriver;
  readonly pageSizes: readonly string[];
  readonly sandboxes: () => readonly SandboxView[];
  readonly limitMs: number;
  readonly now: () => number;
}

export interface MeasuredPod {
  readonly pod: Pod;
  /** The pod's own cgroup, or its containers together. */
  readonly sample?: CgroupSample | undefined;
  readonly cgroupPath?: string | undefined;
  readonly infra?: CgroupSample | undefined;
  /** By container id. */
  readonly containers: ReadonlyMap<string, CgroupSample>;
  readonly network?: { readonly atMs: number; readonly interfaces: readonly InterfaceUse[] } | undefined;
}

export interface Measure {
  readonly containers: (views: readonly ContainerView[], detail: Detail) => Promise<ReadonlyMap<string, CgroupSample>>;
  readonly pods: (pods: readonly Pod[], detail: 'pod' | 'all') => Promise<readonly MeasuredPod[]>;
}

export const openMeasure = (options: Measuring): Measure => {
  const { readCgroups, cgroups, cgroupDriver, pageSizes, limitMs, now } = options;
  const files: Record<Detail, readonly CgroupFile[]> = {
    use: cgroupFilesOf(cgroups, 'use', pageSizes),
    pod: cgroupFilesOf(cgroups, 'pod', pageSizes),
    all: cgroupFilesOf(cgroups, 'all', pageSizes),
  };

  /** One reading of networks at a time, and none while one hangs: it would only hold another thread. */
  let reading: Promise<unknown> = Promise.resolve();
  let isHanging = false;
  const readInTurn = (netnsPaths: readonly string[]) => {
    const work = reading.then(() => options.readNetDev(netnsPaths)).catch((): readonly undefined[] => []);
    reading = work.finally(() => {
      isHanging = false;
    });
    return work;
  };
  /** By sandbox id. */
  const readNetworks = async (sandboxes: readonly SandboxView[]): Promise<ReadonlyMap<string, Network>> => {
    const own = sandboxes.flatMap(({ sandboxId, state, netnsPath }) =>
      netnsPath === undefined || state !== 'ready' ? [] : [{ sandboxId, netnsPath }],
    );
    if (own.length === 0 || isHanging) return new Map();
    const texts = await within(limitMs, readInTurn(own.map(({ netnsPath }) => netnsPath)));
    if (texts === undefined) {
      isHanging = true;
      return new Map();
    }
    const atMs = now();
    return new Map(
      own.flatMap(({ sandboxId }, index) => {
        const interfaces = parseNetDev(texts[index]);
        return interfaces === undefined ? [] : [[sandboxId, { atMs, interfaces: defaultFirst(interfaces) }]];
      }),
    );
  };

  return {
    containers: async (views, detail) => {
      const samples = await readCgroups(files[detail], views.flatMap(allCgroupsOf));
      return byContainer(views, samples);
    },
    pods: async (pods, detail) => {
      const sandboxes = pods.map(({ sandbox }) => sandbox);
      const podCgroups = podCgroupsOf(cgroupDriver, options.sandboxes());
      const paths = pods.flatMap(({ sandbox, containers }) => [
        podCgroups.get(sandbox.sandboxId) ?? [],
        infraCgroupOf(sandbox),
        ...containers.map(allCgroupsOf),
      ]);
      const [samples, networks] = await Promise.all([
        readCgroups(files[detail], paths.flat()),
        readNetworks(sandboxes),
      ]);
      return pods.map((pod): MeasuredPod => {
        const { sandbox } = pod;
        const cgroupPath = podCgroups.get(sandbox.sandboxId);
        const infra = infraCgroupOf(sandbox).map((path) => samples.get(path))[0];
        const containers = byContainer(pod.containers, samples);
        const members = [...containers.values(), ...(infra === undefined ? [] : [infra])];
        const sample = cgroupPath === undefined ? sumOf(members) : samples.get(cgroupPath);
        return { pod, sample, cgroupPath, infra, containers, network: networks.get(sandbox.sandboxId) };
      });
    },
  };
};

type Network = NonNullable<MeasuredPod['network']>;

/** CNI's name for the default interface, where there is one of it. */
const defaultFirst = (interfaces: readonly InterfaceUse[]): readonly InterfaceUse[] => {
  const first = interfaces.find(({ name }) => name === 'eth0');
  return first === undefined ? interfaces : [first, ...interfaces.filter((each) => each !== first)];
};

/** Of a container that has ended there is no cgroup any more. */
export const containerCgroupOf = ({ state, cgroupsPath }: ContainerView): readonly string[] =>
  state === 'exited' ? [] : pathsOf(cgroupsPath);
/** With systemd there may be one below it, which has the limits: see {@link limitedBy}. */
const allCgroupsOf = (view: ContainerView): readonly string[] =>
  containerCgroupOf(view).flatMap((path) => (hasInner(view) ? [path, innerOf(path)] : [path]));
const hasInner = ({ cgroupsPath = '' }: ContainerView): boolean => isSystemdPath(cgroupsPath);
const innerOf = (path: string): string => `${path}/${crunGroup}`;

const infraCgroupOf = ({ state, infraCgroupsPath }: SandboxView): readonly string[] =>
  state === 'ready' ? pathsOf(infraCgroupsPath) : [];
const pathsOf = (cgroupsPath: string | undefined): readonly string[] => {
  const path = cgroupsPath === undefined ? undefined : cgroupPathOf(cgroupsPath);
  return path === undefined ? [] : [path];
};

const byContainer = (
  views: readonly ContainerView[],
  samples: ReadonlyMap<string, CgroupSample>,
): ReadonlyMap<string, CgroupSample> =>
  new Map(
    views.flatMap((view) => {
      const [path = ''] = containerCgroupOf(view);
      const sample = samples.get(path);
      if (sample === undefined) return [];
      return [[view.containerId, hasInner(view) ? limitedBy(sample, samples.get(innerOf(path))) : sample]];
    }),
  );
