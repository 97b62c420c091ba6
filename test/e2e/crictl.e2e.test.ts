/** A pod's whole life as an operator sees it: the real crictl against `troupe serve`, and a registry on loopback. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DraftedImage } from '../../src/image/image-writer.ts';
import { type Crictl, crictlFor, crictlMissing } from '../helpers/crictl.ts';
import { type DockerRegistry, startDockerRegistry } from '../helpers/docker-registry.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { programMissing } from '../helpers/programs.ts';
import { pushImage } from '../helpers/push-image.ts';
import { busyboxImage } from '../helpers/test-image.ts';

const missing = daemonMissing() ?? crictlMissing() ?? programMissing('docker-registry');
const never = '0001-01-01T00:00:00Z';
const hexId = /^[0-9a-f]{64}$/;

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly createdAt: string;
  readonly podSandboxId?: string;
  readonly metadata: object;
}
interface Pods {
  readonly items: readonly Listed[];
}
interface Containers {
  readonly containers: readonly Listed[];
}
interface Inspected {
  readonly status: {
    readonly id: string;
    readonly state: string;
    readonly createdAt: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly network: { readonly ip: string };
    readonly [name: string]: unknown;
  };
  readonly info: { readonly pid: number; readonly [name: string]: unknown };
}

describe.skipIf(missing !== undefined)(`crictl${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let registry: DockerRegistry;
  let daemon: RunningDaemon;
  let crictl: Crictl;
  let image: DraftedImage;
  let reference = '';
  let podFile = '';
  let containerFile = '';
  let podId = '';
  let containerId = '';
  let runningPid = 0;

  const listedPods = async (...args: readonly string[]) => (await crictl.json<Pods>('pods', ...args)).items;
  const listed = async (...args: readonly string[]) => (await crictl.json<Containers>('ps', ...args)).containers;
  const inspect = (id: string) => crictl.json<Inspected>('inspect', id);
  const inspectPod = (id: string) => crictl.json<Inspected>('inspectp', id);

  beforeAll(async () => {
    world = await makeNodeWorld();
    registry = await startDockerRegistry();
    daemon = await world.start();
    crictl = crictlFor(world);
    image = await busyboxImage({ name: 'crictl', config: { Env: ['PATH=/bin', 'FROM=image'] } });
    await pushImage({ url: `http://${registry.host}`, repository: 'e2e/busybox', tag: '1' }, image);
    reference = `${registry.host}/e2e/busybox:1`;
    podFile = join(world.dir, 'pod.json');
    containerFile = join(world.dir, 'container.json');
    await writeFile(podFile, JSON.stringify(pod()));
    await writeFile(containerFile, JSON.stringify(container()));
  });
  afterAll(async () => {
    await daemon?.stop();
    await registry?.close();
    await world?.end();
  });

  const pod = () => ({
    metadata: { name: 'web', namespace: 'shop', uid: 'uid-web', attempt: 3 },
    hostname: 'web-host',
    log_directory: world.logDir,
    dns_config: { servers: ['192.0.2.53'], searches: ['shop.example'], options: ['ndots:2'] },
    labels: { app: 'web' },
    annotations: { note: 'kept as it is' },
    linux: { cgroup_parent: world.cgroupParent },
  });
  /** Says two lines, then one each 50 ms from a file that the test writes; ends with 3 at SIGTERM. */
  const container = () => ({
    metadata: { name: 'main', attempt: 2 },
    image: { image: reference },
    command: ['sh', '-c', 'echo hello; echo trouble >&2; trap "exit 3" TERM; while :; do sleep 0.05; done'],
    envs: [{ key: 'FROM', value: 'pod' }],
    labels: { tier: 'front' },
    log_path: 'main.log',
    mounts: [{ container_path: '/given', host_path: world.logDir, readonly: true }],
    linux: { resources: { memory_limit_in_bytes: 67_108_864 } },
  });

  test('info, version, runtime-config → ready, who we are, the cgroup driver', async () => {
    const info = await crictl.json<{
      readonly status: { readonly conditions: readonly { readonly type: string; readonly status: boolean }[] };
      readonly runtimeHandlers: readonly { readonly name?: string }[];
      readonly actors: object;
    }>('info');
    expect(info.status.conditions).toMatchObject([
      { type: 'RuntimeReady', status: true },
      { type: 'NetworkReady', status: true },
    ]);
    // crun comes third, where it is installed
    expect(info.runtimeHandlers.map(({ name = '' }) => name).slice(0, 2)).toEqual(['', 'runc']);
    expect(info.actors).toMatchObject({ sandboxes: 0, containers: 0 });
    expect(await crictl.say('version')).toMatch(
      /RuntimeName: {2}troupe\nRuntimeVersion: {2}\d.*\nRuntimeApiVersion: {2}v1$/,
    );
    expect(await crictl.say('runtime-config')).toMatch(/CGROUPFS/);
  });

  test('pull → the image by tag, digest and id', async () => {
    expect(await crictl.say('pull', reference)).toBe(`Image is up to date for ${image.imageId}`);
    const { images } = await crictl.json<{ readonly images: readonly object[] }>('images');
    const digest = `${registry.host}/e2e/busybox@${image.manifest.digest}`;
    const size = image.config.size + image.layers.reduce((sum, layer) => sum + layer.size, 0);
    const seen = { id: image.imageId, repoTags: [reference], repoDigests: [digest], size: String(size), pinned: false };
    expect(images).toMatchObject([seen]);
    for (const name of [reference, digest, image.imageId, image.imageId.slice(7, 19)])
      expect(await crictl.json('inspecti', name)).toMatchObject({ status: seen });
  });

  test('runp → READY, with an address, in pods and inspectp', async () => {
    const beforeMs = Date.now();
    podId = await crictl.say('runp', podFile);
    expect(podId).toMatch(hexId);
    const { metadata, labels, annotations } = pod();
    const [seen, ...others] = await listedPods();
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ id: podId, state: 'SANDBOX_READY', metadata, labels, annotations });
    const createdAtMs = Number(BigInt(seen?.createdAt ?? 0) / 1_000_000n);
    expect(createdAtMs).toBeGreaterThanOrEqual(beforeMs - 1);
    expect(createdAtMs).toBeLessThanOrEqual(Date.now());
    const { status, info } = await inspectPod(podId.slice(0, 12));
    expect(status).toMatchObject({ id: podId, state: 'SANDBOX_READY', metadata, labels, annotations });
    expect(Date.parse(status.createdAt)).toBe(createdAtMs);
    expect(status.network).toEqual({ ip: expect.stringMatching(/^10(\.\d+){3}$/), additionalIps: [] });
    expect(info).toMatchObject({ chartState: expect.stringMatching(/^ready/), netnsPath: expect.any(String) });
    expect(await listedPods('--state', 'NotReady')).toEqual([]);
    expect(await listedPods('--label', 'app=other')).toEqual([]);
    expect(await listedPods('--label', 'app=web')).toHaveLength(1);
  });

  test('create → CREATED, with neither start nor end', async () => {
    containerId = await crictl.say('create', podId, containerFile, podFile);
    expect(containerId).toMatch(hexId);
    const { metadata, labels } = container();
    expect(await listed()).toEqual([]);
    expect(await listed('-a')).toMatchObject([
      { id: containerId, podSandboxId: podId, state: 'CONTAINER_CREATED', metadata, labels, imageId: image.imageId },
    ]);
    const { status } = await inspect(containerId);
    expect(status).toMatchObject({ state: 'CONTAINER_CREATED', startedAt: never, finishedAt: never, exitCode: 0 });
    expect(await crictl.fails('exec', '-s', containerId, 'true')).toMatch(/FailedPrecondition.*not in a state/);
  });

  test('start → RUNNING: process, mounts, image, log path, limits', async () => {
    expect(await crictl.say('start', containerId)).toBe(containerId);
    expect(await listed('--state', 'Running', '--pod', podId)).toMatchObject([{ id: containerId }]);
    const { status, info } = await inspect(containerId.slice(0, 10));
    expect(status).toMatchObject({
      id: containerId,
      state: 'CONTAINER_RUNNING',
      finishedAt: never,
      reason: '',
      message: '',
      stopSignal: 'SIGTERM',
      image: { image: reference },
      imageRef: `${registry.host}/e2e/busybox@${image.manifest.digest}`,
      imageId: image.imageId,
      logPath: join(world.logDir, 'main.log'),
      mounts: [{ containerPath: '/given', hostPath: world.logDir, readonly: true }],
      user: { linux: { uid: '0', gid: '0' } },
      resources: { linux: { memoryLimitInBytes: '67108864' } },
    });
    expect(Date.parse(status.startedAt)).toBeGreaterThanOrEqual(Date.parse(status.createdAt));
    runningPid = info.pid;
    expect(await readFile(`/proc/${runningPid}/cmdline`, 'utf8')).toMatch(/^sh\0-c\0echo hello/);
    expect(await crictl.fails('start', containerId)).toMatch(/FailedPrecondition.*state=running/);
  });

  test('exec -s → output; an exit code other than 0 is told; environment, hostname, dns and mounts are the pod’s', async () => {
    const sh = (script: string) => crictl.say('exec', '-s', containerId, 'sh', '-c', script);
    expect(await sh('hostname; echo $FROM; cat /etc/resolv.conf')).toBe(
      'web-host\npod\nsearch shop.example\nnameserver 192.0.2.53\noptions ndots:2',
    );
    const address = (await inspectPod(podId)).status.network.ip;
    expect(await sh('ip -4 -o addr show eth0')).toContain(` ${address}/24 `);
    expect(await sh('cat /given/main.log')).toContain(' stdout F hello');
    expect(await crictl.fails('exec', '-s', containerId, 'touch', '/given/new')).toMatch(/exited with 1: .*Read-only/);
    expect(await crictl.fails('exec', '-s', containerId, 'sh', '-c', 'echo why >&2; exit 7')).toMatch(
      /exited with 7: why/,
    );
    expect(await crictl.fails('exec', '-s', containerId, '/no/such')).toMatch(/no such file/i);
    expect(await crictl.fails('exec', '-s', '--timeout', '1', containerId, 'sleep', '60')).toMatch(/DeadlineExceeded/);
  });

  test('logs → both streams; -f ends when the container does; stop → EXITED with its code', async () => {
    const { stdout, stderr } = await crictl.run('logs', containerId);
    expect({ stdout, stderr }).toEqual({ stdout: 'hello\n', stderr: 'trouble\n' });
    expect(await crictl.say('logs', '--timestamps', '--stream', 'stdout', containerId)).toMatch(
      /^\d{4}-\d\d-\d\dT\S+ hello$/,
    );
    const following = crictl.follow('logs', '-f', containerId);
    expect(await crictl.say('stop', '--timeout', '20', containerId)).toBe(containerId);
    expect(await following.ended).toMatchObject({ exitCode: 0, stdout: 'hello\n', stderr: 'trouble\n' });
    const { status, info } = await inspect(containerId);
    expect(status).toMatchObject({ state: 'CONTAINER_EXITED', exitCode: 3, reason: 'Error' });
    expect(Date.parse(status.finishedAt)).toBeGreaterThanOrEqual(Date.parse(status.startedAt));
    expect(info.pid).toBe(0);
    await expect(readFile(`/proc/${runningPid}/cmdline`)).rejects.toThrow('ENOENT');
    expect(await listed()).toEqual([]);
    expect(await listed('-a', '--state', 'Exited')).toMatchObject([{ id: containerId }]);
    expect(await crictl.say('logs', containerId)).toBe('hello');
  });

  test('stop, start, exec of the exited → done already; refused; refused', async () => {
    expect(await crictl.say('stop', containerId)).toBe(containerId);
    expect(await crictl.fails('start', containerId)).toMatch(/FailedPrecondition.*state=exited/);
    expect(await crictl.fails('exec', '-s', containerId, 'true')).toMatch(/FailedPrecondition/);
    expect((await inspect(containerId)).status).toMatchObject({ exitCode: 3, reason: 'Error' });
  });

  test('rm → gone; each again on what is gone', async () => {
    expect(await crictl.say('rm', '--keep-logs', containerId)).toBe(containerId);
    expect(await listed('-a')).toEqual([]);
    const notFound = new RegExp(`NotFound desc = no such container: containerId=${containerId}`);
    for (const args of [['inspect'], ['start'], ['logs'], ['rm'], ['exec', '-s']])
      expect(await crictl.fails(...args, containerId, ...(args[0] === 'exec' ? ['true'] : []))).toMatch(notFound);
    expect(await crictl.say('stop', containerId)).toBe(containerId);
    // crictl asks for the status before it removes; the rpc itself takes it for done.
    await daemon.cri.runtime.removeContainer({ containerId });
    await expect(daemon.cri.runtime.reopenContainerLog({ containerId })).rejects.toMatchObject({ code: 5 });
  });

  test('rmi of what is gone, in use, and free', async () => {
    const other = await crictl.say('create', podId, containerFile, podFile);
    const { stderr } = await crictl.run('rmi', reference);
    // CRI: an image may be removed under a container, which keeps what it runs of.
    expect(stderr).toBe('');
    expect(await crictl.json('images')).toEqual({ images: [] });
    expect(await crictl.say('start', other)).toBe(other);
    expect(await crictl.say('exec', '-s', other, 'cat', '/etc/image-name')).toBe('crictl');
    expect(await crictl.fails('rmi', reference)).toMatch(/no such image/);
    expect(await crictl.fails('inspecti', reference)).toMatch(/no such image/);
    expect(await crictl.fails('create', podId, containerFile, podFile)).toMatch(/AlreadyExists.*name=main/);
    await daemon.cri.image.removeImage({ image: { ...gone, image: reference } });
    expect(await crictl.say('rm', '--force', other)).toBe(`${other}\n${other}`); // stopped, removed
    expect(await crictl.fails('create', podId, containerFile, podFile)).toMatch(/NotFound desc = no such image/);
  });

  test('stopp → NOTREADY without an address, again too; create in it → refused; rmp → gone', async () => {
    const stopped = `Stopped sandbox ${podId}`;
    expect(await crictl.say('stopp', podId)).toBe(stopped);
    expect(await crictl.say('stopp', podId)).toBe(stopped);
    const { status, info } = await inspectPod(podId);
    expect(status).toMatchObject({ state: 'SANDBOX_NOTREADY', network: { ip: '', additionalIps: [] } });
    expect(info.netnsPath).toBeUndefined();
    expect(await listedPods('--state', 'Ready')).toEqual([]);
    expect(await crictl.fails('create', podId, containerFile, podFile)).toMatch(/FailedPrecondition/);
    expect(await crictl.say('rmp', podId)).toBe(`Removed sandbox ${podId}`);
    expect(await listedPods()).toEqual([]);
    const notFound = new RegExp(`NotFound desc = no such pod sandbox: sandboxId=${podId}`);
    expect(await crictl.fails('inspectp', podId)).toMatch(notFound);
    expect(await crictl.fails('rmp', podId)).toMatch(notFound);
    expect(await crictl.fails('create', podId, containerFile, podFile)).toMatch(notFound);
    expect(await crictl.say('stopp', podId)).toBe(stopped);
    await daemon.cri.runtime.removePodSandbox({ podSandboxId: podId });
    expect(await world.traces()).toEqual([]);
  });

  test('rmp --force → a running pod is taken down with its containers', async () => {
    await crictl.say('pull', reference);
    const id = await crictl.say('runp', '--runtime', 'runc', podFile);
    expect((await inspectPod(id)).status).toMatchObject({ runtimeHandler: 'runc' });
    const inside = await crictl.say('create', id, containerFile, podFile);
    await crictl.say('start', inside);
    expect(await crictl.fails('rmp', id)).toMatch(/is running, please stop it first/);
    expect(await crictl.say('rmp', '--force', id)).toContain(`Removed sandbox ${id}`);
    expect(await listed('-a')).toEqual([]);
    expect(await world.traces()).toEqual([]);
  });

  test('rmi → image and layers are gone from the disk', async () => {
    expect(await crictl.say('rmi', reference)).toBe(`Deleted: ${reference}`);
    expect(await crictl.json('images')).toEqual({ images: [] });
    await crictl.say('pull', `${registry.host}/e2e/busybox@${image.manifest.digest}`);
    expect(await crictl.say('rmi', image.imageId)).toMatch(/^Deleted: /);
    expect(await crictl.json('images')).toEqual({ images: [] });
    expect(await crictl.fails('pull', `${registry.host}/e2e/none:1`)).toMatch(/the registry has no such image/);
  });

  test('an unknown runtime handler → refused, and nothing is left', async () => {
    expect(await crictl.fails('runp', '--runtime', 'gone', podFile)).toMatch(
      /InvalidArgument desc = no runtime handler of this name is configured: runtimeHandler=gone/,
    );
    expect(await listedPods()).toEqual([]);
    expect(await world.traces()).toEqual([]);
  });
});

const gone = { annotations: {}, userSpecifiedImage: '', runtimeHandler: '', imageRef: '' };
