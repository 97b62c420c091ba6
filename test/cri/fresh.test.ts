/** Answers are put together from bytes that are remembered: none may outlive what it shows. */
import { describe, expect, test } from 'vitest';
import * as api from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import type { ContainerView, SandboxView } from '../../src/machines/views.ts';
import { containerId, containerView, sandboxId, sandboxView, serve, viewsOf } from './fakes.ts';

const container = containerView();
const containerChanges = {
  state: { state: 'exited' },
  config: { config: { ...container.config, labels: { tier: 'back' } } },
  image: { image: { ...container.image, requested: 'other', imageRef: 'other@sha256:1' } },
  createdAtMs: { createdAtMs: 1 },
  startedAtMs: { startedAtMs: 2 },
  finishedAtMs: { finishedAtMs: 3 },
  exitCode: { exitCode: 4 },
  reason: { reason: 'Error' },
  message: { message: 'it broke' },
  logPath: { logPath: '/elsewhere' },
  user: { user: { uid: 1, gid: 2, groups: [] } },
  stopSignal: { stopSignal: 'SIGKILL' },
  resources: { resources: message(api.LinuxContainerResources, { cpuShares: '7' }) },
} as const satisfies Record<string, Partial<ContainerView>>;
const listed = ['state', 'config', 'image', 'createdAtMs'];

const sandbox = sandboxView();
const sandboxChanges = {
  state: { state: 'notready' },
  config: { config: { ...sandbox.config, annotations: { note: 'new' } } },
  createdAtMs: { createdAtMs: 1 },
  runtimeHandler: { runtimeHandler: 'crun' },
  ip: { ip: '10.1.0.8' },
  additionalIps: { additionalIps: [] },
} as const satisfies Record<string, Partial<SandboxView>>;

/** A node whose views change between two questions, and everything that is remembered of them. */
const changing = async () => {
  const now = { containers: [container], sandboxes: [sandbox] };
  const at = <T>(all: readonly T[]) => all[0];
  const views = viewsOf({
    containers: () => now.containers,
    container: () => at(now.containers),
    sandboxes: () => now.sandboxes,
    sandbox: () => at(now.sandboxes),
  });
  const { client } = await serve({ views, nowMs: () => 5 });
  const list = () => client.runtime.listContainers({ filter: undefined });
  const look = async () => ({
    list: await list(),
    pods: await client.runtime.listPodSandbox({ filter: undefined }),
    status: await client.runtime.containerStatus({ containerId, verbose: false }),
    pod: await client.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: false }),
  });
  return { now, look, list };
};

describe('a change of a view is seen by the next question', () => {
  test.each(Object.entries(containerChanges))('container: %s', async (name, change) => {
    const { now, look } = await changing();
    const before = await look();
    expect(await look()).toEqual(before);
    now.containers = [containerView(change)];
    const after = await look();
    expect(after.status).not.toEqual(before.status);
    expect(after.pod.containersStatuses).toEqual([after.status.status]);
    if (listed.includes(name)) expect(after.list).not.toEqual(before.list);
    now.containers = [container];
    expect(await look()).toEqual(before);
  });

  test.each(Object.entries(sandboxChanges))('sandbox: %s', async (name, change) => {
    const { now, look } = await changing();
    const before = await look();
    now.sandboxes = [sandboxView(change)];
    const after = await look();
    expect(after.pod.status).not.toEqual(before.pod.status);
    if (!name.toLowerCase().includes('ip')) expect(after.pods).not.toEqual(before.pods);
  });

  test('one comes, one goes; order is kept', async () => {
    const { now, list } = await changing();
    const listed = async () => (await list()).containers.map(({ id }) => id);
    await listed();
    const others = [
      containerView({ containerId: 'd4'.repeat(32) }),
      container,
      containerView({ containerId: 'e5'.repeat(32) }),
    ];
    now.containers = others;
    expect(await listed()).toEqual(others.map(({ containerId: id }) => id));
    now.containers = [];
    expect(await listed()).toEqual([]);
  });
});
