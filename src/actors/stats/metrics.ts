/** Metrics of all pods: more is read for them than for statistics, and by fewer. */
import { readlink, stat, statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Pod, SandboxMetrics } from '../../machines/stats.ts';
import type { ContainerView, SandboxView } from '../../machines/views.ts';
import type { DescriptorCount } from '../../native.ts';
import { cgroupPathOf } from '../cgroup-paths.ts';
import type { CgroupSample } from './cgroup-sample.ts';
import type { Measure, MeasuredPod } from './measure.ts';
import { baseLabelsOf } from './metric-descriptions.ts';
import {
  type FsFacts,
  noteCgroup,
  noteContainer,
  noteDevices,
  noteFs,
  noteNetwork,
  noteProcesses,
  openSheet,
} from './metric-values.ts';
import type { StatsOptions } from './options.ts';
import { within } from './read-cgroups.ts';
import type { WritableLayers } from './writable-layers.ts';

export interface MetricsOptions extends Pick<StatsOptions, 'native' | 'now' | 'mountpoint'> {
  readonly measure: Measure;
  readonly layers: WritableLayers;
  readonly limitMs: number;
}

/** A container that was never measured gets this long: dashboards take a first value that is missing for a hole. */
const firstLayerMs = 250;

export const openMetrics = (options: MetricsOptions) => {
  const { measure, layers, native, mountpoint, limitMs, now } = options;
  const deviceNames = new Map<string, string>();

  const learnDevices = async (devices: Iterable<string>): Promise<void> => {
    for (const device of devices) if (!deviceNames.has(device)) deviceNames.set(device, await deviceNameOf(device));
  };
  const fsFacts = async (): Promise<FsFacts | undefined> => {
    try {
      const [{ dev }, fs] = await Promise.all([stat(mountpoint), statfs(mountpoint)]);
      const device = `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`;
      await learnDevices([device]);
      const name = deviceNames.get(device) ?? device;
      return {
        device: name === device ? mountpoint : name, // a filesystem without a block device
        sizeBytes: fs.blocks * fs.bsize,
        inodes: fs.files,
        freeInodes: fs.ffree,
      };
    } catch {
      return undefined;
    }
  };
  const readProcesses = async (measured: readonly MeasuredPod[]): Promise<ReadonlyMap<string, Processes>> => {
    const members = measured.flatMap(({ pod, containers }) =>
      pod.containers.flatMap((view) => {
        const pids = containers.get(view.containerId)?.pids;
        return pids === undefined ? [] : [{ view, pids }];
      }),
    );
    const read = Promise.all([
      native.countDescriptors(members.map(({ pids }) => pids)),
      native.readSmallFiles(members.map(({ view, pids }) => `/proc/${firstOf(view, pids)}/limits`)),
    ]).catch(() => undefined);
    const [counts, limits] = (await within(limitMs, read)) ?? [[], []];
    return new Map(members.map(({ view }, at) => [view.containerId, { open: counts[at], limits: limits[at] }]));
  };

  return async (pods: readonly Pod[]): Promise<readonly SandboxMetrics[]> => {
    const all = pods.flatMap(({ containers }) => containers);
    const isNew = all.filter(({ containerId }) => layers.of(containerId) === undefined).length > 0;
    const [measured, fs] = await Promise.all([
      measure.pods(pods, 'all'),
      within(limitMs, fsFacts()),
      isNew ? within(firstLayerMs, layers.settled()) : undefined,
    ]);
    const [processes] = await Promise.all([
      readProcesses(measured),
      within(limitMs, learnDevices(measured.flatMap(({ containers }) => [...containers.values()].flatMap(devicesOf)))),
    ]);

    const containerMetrics = ({ sandbox }: Pod, view: ContainerView, sample: CgroupSample | undefined) => {
      const atMs = sample?.atMs ?? now();
      const sheet = openSheet(labelsOf(sandbox, view), atMs);
      const seen = processes.get(view.containerId);
      noteContainer(sheet, view, atMs);
      noteFs(sheet, layers.of(view.containerId), fs);
      if (sample !== undefined) {
        noteCgroup(sheet, sample);
        noteDevices(sheet, sample, (device) => deviceNames.get(device) ?? device);
        noteProcesses(sheet, sample, seen?.open, seen?.limits);
      }
      return { containerId: view.containerId, metrics: sheet.values() };
    };
    return measured.map(({ pod, sample, cgroupPath, containers, network }) => {
      const sheet = openSheet(podLabelsOf(pod.sandbox, cgroupPath ?? ''), network?.atMs ?? sample?.atMs ?? now());
      if (sample !== undefined && cgroupPath !== undefined) noteCgroup(sheet, sample);
      if (network !== undefined) noteNetwork(sheet, network.interfaces);
      return {
        sandboxId: pod.sandbox.sandboxId,
        metrics: sheet.values(),
        containers: pod.containers
          .filter(({ state }) => state !== 'exited')
          .map((view) => containerMetrics(pod, view, containers.get(view.containerId))),
      };
    });
  };
};

interface Processes {
  readonly open?: DescriptorCount | undefined;
  readonly limits?: string | undefined;
}

/** The first process, while it is in the container's cgroup: afterwards its number may be another's. 0: nobody's. */
const firstOf = ({ pid }: ContainerView, pids: readonly number[]): number =>
  pid !== undefined && pids.includes(pid) ? pid : 0;

const devicesOf = ({ devices = [] }: CgroupSample): readonly string[] => devices.map(({ device }) => device);

/** `/dev/sda`; its numbers again where it has no name. */
const deviceNameOf = async (device: string): Promise<string> => {
  try {
    return `/dev/${basename(await readlink(`/sys/dev/block/${device}`))}`;
  } catch {
    return device;
  }
};

const podLabelsOf = ({ config }: SandboxView, cgroupPath: string): readonly string[] => {
  const { name: pod, namespace } = config.metadata;
  return baseLabelsOf({ container: '', id: cgroupPath, image: '', name: '', namespace, pod });
};

const labelsOf = ({ config }: SandboxView, view: ContainerView): readonly string[] => {
  const { name: pod, namespace } = config.metadata;
  return baseLabelsOf({
    container: view.config.metadata.name,
    id: (view.cgroupsPath && cgroupPathOf(view.cgroupsPath)) ?? '',
    image: view.config.image.userSpecifiedImage || view.image.requested,
    name: view.containerId,
    namespace,
    pod,
  });
};
