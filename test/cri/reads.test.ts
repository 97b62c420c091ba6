/** Every RPC that looks: what the views become. */
import { describe, expect, test } from 'vitest';
import * as api from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import { FailureError } from '../../src/machines/failure.ts';
import {
  containerId,
  containerView,
  failureOf,
  imageId,
  imageView,
  metadata,
  sandboxId,
  sandboxView,
  serve,
  viewsOf,
} from './fakes.ts';

const none = message(api.ContainerFilter);

describe('what the runtime is', () => {
  test('Version → the contract version that the kubelet insists on, and no empty field', async () => {
    const { client } = await serve();
    expect(await client.runtime.version({ version: '' })).toEqual({
      version: '0.1.0',
      runtimeName: 'troupe',
      runtimeVersion: '0.1.0',
      runtimeApiVersion: 'v1',
    });
  });

  test('Status → two conditions, a handler with the empty name, features; no info unless verbose', async () => {
    const { client } = await serve();
    const got = await client.runtime.status({ verbose: false });
    expect(got.status?.conditions).toEqual([
      { type: 'RuntimeReady', status: true, reason: '', message: '' },
      { type: 'NetworkReady', status: false, reason: 'NetworkPluginNotReady', message: 'no network is configured' },
    ]);
    expect(got.runtimeHandlers.map(({ name }) => name)).toEqual(['', 'runc']);
    expect(got.runtimeHandlers[0]?.features).toEqual({ recursiveReadOnlyMounts: true, userNamespaces: false });
    expect(got.features).toMatchObject({ supplementalGroupsPolicy: true, userNamespacesHostNetwork: false });
    expect(got.info).toEqual({});
    const verbose = await client.runtime.status({ verbose: true });
    expect(JSON.parse(verbose.info.config ?? '')).toEqual({ root: '/var/lib/troupe' });
  });

  test.each([
    { driver: 'cgroupfs', value: api.CgroupDriver.CGROUPFS },
    { driver: 'systemd', value: api.CgroupDriver.SYSTEMD },
  ] as const)('RuntimeConfig: $driver → linux is there and says so', async ({ driver, value }) => {
    const { client } = await serve({ views: viewsOf({ cgroupDriver: () => driver }) });
    expect(await client.runtime.runtimeConfig({})).toEqual({ linux: { cgroupDriver: value } });
  });

  test('UpdateRuntimeConfig → accepted, any number of times', async () => {
    const { client } = await serve();
    const request = { runtimeConfig: { networkConfig: { podCidr: '10.1.0.0/24,fd00::/64' } } };
    expect(await client.runtime.updateRuntimeConfig(request)).toEqual({});
    expect(await client.runtime.updateRuntimeConfig(request)).toEqual({});
  });

  test('ImageFsInfo → the measured time in ns, and both lists on one mount point', async () => {
    const { client } = await serve();
    const usage = {
      timestamp: '1700000000000000000',
      fsId: { mountpoint: '/var/lib/troupe' },
      usedBytes: { value: '5000' },
      inodesUsed: { value: '12' },
    };
    const written = { ...usage, usedBytes: { value: '700' }, inodesUsed: { value: '3' } };
    expect(await client.image.imageFsInfo({})).toEqual({ imageFilesystems: [usage], containerFilesystems: [written] });
  });

  test('ImageFsInfo while recovering → what images take all the same, for a client takes a failure for the end', async () => {
    const recovering = () => {
      throw new FailureError('Recovering');
    };
    const { client } = await serve({ views: viewsOf({ containers: recovering }) });
    const { imageFilesystems, containerFilesystems } = await client.image.imageFsInfo({});
    expect(imageFilesystems).toHaveLength(1);
    expect(containerFilesystems).toEqual([]);
  });
});

describe('sandboxes', () => {
  const other = 'b2'.repeat(32);
  const two = viewsOf(
    {},
    {
      sandboxes: [
        sandboxView(),
        sandboxView({
          sandboxId: other,
          state: 'notready',
          config: { ...sandboxView().config, labels: { app: 'db' } },
        }),
      ],
    },
  );
  const filter = (fields: Partial<api.PodSandboxFilter>) => message(api.PodSandboxFilter, fields);

  test.each([
    { of: 'no filter', filter: undefined, ids: [sandboxId, other] },
    { of: 'an empty filter', filter: filter({}), ids: [sandboxId, other] },
    { of: 'an id', filter: filter({ id: other }), ids: [other] },
    { of: 'an id prefix', filter: filter({ id: 'a1a1' }), ids: [sandboxId] },
    { of: 'an unknown id', filter: filter({ id: 'ff' }), ids: [] },
    { of: 'state READY, which is 0', filter: filter({ state: { state: 0 } }), ids: [sandboxId] },
    { of: 'state NOTREADY', filter: filter({ state: { state: 1 } }), ids: [other] },
    { of: 'a label', filter: filter({ labelSelector: { app: 'db' } }), ids: [other] },
    { of: 'a label that none has', filter: filter({ labelSelector: { app: 'web', x: '' } }), ids: [] },
    { of: 'a name that every object has', filter: filter({ labelSelector: { constructor: '' } }), ids: [] },
    { of: 'all at once', filter: filter({ id: 'b2', state: { state: 0 }, labelSelector: { app: 'db' } }), ids: [] },
  ])('ListPodSandbox with $of', async ({ filter: wanted, ids }) => {
    const { client } = await serve({ views: two });
    const { items } = await client.runtime.listPodSandbox({ filter: wanted });
    expect(items.map(({ id }) => id)).toEqual(ids);
  });

  test('ListPodSandbox → what was asked for, verbatim, and the time of creation in ns', async () => {
    const { client } = await serve();
    expect((await client.runtime.listPodSandbox({ filter: undefined })).items).toEqual([
      {
        id: sandboxId,
        metadata,
        state: api.PodSandboxState.SANDBOX_READY,
        createdAt: '1700000000123456000',
        labels: { app: 'web' },
        annotations: { note: 'kept' },
        runtimeHandler: 'runc',
      },
    ]);
  });

  test('PodSandboxStatus → addresses in order, namespace options of the request, containers of that sandbox only', async () => {
    const namespaceOptions = message(api.NamespaceOption, { pid: api.NamespaceMode.CONTAINER });
    const linux = message(api.LinuxPodSandboxConfig, {
      securityContext: message(api.LinuxSandboxSecurityContext, { namespaceOptions }),
    });
    const containers = [containerView(), containerView({ containerId: 'dd', sandboxId: other })];
    const sandboxes = [sandboxView({ config: { ...sandboxView().config, linux } })];
    const { client } = await serve({ views: viewsOf({}, { sandboxes, containers }) });
    const got = await client.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: false });
    expect(got.status).toMatchObject({
      id: sandboxId,
      metadata,
      state: 0,
      createdAt: '1700000000123456000',
      network: { ip: '10.1.0.7', additionalIps: [{ ip: 'fd00::7' }] },
      linux: { namespaces: { options: { pid: api.NamespaceMode.CONTAINER } } },
      runtimeHandler: 'runc',
    });
    expect(got.containersStatuses.map(({ id }) => id)).toEqual([containerId]);
    expect(got.timestamp).toBe('1700000009000000000');
    expect(got.info).toEqual({});
  });

  test('PodSandboxStatus of a pod with attempts of a container → the newest first', async () => {
    const made = ['cc', 'dd', 'ee'].map((containerId, at) => containerView({ containerId, createdAtMs: 1000 + at }));
    for (const containers of [made, made.toReversed()]) {
      const { client } = await serve({ views: viewsOf({}, { containers }) });
      const { containersStatuses } = await client.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: false });
      expect(containersStatuses.map(({ id }) => id)).toEqual(['ee', 'dd', 'cc']);
    }
  });

  test('PodSandboxStatus without a network → an empty address', async () => {
    const views = viewsOf({}, { sandboxes: [sandboxView({ ip: undefined, additionalIps: [] })] });
    const { client } = await serve({ views });
    const got = await client.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: false });
    expect(got.status?.network).toEqual({ ip: '', additionalIps: [] });
  });

  test('PodSandboxStatus, verbose → JSON text with pid and CNI result', async () => {
    const { client } = await serve();
    const { info } = await client.runtime.podSandboxStatus({ podSandboxId: 'a1', verbose: true });
    expect(JSON.parse(info.info ?? '')).toMatchObject({
      pid: 41,
      cniResult: { cniVersion: '1.0.0' },
      netnsPath: '/run/netns/x',
    });
  });

  test('PodSandboxStatus of an unknown id → NotFound', async () => {
    const { client } = await serve();
    const failure = await failureOf(client.runtime.podSandboxStatus({ podSandboxId: '0'.repeat(64), verbose: false }));
    expect(failure).toEqual({ code: 5, details: `no such pod sandbox: sandboxId=${'0'.repeat(64)}` });
  });
});

describe('containers', () => {
  const other = 'd4'.repeat(32);
  const two = viewsOf(
    {},
    {
      containers: [
        containerView({ state: 'created' }),
        containerView({ containerId: other, sandboxId: 'b2'.repeat(32), state: 'exited' }),
      ],
    },
  );

  test.each([
    { of: 'no filter', filter: undefined, ids: [containerId, other] },
    { of: 'an empty filter', filter: none, ids: [containerId, other] },
    { of: 'an id prefix', filter: { ...none, id: 'd4' }, ids: [other] },
    { of: 'a sandbox', filter: { ...none, podSandboxId: sandboxId }, ids: [containerId] },
    { of: 'state CREATED, which is 0', filter: { ...none, state: { state: 0 as const } }, ids: [containerId] },
    { of: 'state EXITED', filter: { ...none, state: { state: 2 as const } }, ids: [other] },
    { of: 'a label', filter: { ...none, labelSelector: { tier: 'front' } }, ids: [containerId, other] },
    { of: 'all at once', filter: { ...none, id: 'c3', podSandboxId: 'b2', labelSelector: { tier: 'front' } }, ids: [] },
  ])('ListContainers with $of', async ({ filter, ids }) => {
    const { client } = await serve({ views: two });
    const { containers } = await client.runtime.listContainers({ filter });
    expect(containers.map(({ id }) => id)).toEqual(ids);
  });

  test('one identity: the image id is the same in list, status, image and pull', async () => {
    const { client } = await serve();
    const { containers } = await client.runtime.listContainers({ filter: undefined });
    const { status } = await client.runtime.containerStatus({ containerId, verbose: false });
    const image = message(api.ImageSpec, { image: 'busybox' });
    const seen = await client.image.imageStatus({ image, verbose: false });
    const pulled = await client.image.pullImage({ image, auth: undefined, sandboxConfig: undefined });
    expect([containers[0]?.imageId, status?.imageId, seen.image?.id, pulled.imageRef]).toEqual(Array(4).fill(imageId));
    expect([containers[0]?.imageRef, status?.imageRef]).not.toContain('');
  });

  test('ContainerStatus, running → times in ns, user, log path, signal; nothing of an end', async () => {
    const { client } = await serve();
    const { status, info } = await client.runtime.containerStatus({ containerId: 'c3c3', verbose: false });
    expect(status).toMatchObject({
      id: containerId,
      metadata: { name: 'app', attempt: 1 },
      state: api.ContainerState.CONTAINER_RUNNING,
      createdAt: '1700000001000000000',
      startedAt: '1700000002000500000',
      finishedAt: '0',
      exitCode: 0,
      reason: '',
      image: { image: 'busybox' },
      logPath: '/var/log/pods/x/app/1.log',
      user: { linux: { uid: '1000', gid: '1000', supplementalGroups: ['1000', '7'] } },
      stopSignal: api.Signal.SIGNAL_SIGTERM,
      mounts: [],
    });
    expect(info).toEqual({});
  });

  test('ContainerStatus, exited → code, reason, message, time', async () => {
    const ended = {
      state: 'exited',
      exitCode: 137,
      reason: 'OOMKilled',
      message: 'too much',
      finishedAtMs: 1_700_000_003_000,
    } as const;
    const { client } = await serve({ views: viewsOf({}, { containers: [containerView(ended)] }) });
    const { status } = await client.runtime.containerStatus({ containerId, verbose: false });
    expect(status).toMatchObject({
      state: api.ContainerState.CONTAINER_EXITED,
      exitCode: 137,
      reason: 'OOMKilled',
      message: 'too much',
      finishedAt: '1700000003000000000',
    });
  });

  test.each([
    { signal: 'SIGTERM', value: api.Signal.SIGNAL_SIGTERM },
    { signal: 'SIGRTMIN+3', value: api.Signal.SIGNAL_SIGRTMINPLUS3 },
    { signal: 'SIGRTMAX-2', value: api.Signal.SIGNAL_SIGRTMAXMINUS2 },
    { signal: 'SIGNONSENSE', value: api.Signal.SIGNAL_RUNTIME_DEFAULT },
  ])('stop signal $signal', async ({ signal, value }) => {
    const { client } = await serve({ views: viewsOf({}, { containers: [containerView({ stopSignal: signal })] }) });
    expect((await client.runtime.containerStatus({ containerId, verbose: false })).status?.stopSignal).toBe(value);
  });

  test("ContainerStatus → the request's own mounts with their host paths, image mounts with the id, the limits in force", async () => {
    const config = {
      ...containerView().config,
      mounts: [
        message(api.Mount, {
          containerPath: '/dev/termination-log',
          hostPath: '/var/lib/kubelet/x',
          recursiveReadOnly: true,
        }),
        message(api.Mount, { containerPath: '/data', image: message(api.ImageSpec, { image: 'busybox' }) }),
      ],
      linux: {
        securityContext: undefined,
        resources: message(api.LinuxContainerResources, { cpuQuota: '7', cpuShares: '7' }),
      },
    };
    const resources = message(api.LinuxContainerResources, {
      cpuQuota: '-1',
      memoryLimitInBytes: '9223372036854775807',
    });
    // the image is no longer here: what the mount shows is known all the same
    const containers = [containerView({ config, resources, mountImageIds: { 1: imageId } })];
    const { client } = await serve({ views: viewsOf({}, { containers, images: [] }) });
    const { status } = await client.runtime.containerStatus({ containerId, verbose: false });
    expect(status?.mounts).toEqual([
      config.mounts[0],
      { ...config.mounts[1], image: message(api.ImageSpec, { image: 'busybox', imageRef: imageId }) },
    ]);
    expect(status?.resources?.linux).toEqual(resources);
  });

  test('an image that was asked for by id → shown by the name that the pod says', async () => {
    const image = { ...containerView().image, requested: imageId };
    const config = {
      ...containerView().config,
      image: message(api.ImageSpec, { image: imageId, userSpecifiedImage: 'busybox:1' }),
    };
    const { client } = await serve({ views: viewsOf({}, { containers: [containerView({ image, config })] }) });
    const { status } = await client.runtime.containerStatus({ containerId, verbose: false });
    expect(status?.image).toMatchObject({ image: 'busybox:1', userSpecifiedImage: 'busybox:1' });
  });

  test.each([
    { bundleDir: '/run/b', spec: { ociVersion: '1.0.2' } },
    { bundleDir: undefined, spec: undefined },
  ])(
    'ContainerStatus, verbose, bundle $bundleDir → JSON text with pid, sandboxID, spec',
    async ({ bundleDir, spec }) => {
      const { client } = await serve({ views: viewsOf({}, { containers: [containerView({ bundleDir })] }) });
      const { info } = await client.runtime.containerStatus({ containerId, verbose: true });
      const facts = JSON.parse(info.info ?? '');
      expect(facts).toMatchObject({ pid: 42, sandboxID: sandboxId });
      expect(facts.runtimeSpec).toEqual(spec);
    },
  );

  test('ContainerStatus of an unknown id → NotFound', async () => {
    const { client } = await serve();
    expect((await failureOf(client.runtime.containerStatus({ containerId: 'nope', verbose: false }))).code).toBe(5);
  });

  test('an id prefix that fits two → InvalidArgument, never the first', async () => {
    const container = () => {
      throw new FailureError('IdAmbiguous', { prefix: 'c' });
    };
    const { client } = await serve({ views: viewsOf({ container }) });
    expect((await failureOf(client.runtime.containerStatus({ containerId: 'c', verbose: false }))).code).toBe(3);
  });
});

describe('images', () => {
  const status = { image: message(api.ImageSpec, { image: 'busybox' }), verbose: true };

  test.each([
    { user: '1002', uid: { value: '1002' }, username: '' },
    { user: 'www-data', uid: undefined, username: 'www-data' },
    { user: '1003:1004', uid: { value: '1003' }, username: '' },
    { user: 'www-data:1004', uid: undefined, username: 'www-data' },
    { user: '', uid: undefined, username: '' },
  ])('ImageStatus of an image with user "$user"', async ({ user, uid, username }) => {
    const { client } = await serve({ views: viewsOf({}, { images: [imageView({ user, isPinned: true })] }) });
    const { image } = await client.image.imageStatus(status);
    expect(image).toMatchObject({ id: imageId, size: '4096', pinned: true, username });
    expect(image?.uid).toEqual(uid);
  });

  test('ImageStatus, verbose → chain id and config', async () => {
    const { client } = await serve();
    const { info } = await client.image.imageStatus(status);
    expect(JSON.parse(info.info ?? '')).toEqual({ chainID: imageView().chainId, imageSpec: { architecture: 'amd64' } });
  });

  test('ImageStatus of an unknown image → OK and empty', async () => {
    const { client } = await serve({ views: viewsOf({}, { images: [] }) });
    expect(await client.image.imageStatus(status)).toEqual({ image: undefined, info: {} });
  });

  test('ListImages → all names; with a filter one or none', async () => {
    const { client } = await serve();
    const list = async (image: string | undefined) => {
      const filter = image === undefined ? undefined : { image: message(api.ImageSpec, { image }) };
      return (await client.image.listImages({ filter })).images;
    };
    expect(await list(undefined)).toMatchObject([
      { id: imageId, repoTags: imageView().repoTags, repoDigests: imageView().repoDigests },
    ]);
    expect(await list('busybox')).toHaveLength(1);
    expect(await list('nginx')).toEqual([]);
  });
});

describe('while recovering', () => {
  const recovering = () => {
    throw new FailureError('Recovering');
  };
  const views = viewsOf({ sandboxes: recovering, sandbox: recovering, containers: recovering, container: recovering });

  test('lists and status → Unavailable, never an empty list', async () => {
    const { client } = await serve({ views });
    const codes = await Promise.all(
      [
        client.runtime.listPodSandbox({ filter: undefined }),
        client.runtime.listContainers({ filter: undefined }),
        client.runtime.podSandboxStatus({ podSandboxId: sandboxId, verbose: false }),
        client.runtime.containerStatus({ containerId, verbose: false }),
      ].map(async (call) => (await failureOf(call)).code),
    );
    expect(codes).toEqual([14, 14, 14, 14]);
  });

  test('Version → answers', async () => {
    const { client } = await serve({ views });
    expect((await client.runtime.version({ version: '0.1.0' })).runtimeName).toBe('troupe');
  });
});
