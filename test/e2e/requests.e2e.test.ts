/** Requests that meet: the same one twice, one that is given up, and those that come while a CNI plugin hangs. */
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CriClient } from '../../src/cri/client.ts';
import { type Gates, gateNetwork } from '../helpers/gated-network.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  importTestImage,
  podStatusOf,
  removeAllPods,
  runPod,
  sandboxStates,
  shIn,
  startIn,
  statusOf,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();

describe.skipIf(missing !== undefined)(`requests that meet${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let gates: Gates;
  let daemon: RunningDaemon;
  let cri: CriClient;

  beforeAll(async () => {
    world = await makeNodeWorld('[timeouts]\ncni_del = "2s"\n');
    gates = await gateNetwork(world);
    daemon = await world.start();
    ({ cri } = daemon);
    await importTestImage(world);
  });
  afterEach(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
  });
  afterAll(async () => {
    await daemon?.stop();
    await gates?.end();
    await world?.end();
  });

  const run = (name: string, signal?: AbortSignal) =>
    cri.runtime.runPodSandbox(
      { config: podConfig(world, name), runtimeHandler: '' },
      signal === undefined ? {} : { signal },
    );
  const listed = async () => (await cri.runtime.listPodSandbox({ filter: undefined })).items.map(({ id }) => id);

  test('RunPodSandbox five times at once → one pod, five times its id', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => run('same')));
    expect(new Set(answers.map(({ podSandboxId }) => podSandboxId)).size).toBe(1);
    expect(await listed()).toEqual([answers[0]?.podSandboxId]);
    expect(await run('same')).toEqual(answers[0]);
  });

  test('the client gives up in the middle of RunPodSandbox, and asks again → it joins the work that went on', async () => {
    gates.close('ADD');
    const giveUp = new AbortController();
    const first = run('joined', giveUp.signal);
    await gates.arrival('ADD');
    giveUp.abort();
    await expect(first).rejects.toMatchObject({ code: status.CANCELLED });
    const second = run('joined');
    const third = run('joined');
    expect(await listed()).toEqual([]);
    gates.open('ADD');
    const { podSandboxId } = await second;
    expect(await third).toEqual({ podSandboxId });
    expect(await listed()).toEqual([podSandboxId]);
  });

  test('the client gives up and never comes back → the pod is there for a list to find', async () => {
    gates.close('ADD');
    const giveUp = new AbortController();
    const first = run('orphan', giveUp.signal);
    await gates.arrival('ADD');
    giveUp.abort();
    await expect(first).rejects.toMatchObject({ code: status.CANCELLED });
    gates.open('ADD');
    const [id] = await until(listed, (ids) => ids.length === 1);
    expect(await run('orphan')).toEqual({ podSandboxId: id });
  });

  test('ADD hangs → everything else answers: lists, status, exec, another pod’s containers', async () => {
    const other = await runPod(daemon, podConfig(world, 'other'));
    const container = await startIn(daemon, other, containerConfig('other', 'exec sleep 1000'));
    gates.close('ADD');
    const hanging = run('hanging');
    await gates.arrival('ADD');
    expect(await listed()).toEqual([other.sandboxId]);
    expect((await cri.runtime.listContainers({ filter: undefined })).containers).toHaveLength(1);
    expect(await podStatusOf(daemon, other)).toMatchObject({ state: sandboxStates.ready });
    const { status: runtime } = await cri.runtime.status({ verbose: true });
    expect(runtime?.conditions.every(({ status: isTrue }) => isTrue)).toBe(true);
    expect((await shIn(daemon, container, 'echo alive')).stdout).toBe('alive\n');
    const late = await startIn(daemon, other, containerConfig('late', 'exec sleep 1000'));
    await cri.runtime.stopContainer({ containerId: late, timeout: '0' });
    await cri.runtime.removeContainer({ containerId: late });
    expect(await statusOf(daemon, container)).toMatchObject({ id: container });
    gates.open('ADD');
    const { podSandboxId } = await hanging;
    expect(await listed()).toContain(podSandboxId);
  });

  test('DEL hangs → stop comes to an end within the plugin’s limit; stop again when it works → clean', async () => {
    const pod = await runPod(daemon, podConfig(world, 'stuck'));
    const container = await startIn(daemon, pod, containerConfig('stuck', 'exec sleep 1000'));
    gates.close('DEL');
    const stopped = cri.runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
    await gates.arrival('DEL');
    const told = stopped.then(
      () => 'stopped',
      (error: { readonly details: string }) => error.details,
    );
    expect(await listed()).toEqual([pod.sandboxId]);
    expect(await told).toMatch(/did not end within its limit.*gate/);
    // A network that is broken holds nothing else up.
    await expect(podStatusOf(daemon, pod)).resolves.toMatchObject({ state: sandboxStates.notready });
    expect(await statusOf(daemon, container)).toMatchObject({ exitCode: expect.any(Number), state: 2 });
    gates.open('DEL');
    await cri.runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
  });
});
