/** A bad request is told by the path of its field in the contract, and asks nobody. */
import { describe, expect, test } from 'vitest';
import * as api from '../../proto/generated/api.js';
import { type CriClient, message } from '../../src/cri/client.ts';
import {
  containerId,
  failureOf,
  fakeAsk,
  metadata,
  sandboxId,
  serve,
  variable,
  wireContainerConfig,
  wireSandboxConfig,
} from './fakes.ts';

const InvalidArgument = 3;
const refused = async (call: (client: CriClient) => Promise<unknown>) => {
  const { ask, asked } = fakeAsk();
  const { client } = await serve({ ask });
  const failure = await failureOf(call(client));
  expect(asked).toEqual([]);
  return failure;
};

describe('RunPodSandbox', () => {
  const run =
    (config: api.PodSandboxConfig | undefined, runtimeHandler = '') =>
    ({ runtime }: CriClient) =>
      runtime.runPodSandbox({ config, runtimeHandler });
  const linux = (fields: Partial<api.LinuxPodSandboxConfig>) =>
    wireSandboxConfig({ linux: message(api.LinuxPodSandboxConfig, fields) });
  const context = (fields: Partial<api.LinuxSandboxSecurityContext>) =>
    linux({ securityContext: message(api.LinuxSandboxSecurityContext, fields) });
  const userns = (fields: Partial<api.UserNamespace>) =>
    context({
      namespaceOptions: message(api.NamespaceOption, { usernsOptions: message(api.UserNamespace, fields) }),
    });
  const port = (fields: Partial<api.PortMapping>) =>
    wireSandboxConfig({ portMappings: [message(api.PortMapping), message(api.PortMapping, fields)] });
  const mapping = { hostId: 100_000, containerId: 0, length: 65_536 };
  const besideUserns = (fields: Partial<api.NamespaceOption>) => {
    const usernsOptions = message(api.UserNamespace, { uids: [mapping], gids: [mapping] });
    return context({ namespaceOptions: message(api.NamespaceOption, { usernsOptions, ...fields }) });
  };
  const at = 'config.linux.security_context';

  const rows: readonly [string, api.PodSandboxConfig | undefined][] = [
    ['config', undefined],
    ['config.metadata', message(api.PodSandboxConfig)],
    ['config.metadata.name', wireSandboxConfig({ metadata: { ...metadata, name: '' } })],
    ['config.metadata.namespace', wireSandboxConfig({ metadata: { ...metadata, namespace: 'a\nb' } })],
    ['config.metadata.uid', wireSandboxConfig({ metadata: { ...metadata, uid: 'u'.repeat(1025) } })],
    ['config.hostname', wireSandboxConfig({ hostname: 'h'.repeat(65) })],
    ['config.hostname', wireSandboxConfig({ hostname: '../etc' })],
    ['config.log_directory', wireSandboxConfig({ logDirectory: 'logs' })],
    ['config.log_directory', wireSandboxConfig({ logDirectory: '/a\0b' })],
    [
      'config.dns_config.servers[0]',
      wireSandboxConfig({ dnsConfig: { servers: ['1.1.1.1\nsearch x'], searches: [], options: [] } }),
    ],
    ['config.port_mappings[1].protocol', port({ protocol: 9 as api.Protocol })],
    ['config.port_mappings[1].container_port', port({ containerPort: 65_536 })],
    ['config.port_mappings[1].host_port', port({ hostPort: -1 })],
    ['config.port_mappings[1].host_ip', port({ hostIp: 'localhost' })],
    ['config.labels["big"]', wireSandboxConfig({ labels: { ok: '1', big: 'x'.repeat(4094) } })],
    ['config.linux.cgroup_parent', linux({ cgroupParent: '/a/../..' })],
    ['config.linux.sysctls["kernel"]', linux({ sysctls: { kernel: '1' } })],
    ['config.linux.sysctls["net/../../self/mem"]', linux({ sysctls: { 'net/../../self/mem': '1' } })],
    [
      'config.linux.resources.oom_score_adj',
      linux({ resources: message(api.LinuxContainerResources, { oomScoreAdj: '1001' }) }),
    ],
    [
      'config.linux.overhead.cpu_shares',
      linux({ overhead: message(api.LinuxContainerResources, { cpuShares: '-1' }) }),
    ],
    [
      'config.linux.resources.unified["../x"]',
      linux({ resources: message(api.LinuxContainerResources, { unified: { '../x': '1' } }) }),
    ],
    [
      `${at}.namespace_options.network`,
      context({ namespaceOptions: message(api.NamespaceOption, { network: api.NamespaceMode.CONTAINER }) }),
    ],
    [
      `${at}.namespace_options.pid`,
      context({ namespaceOptions: message(api.NamespaceOption, { pid: api.NamespaceMode.TARGET }) }),
    ],
    [
      `${at}.namespace_options.ipc`,
      context({ namespaceOptions: message(api.NamespaceOption, { ipc: 77 as api.NamespaceMode }) }),
    ],
    [`${at}.namespace_options.userns_options.mode`, userns({ mode: api.NamespaceMode.CONTAINER })],
    [`${at}.namespace_options.userns_options.mode`, userns({ mode: api.NamespaceMode.TARGET })],
    [`${at}.namespace_options.userns_options.uids`, userns({ uids: [], gids: [mapping] })],
    [`${at}.namespace_options.userns_options.gids`, userns({ uids: [mapping], gids: [mapping, mapping] })],
    [
      `${at}.namespace_options.userns_options.uids[0].container_id`,
      userns({ uids: [{ ...mapping, containerId: 1 }], gids: [mapping] }),
    ],
    [
      `${at}.namespace_options.userns_options.gids[0].length`,
      userns({ uids: [mapping], gids: [{ ...mapping, length: 0 }] }),
    ],
    [
      `${at}.namespace_options.userns_options.uids[0].length`,
      userns({ uids: [{ ...mapping, hostId: 2 ** 32 - 65_536 }], gids: [mapping] }),
    ],
    [
      `${at}.namespace_options.userns_options.gids[0].length`,
      userns({ uids: [mapping], gids: [{ ...mapping, hostId: 1, length: 2 ** 32 - 1 }] }),
    ],
    [`${at}.namespace_options.ipc`, besideUserns({ ipc: api.NamespaceMode.NODE })],
    [`${at}.namespace_options.pid`, besideUserns({ pid: api.NamespaceMode.NODE })],
    [`${at}.namespace_options.userns_options.uids`, userns({ mode: api.NamespaceMode.NODE, uids: [mapping] })],
    [`${at}.namespace_options.userns_options`, userns({ uids: [mapping], gids: [mapping] })],
    [`${at}.run_as_user.value`, context({ runAsUser: { value: '-1' } })],
    [`${at}.supplemental_groups[0]`, context({ supplementalGroups: ['4294967295'] })],
    [`${at}.supplemental_groups_policy`, context({ supplementalGroupsPolicy: 5 as api.SupplementalGroupsPolicy })],
    [
      `${at}.seccomp.localhost_ref`,
      context({ seccomp: message(api.SecurityProfile, { profileType: 2, localhostRef: 'x.json' }) }),
    ],
    [
      `${at}.apparmor.localhost_ref`,
      context({ apparmor: message(api.SecurityProfile, { profileType: 1, localhostRef: 'x' }) }),
    ],
    [
      `${at}.seccomp.profile_type`,
      context({ seccomp: message(api.SecurityProfile, { profileType: 3 as api.SecurityProfile_ProfileType }) }),
    ],
  ];
  test.each(rows)('%s', async (field, config) => {
    const { code, details } = await refused(run(config));
    expect(code).toBe(InvalidArgument);
    expect(details.split(', reason=')[0]).toBe(`the request is not valid: field=${field}`);
  });

  test('runtime_handler', async () => {
    expect((await refused(run(wireSandboxConfig(), 'a\0b'))).details).toContain('field=runtime_handler');
  });

  test('what critest and kubelets send → passes', async () => {
    const { client } = await serve();
    const config = wireSandboxConfig({
      hostname: 'h'.repeat(64),
      logDirectory: '/var/log/pods/x',
      dnsConfig: { servers: ['10.0.0.10'], searches: ['svc.cluster.local'], options: ['ndots:5'] },
      portMappings: [
        message(api.PortMapping, { containerPort: 80, hostPort: 0, hostIp: '::1', protocol: api.Protocol.SCTP }),
      ],
      labels: { big: 'x'.repeat(4093) },
      annotations: { huge: 'x'.repeat(200_000) },
      linux: message(api.LinuxPodSandboxConfig, {
        cgroupParent: 'kubepods-burstable-podu.slice',
        sysctls: { 'kernel.shm_rmid_forced': '1', 'fs.mqueue.msg_max': '100', 'net.ipv4.conf.eth0/100.rp_filter': '1' },
        resources: message(api.LinuxContainerResources, {
          memorySwapLimitInBytes: '-1',
          cpuQuota: '-1',
          unified: { 'memory.oom.group': '1' },
        }),
        securityContext: message(api.LinuxSandboxSecurityContext, {
          seccomp: message(api.SecurityProfile),
          namespaceOptions: message(api.NamespaceOption, {
            network: api.NamespaceMode.NODE,
            pid: api.NamespaceMode.CONTAINER,
            usernsOptions: message(api.UserNamespace, { mode: api.NamespaceMode.NODE }),
          }),
        }),
      }),
    });
    expect((await run(config)(client)).podSandboxId).toBe(sandboxId);
  });
});

describe('CreateContainer', () => {
  const create =
    (config: api.ContainerConfig | undefined, podSandboxId = sandboxId) =>
    ({ runtime }: CriClient) =>
      runtime.createContainer({ podSandboxId, config, sandboxConfig: undefined });
  const mount = (fields: Partial<api.Mount>) =>
    wireContainerConfig({ mounts: [message(api.Mount, { containerPath: '/m', hostPath: '/h', ...fields })] });
  const mapped = (fields: Partial<api.IDMapping> = {}): api.IDMapping => ({
    containerId: 0,
    hostId: 5,
    length: 2,
    ...fields,
  });
  const mapping = (uidMappings: api.IDMapping[]) => mount({ uidMappings, gidMappings: [mapped()] });
  const context = (fields: Partial<api.LinuxContainerSecurityContext>) =>
    wireContainerConfig({
      linux: { resources: undefined, securityContext: message(api.LinuxContainerSecurityContext, fields) },
    });
  const image = message(api.ImageSpec, { image: 'data' });
  const at = 'config.linux.security_context';

  const rows: readonly [string, api.ContainerConfig | undefined][] = [
    ['config', undefined],
    ['config.metadata', wireContainerConfig({ metadata: undefined })],
    ['config.metadata.name', wireContainerConfig({ metadata: { name: '', attempt: 0 } })],
    ['config.image', wireContainerConfig({ image: undefined })],
    ['config.image.image', wireContainerConfig({ image: message(api.ImageSpec) })],
    ['config.command[1]', wireContainerConfig({ command: ['a', 'b\0'] })],
    ['config.args[0]', wireContainerConfig({ args: ['x'.repeat(131_073)] })],
    ['config.working_dir', wireContainerConfig({ workingDir: 'here' })],
    ['config.envs[0].key', wireContainerConfig({ envs: [variable('', 'x')] })],
    ['config.envs[1].key', wireContainerConfig({ envs: [variable('A', 'x'), variable('B=C', 'x')] })],
    ['config.envs[0].value', wireContainerConfig({ envs: [variable('A', 'x\0y')] })],
    ['config.envs[0].value', wireContainerConfig({ envs: [variable('A', Buffer.from([0xff, 0xfe]))] })],
    ['config.mounts[0].container_path', mount({ containerPath: 'm' })],
    ['config.mounts[0].host_path', mount({ hostPath: '' })],
    ['config.mounts[0].propagation', mount({ propagation: 3 as api.MountPropagation })],
    ['config.mounts[0].recursive_read_only', mount({ recursiveReadOnly: true })],
    ['config.mounts[0].recursive_read_only', mount({ recursiveReadOnly: true, readonly: true, propagation: 1 })],
    ['config.mounts[0].recursive_read_only', mount({ recursiveReadOnly: true, readonly: true, propagation: 2 })],
    ['config.mounts[0].gid_mappings', mount({ uidMappings: [mapped()] })],
    ['config.mounts[0].uid_mappings', mount({ gidMappings: [mapped()] })],
    ['config.mounts[0].uid_mappings[0].length', mapping([mapped({ length: 0 })])],
    ['config.mounts[0].uid_mappings[0].length', mapping([mapped({ containerId: 2 ** 32 - 2 })])],
    ['config.mounts[0].uid_mappings', mapping([mapped(), mapped({ hostId: 9 })])],
    ['config.mounts[0].uid_mappings', mapping([mapped(), mapped({ containerId: 9, hostId: 3, length: 3 })])],
    [
      'config.mounts[0].uid_mappings',
      mapping(Array.from({ length: 341 }, (_, id) => mapped({ containerId: id * 2, hostId: id * 2 }))),
    ],
    ['config.mounts[0].mount_options[0]', mount({ mountOptions: ['exec'] })],
    ['config.mounts[0].image_sub_path', mount({ imageSubPath: 'x' })],
    [
      'config.devices[0].container_path',
      wireContainerConfig({ devices: [{ containerPath: 'x', hostPath: '/dev/x', permissions: 'r' }] }),
    ],
    [
      'config.devices[0].host_path',
      wireContainerConfig({ devices: [{ containerPath: '/x', hostPath: '', permissions: 'r' }] }),
    ],
    [
      'config.devices[0].permissions',
      wireContainerConfig({ devices: [{ containerPath: '/x', hostPath: '/x', permissions: 'rx' }] }),
    ],
    ['config.CDI_devices[0].name', wireContainerConfig({ CDIDevices: [{ name: '' }] })],
    ['config.labels["k"]', wireContainerConfig({ labels: { k: 'x'.repeat(4096) } })],
    ['config.log_path', wireContainerConfig({ logPath: '../../etc/cron.d/x' })],
    ['config.log_path', wireContainerConfig({ logPath: '/etc/x' })],
    ['config.stop_signal', wireContainerConfig({ stopSignal: 66 as api.Signal })],
    [
      `${at}.capabilities.drop_capabilities[0]`,
      context({ capabilities: message(api.Capability, { dropCapabilities: [''] }) }),
    ],
    [
      `${at}.namespace_options.target_id`,
      context({ namespaceOptions: message(api.NamespaceOption, { pid: api.NamespaceMode.TARGET }) }),
    ],
    [`${at}.run_as_group`, context({ runAsGroup: { value: '1000' } })],
    [`${at}.run_as_user.value`, context({ runAsUser: { value: '4294967295' } })],
    [`${at}.run_as_username`, context({ runAsUsername: 'a\nb' })],
    [`${at}.masked_paths[0]`, context({ maskedPaths: ['proc'] })],
    [`${at}.readonly_paths[0]`, context({ readonlyPaths: [''] })],
  ];
  test.each(rows)('%s', async (field, config) => {
    const { code, details } = await refused(create(config));
    expect(code).toBe(InvalidArgument);
    expect(details.split(', reason=')[0]).toBe(`the request is not valid: field=${field}`);
  });

  test('pod_sandbox_id', async () => {
    expect((await refused(create(wireContainerConfig(), ''))).details).toContain(
      'field=pod_sandbox_id, reason=is empty',
    );
  });

  test('a bad value → is not repeated in the text', async () => {
    const { details } = await refused(create(wireContainerConfig({ envs: [variable('TOKEN', 'hush\0hush')] })));
    expect(details).not.toContain('hush');
  });

  test.each([
    ['host_path', { image, readonly: true }],
    ['readonly', { image, hostPath: '' }],
    ['image_sub_path', { image, hostPath: '', readonly: true, imageSubPath: '../x' }],
  ] as const)('a mount of an image, bad %s → the prefix that clients look for', async (field, fields) => {
    const { details } = await refused(create(mount(fields)));
    expect(details).toMatch(new RegExp(`^ImageVolumeMountFailed: .*config\\.mounts\\[0\\]\\.${field}`));
  });

  test('what critest and kubelets send → passes', async () => {
    const { client } = await serve();
    const config = wireContainerConfig({
      envs: [variable('EMPTY', ''), variable('a.b-c', 'ü\n')],
      mounts: [
        message(api.Mount, { containerPath: '/a', hostPath: '/b', recursiveReadOnly: true, readonly: true }),
        message(api.Mount, { containerPath: '/i', image, imageSubPath: 'etc/x', readonly: true }),
        message(api.Mount, { containerPath: '/e', hostPath: '/e', image: message(api.ImageSpec), propagation: 2 }),
      ],
      devices: [{ containerPath: '/dev/x', hostPath: '/dev/x', permissions: 'mrw' }],
      logPath: 'app/0.log',
      stopSignal: api.Signal.SIGNAL_SIGRTMIN,
      linux: {
        resources: message(api.LinuxContainerResources, {
          oomScoreAdj: '-998',
          hugepageLimits: [{ pageSize: '2MB', limit: '0' }],
        }),
        securityContext: message(api.LinuxContainerSecurityContext, {
          runAsUsername: 'www-data',
          runAsGroup: { value: '0' },
          apparmor: message(api.SecurityProfile, { profileType: 2, localhostRef: 'localhost/mine' }),
          seccomp: message(api.SecurityProfile, { profileType: 2, localhostRef: '/var/lib/kubelet/seccomp/x.json' }),
        }),
      },
    });
    expect((await create(config)(client)).containerId).toBe(containerId);
  });
});

describe('the others', () => {
  const rows: readonly [string, string, (client: CriClient) => Promise<unknown>][] = [
    ['StopPodSandbox', 'pod_sandbox_id', ({ runtime }) => runtime.stopPodSandbox({ podSandboxId: '' })],
    ['RemovePodSandbox', 'pod_sandbox_id', ({ runtime }) => runtime.removePodSandbox({ podSandboxId: 'a\0' })],
    [
      'PodSandboxStatus',
      'pod_sandbox_id',
      ({ runtime }) => runtime.podSandboxStatus({ podSandboxId: '', verbose: false }),
    ],
    ['StartContainer', 'container_id', ({ runtime }) => runtime.startContainer({ containerId: 'x'.repeat(5000) })],
    ['StopContainer', 'container_id', ({ runtime }) => runtime.stopContainer({ containerId: '', timeout: '1' })],
    ['StopContainer', 'timeout', ({ runtime }) => runtime.stopContainer({ containerId, timeout: '-1' })],
    ['RemoveContainer', 'container_id', ({ runtime }) => runtime.removeContainer({ containerId: '' })],
    ['ContainerStatus', 'container_id', ({ runtime }) => runtime.containerStatus({ containerId: '', verbose: true })],
    ['ReopenContainerLog', 'container_id', ({ runtime }) => runtime.reopenContainerLog({ containerId: '' })],
    ['ExecSync', 'cmd', ({ runtime }) => runtime.execSync({ containerId, cmd: [], timeout: '0' })],
    ['ExecSync', 'cmd[1]', ({ runtime }) => runtime.execSync({ containerId, cmd: ['a', '\0'], timeout: '0' })],
    ['ExecSync', 'timeout', ({ runtime }) => runtime.execSync({ containerId, cmd: ['a'], timeout: '-5' })],
    ['ImageStatus', 'image', ({ image }) => image.imageStatus({ image: undefined, verbose: false })],
    [
      'PullImage',
      'image.image',
      ({ image }) => image.pullImage({ image: message(api.ImageSpec), auth: undefined, sandboxConfig: undefined }),
    ],
    ['RemoveImage', 'image', ({ image }) => image.removeImage({ image: undefined })],
  ];
  test.each(rows)('%s: %s', async (_, field, call) => {
    const { code, details } = await refused(call);
    expect(code).toBe(InvalidArgument);
    expect(details).toContain(`field=${field}, reason=`);
  });

  test.each(['0'.repeat(64), 'c2fd3ad4-0000-4000-8000-5a3ffa53ec5a', 'a', 'Ünknown'])(
    'an id of any form (%s) → the actor decides',
    async (id) => {
      const { ask, asked } = fakeAsk();
      const { client } = await serve({ ask });
      await client.runtime.stopContainer({ containerId: id, timeout: '0' });
      expect(asked[0]?.command).toMatchObject({ containerId: id, graceMs: 0 });
    },
  );
});
