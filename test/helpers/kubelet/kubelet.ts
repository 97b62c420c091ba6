/**
 * The calls of a kubelet, in the order and number in which it makes them, with its deadlines and its demands. Times do not
 * matter here: what it does every second or minute, a test does when it likes.
 *
 * Source: kubernetes 1.36, pkg/kubelet; seen on its socket.
 */
import { readdirSync } from 'node:fs';
import { status as codes } from '@grpc/grpc-js';
import { expect } from 'vitest';
import {
  type AuthConfig,
  ContainerFilter,
  type ContainerStatus,
  ImageSpec,
  type PodSandboxConfig,
  PodSandboxFilter,
  type PodSandboxStatus,
} from '../../../proto/generated/api.js';
import { message } from '../../../src/cri/client.ts';
import type { NodeWorld, RunningDaemon } from '../node-world.ts';
import { exitedOf } from '../pod-life.ts';
import {
  demandContainer,
  demandImageFs,
  demandReadiness,
  demandSandbox,
  demandStats,
  demandVersion,
} from './demands.ts';
import { type ContainerWish, containerOf, sandboxOf } from './pod.ts';

/** Of the kubelet, in ms: `runtimeRequestTimeout`, and twice that for RunPodSandbox. */
const usual = { timeoutMs: 120_000 };
const twice = { timeoutMs: 240_000 };

export interface KubeletPod {
  readonly config: PodSandboxConfig;
  readonly sandboxId: string;
}

export const kubeletOn = (world: NodeWorld, daemon: RunningDaemon) => {
  const { runtime, image } = daemon.cri;
  const allPods = message(PodSandboxFilter);
  const allContainers = message(ContainerFilter);

  /** Everything of a pod, looked up by its uid, as after each change that is seen. */
  const statusRound = async (
    pod: KubeletPod,
  ): Promise<{ readonly sandboxes: PodSandboxStatus[]; readonly containers: ContainerStatus[] }> => {
    const labelSelector = { 'io.kubernetes.pod.uid': pod.config.metadata?.uid ?? '' };
    const { items } = await runtime.listPodSandbox({ filter: message(PodSandboxFilter, { labelSelector }) }, usual);
    const { containers } = await runtime.listContainers({ filter: message(ContainerFilter, { labelSelector }) }, usual);
    const sandboxes = await Promise.all(
      items.map(async ({ id }) => {
        const { status } = await runtime.podSandboxStatus({ podSandboxId: id, verbose: false }, usual);
        return demandSandbox(status, { ...pod.config, metadata: status?.metadata ?? pod.config.metadata });
      }),
    );
    const statuses = await Promise.all(
      containers.map(async ({ id }) => {
        const { status } = await runtime.containerStatus({ containerId: id, verbose: false }, usual);
        return demandContainer(status);
      }),
    );
    return { sandboxes, containers: statuses };
  };

  const relist = async () => {
    const { items } = await runtime.listPodSandbox({ filter: allPods }, usual);
    const { containers } = await runtime.listContainers({ filter: allContainers }, usual);
    return { items, containers };
  };

  /** The zero value is a filter: READY of sandboxes; and RUNNING is said. */
  const housekeeping = async () => {
    const { items } = await runtime.listPodSandbox(
      { filter: message(PodSandboxFilter, { state: { state: 0 } }) },
      usual,
    );
    const { containers } = await runtime.listContainers(
      { filter: message(ContainerFilter, { state: { state: 1 } }) },
      usual,
    );
    expect(items.every(({ state }) => state === 0)).toBe(true);
    expect(containers.every(({ state }) => state === 1)).toBe(true);
    return { items, containers };
  };

  const evictionManager = async () => {
    demandImageFs(await image.imageFsInfo({}, usual));
    await relist();
    demandStats(await runtime.listContainerStats({ filter: undefined }, usual));
  };

  /** What the rotation of logs looks at. */
  const logMonitor = async () => {
    const { containers } = await runtime.listContainers({ filter: allContainers }, usual);
    for (const { id, state } of containers) {
      if (state !== 1) continue;
      const answer = await runtime.containerStatus({ containerId: id, verbose: false }, usual).catch(goneOnly);
      if (answer !== undefined) demandContainer(answer.status);
    }
  };

  /** Looks at the image, pulls where it is absent, and gives the id that containers are made of. */
  const ensureImage = async (name: string, auth?: AuthConfig, pod?: PodSandboxConfig): Promise<string> => {
    const spec = message(ImageSpec, { image: name });
    const before = await image.imageStatus({ image: spec, verbose: false }, usual);
    if (before.image === undefined) {
      const { imageRef } = await image.pullImage({ image: spec, auth, sandboxConfig: pod });
      expect(imageRef).not.toBe('');
    }
    const { image: seen } = await image.imageStatus({ image: spec, verbose: false }, usual);
    expect(seen?.id).not.toBe('');
    expect(BigInt(seen?.size ?? 0)).toBeGreaterThan(0n);
    return seen?.id ?? '';
  };

  return {
    statusRound,
    relist,
    housekeeping,
    evictionManager,
    logMonitor,
    ensureImage,

    /** All of it fatal to a kubelet where it fails. */
    startUp: async () => {
      demandVersion(await runtime.version({ version: '' }, usual));
      demandImageFs(await image.imageFsInfo({}, usual));
      for (let time = 0; time < 3; time += 1) {
        const { linux } = await runtime.runtimeConfig({}, usual);
        expect(linux?.cgroupDriver).toBe(1); // as the world has it
      }
      demandVersion(await runtime.version({ version: '0.1.0' }, usual));
      for (let time = 0; time < 2; time += 1) demandReadiness(await runtime.status({ verbose: false }, usual));
      const [seen] = await Promise.all([
        relist(),
        relist(),
        image.listImages({ filter: undefined }, usual),
        image.imageFsInfo({}, usual).then(demandImageFs),
        runtime.listContainerStats({ filter: undefined }, usual).then(demandStats),
      ]);
      return seen;
    },

    runSandbox: async (name: string, attempt = 0): Promise<KubeletPod> => {
      const config = sandboxOf(world, name, attempt);
      const { podSandboxId } = await runtime.runPodSandbox({ config, runtimeHandler: '' }, twice);
      const { status } = await runtime.podSandboxStatus({ podSandboxId, verbose: false }, usual);
      demandSandbox(status, config);
      return { config, sandboxId: podSandboxId };
    },

    startContainer: async (pod: KubeletPod, wish: ContainerWish): Promise<string> => {
      const imageId = await ensureImage(wish.image, undefined, pod.config);
      const made = containerOf(pod.config, wish);
      const config = {
        ...made,
        image: { ...message(ImageSpec, { image: imageId }), userSpecifiedImage: wish.image },
      };
      const request = { podSandboxId: pod.sandboxId, config, sandboxConfig: pod.config };
      const { containerId } = await runtime.createContainer(request, usual);
      await runtime.startContainer({ containerId }, usual);
      return containerId;
    },

    /** Waits until a relist shows the end of it. */
    seenExited: (containerId: string) => exitedOf(daemon, containerId).then(demandContainer),

    probe: async (containerId: string, script: string, timeout: string): Promise<number> => {
      const cmd = ['/bin/sh', '-c', script];
      return (await runtime.execSync({ containerId, cmd, timeout }, { timeoutMs: 120_000 })).exitCode;
    },

    /** Deletion of a pod, to its last call. */
    deletePod: async (pod: KubeletPod, graceSeconds = '2') => {
      const { containers } = await statusRound(pod);
      const running = containers.filter(({ state }) => state === 1);
      await Promise.all(
        running.map(({ id }) => runtime.stopContainer({ containerId: id, timeout: graceSeconds }, usual)),
      );
      await runtime.stopPodSandbox({ podSandboxId: pod.sandboxId }, usual);
      const after = await statusRound(pod);
      expect(after.containers.every(({ state }) => state === 2)).toBe(true);
      for (const { id } of after.containers) {
        for (let time = 0; time < 2; time += 1)
          await runtime.containerStatus({ containerId: id, verbose: false }, usual);
        await runtime.removeContainer({ containerId: id }, usual);
        await expect(runtime.containerStatus({ containerId: id, verbose: false }, usual)).rejects.toMatchObject({
          code: codes.NOT_FOUND,
        });
      }
      await runtime.stopPodSandbox({ podSandboxId: pod.sandboxId }, usual);
      await runtime.removePodSandbox({ podSandboxId: pod.sandboxId }, usual);
      return after;
    },
  };
};

export type Kubelet = ReturnType<typeof kubeletOn>;

/** A thing that goes between a list and the look at it is not an error. */
export const goneOnly = (error: { readonly code?: number }): undefined => {
  if (error.code !== codes.NOT_FOUND) throw error;
};

/** Of the node: `2MB`, `1GB`. */
export const hugepageSizes = (): readonly string[] => {
  const units = ['KB', 'MB', 'GB'];
  return readdirSync('/sys/kernel/mm/hugepages').map((entry) => {
    let size = Number(/\d+/.exec(entry)?.[0]);
    let unit = 0;
    for (; size >= 1024; unit += 1) size /= 1024;
    return `${size}${units[unit]}`;
  });
};
