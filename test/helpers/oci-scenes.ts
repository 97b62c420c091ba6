/** Requests and facts for tests of specs and bundles: plain ones, to be changed where a test is about it. */
import * as wire from '../../proto/generated/api.ts';
import type { ContainerConfig, SandboxConfig } from '../../src/machines/config.ts';
import { type Failure, failureOf } from '../../src/machines/failure.ts';
import type { SandboxScene } from '../../src/machines/services/bundles.ts';
import type { ImageConfig, ImageSeen } from '../../src/machines/services/images.ts';
import type { ContainerFacts, HandlerTraits, HostFacts, InfraFacts, SecurityPolicy } from '../../src/oci/facts.ts';

export const capabilities = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_ADMIN',
  'CAP_NET_RAW',
  'CAP_SYS_CHROOT',
  'CAP_SYS_PTRACE',
  'CAP_SYS_ADMIN',
  'CAP_MKNOD',
  'CAP_AUDIT_WRITE',
  'CAP_SETFCAP',
];

export const aHost: HostFacts = {
  arch: 'x64',
  kernel: { major: 6, minor: 1 },
  nodeName: 'node-1',
  cgroups: { mode: 'v2', controllers: ['cpu', 'memory', 'hugetlb', 'pids'], hasSwap: true },
  hasSeccomp: true,
  capabilities,
};

export const aHandler: HandlerTraits = {
  hasRecursiveReadOnlyMounts: true,
  hasIdMappedMounts: true,
  isPrivilegedWithoutHostDevices: false,
  isPrivilegedWithAllDevicesAllowed: false,
  isCgroupWritable: false,
  podAnnotations: [],
  containerAnnotations: [],
};

export const aPolicy: SecurityPolicy = {
  unsetSeccompProfile: '',
  isProcMountFixed: false,
  isDeviceOwnerFromContext: false,
  ignoresBlockioClass: false,
  ignoresRdtClass: false,
};

export const anImage: ImageConfig = {
  user: '',
  env: ['PATH=/bin', 'LANG=C'],
  entrypoint: ['/entry'],
  cmd: ['serve'],
  workingDir: '',
  volumes: [],
  stopSignal: '',
  labels: {},
};

export const imageSeen = (config: Partial<ImageConfig> = {}): ImageSeen => ({
  imageId: 'sha256:aaaa',
  layerDirs: [],
  config: { ...anImage, ...config },
});

const blank = <T>({ decode }: wire.MessageFns<T>): T => decode(new Uint8Array());

const filled =
  <T>(message: wire.MessageFns<T>) =>
  (partial: Partial<T> = {}): T => ({ ...blank(message), ...partial });

export const mount = filled(wire.Mount);
export const device = filled(wire.Device);
export const resources = filled(wire.LinuxContainerResources);
export const namespaceOptions = filled(wire.NamespaceOption);
export const selinuxOptions = filled(wire.SELinuxOption);
export const dnsConfig = filled(wire.DNSConfig);
export const capability = filled(wire.Capability);
export const userNamespace = filled(wire.UserNamespace);
export const securityContext = filled(wire.LinuxContainerSecurityContext);
export const sandboxSecurity = filled(wire.LinuxSandboxSecurityContext);
export const linuxSandbox = filled(wire.LinuxPodSandboxConfig);
export const linuxContainer = filled(wire.LinuxContainerConfig);

export const sandboxConfig = (partial: Partial<SandboxConfig> = {}): SandboxConfig => ({
  ...blank(wire.PodSandboxConfig),
  metadata: { name: 'web', namespace: 'default', uid: 'uid-1', attempt: 0 },
  hostname: 'web',
  ...partial,
});

export const containerConfig = (partial: Partial<ContainerConfig> = {}): ContainerConfig => ({
  ...blank(wire.ContainerConfig),
  metadata: { name: 'main', attempt: 0 },
  image: { ...blank(wire.ImageSpec), image: 'docker.io/library/busybox:latest' },
  envs: [],
  ...partial,
});

/** A container whose only peculiarity is its security context. */
export const secured = (partial: Partial<wire.LinuxContainerSecurityContext>): ContainerConfig =>
  containerConfig({ linux: linuxContainer({ securityContext: securityContext(partial) }) });

/** The same for a sandbox. */
export const securedSandbox = (partial: Partial<wire.LinuxSandboxSecurityContext>): SandboxConfig =>
  sandboxConfig({ linux: linuxSandbox({ securityContext: sandboxSecurity(partial) }) });

export const aSandbox = (config: SandboxConfig = sandboxConfig(), more: Partial<SandboxScene> = {}): SandboxScene => ({
  sandboxId: 's'.repeat(64),
  config,
  runtimeHandler: 'runc',
  pins: { net: '/run/netns/s', ipc: '/run/s/ipc', uts: '/run/s/uts' },
  files: { resolvConf: '/run/s/resolv.conf', hosts: '/run/s/hosts', hostname: '/run/s/hostname', shmDir: '/run/s/shm' },
  infra: { pid: 77, startTicks: '1' },
  ...more,
});

export const containerFacts = (more: Partial<ContainerFacts> = {}): ContainerFacts => ({
  containerId: 'c'.repeat(64),
  config: containerConfig(),
  image: anImage,
  rootfsDir: '/rootfs',
  sandbox: aSandbox(),
  host: aHost,
  handler: aHandler,
  policy: aPolicy,
  cgroups: { driver: 'cgroupfs', defaultParent: '/troupe', prefix: 'troupe' },
  user: { uid: 0, gid: 0, groups: [0] },
  mountSources: [],
  volumes: [],
  devices: [],
  ...more,
});

export const infraFacts = (more: Partial<InfraFacts> = {}): InfraFacts => {
  const sandbox = more.sandbox ?? aSandbox();
  return {
    sandboxId: sandbox.sandboxId,
    isBuiltIn: true,
    config: sandbox.config,
    args: ['/pause'],
    env: [],
    cwd: '/',
    rootfsDir: '/pause-rootfs',
    sandbox,
    host: aHost,
    handler: aHandler,
    policy: aPolicy,
    cgroups: { driver: 'cgroupfs', defaultParent: '/troupe', prefix: 'troupe' },
    user: { uid: 65535, gid: 65535, groups: [65535] },
    ...more,
  };
};

/** The failure that the function throws. */
export const failureFrom = (act: () => unknown): Failure => {
  try {
    act();
  } catch (thrown) {
    return failureOf(thrown);
  }
  throw new Error('it did not fail');
};

/** `{code, field, reason}` of the failure that the function throws. */
export const refusalOf = (act: () => unknown) => {
  const { code, details } = failureFrom(act);
  return { code, field: details.field, reason: details.reason };
};
