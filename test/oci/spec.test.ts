import { describe, expect, test } from 'vitest';
import type { LinuxContainerSecurityContext } from '../../proto/generated/api.ts';
import { containerSpec } from '../../src/oci/container-spec.ts';
import { ownedDevices, wantedDevices } from '../../src/oci/devices.ts';
import { infraSpec } from '../../src/oci/infra-spec.ts';
import { usualContexts } from '../../src/oci/selinux.ts';
import {
  aHandler,
  aHost,
  aPolicy,
  aSandbox,
  containerConfig,
  containerFacts,
  device,
  infraFacts,
  linuxContainer,
  linuxSandbox,
  mount,
  namespaceOptions,
  refusalOf,
  resources,
  sandboxConfig,
  sandboxSecurity,
  secured,
  securedSandbox,
  securityContext,
  selinuxOptions,
  userNamespace,
} from '../helpers/oci-scenes.ts';

const specOf = (more: Parameters<typeof containerFacts>[0] = {}) => containerSpec(containerFacts(more));
const securedSpec = (
  context: Partial<LinuxContainerSecurityContext>,
  more: Parameters<typeof containerFacts>[0] = {},
) => specOf({ config: secured(context), ...more });
const privilegedSandbox = aSandbox(securedSandbox({ privileged: true }));

const range = { containerId: 0, hostId: 100_000, length: 65_536 };

describe('namespaces', () => {
  const types = (spec: ReturnType<typeof specOf>) => spec.linux.namespaces.map(({ type }) => type);
  const pidOf = (spec: ReturnType<typeof specOf>) => spec.linux.namespaces.find(({ type }) => type === 'pid');
  const pid = (mode: 0 | 1 | 2 | 3) => secured({ namespaceOptions: namespaceOptions({ pid: mode }) });

  test('a pod of its own → joins the pins and the infra container', () => {
    expect(specOf().linux.namespaces).toEqual([
      { type: 'mount' },
      { type: 'network', path: '/run/netns/s' },
      { type: 'uts', path: '/run/s/uts' },
      { type: 'ipc', path: '/run/s/ipc' },
      { type: 'pid', path: '/proc/77/ns/pid' },
      { type: 'cgroup' },
    ]);
  });

  test('host network → no network and no UTS namespace in the spec', () => {
    const sandbox = aSandbox(securedSandbox({ namespaceOptions: namespaceOptions({ network: 2 }) }), {
      pins: { ipc: '/i' },
    });
    expect(types(specOf({ sandbox }))).toEqual(['mount', 'ipc', 'pid', 'cgroup']);
  });

  test('host IPC → no IPC namespace, the host’s /dev/shm', () => {
    const { shmDir, ...files } = aSandbox().files;
    const sandbox = aSandbox(securedSandbox({ namespaceOptions: namespaceOptions({ ipc: 2 }) }), { files });
    const spec = specOf({ sandbox });
    expect(types(spec)).not.toContain('ipc');
    expect(shmDir).toBeDefined();
    expect(spec.mounts.find(({ destination }) => destination === '/dev/shm')?.source).toBe('/dev/shm');
  });

  test('pid CONTAINER → a new one; NODE → the host’s; TARGET → that container’s', () => {
    expect(pidOf(specOf({ config: pid(1) }))).toEqual({ type: 'pid' });
    expect(pidOf(specOf({ config: pid(2) }))).toBeUndefined();
    expect(pidOf(specOf({ config: pid(3), target: { pid: 9, startTicks: '1' } }))).toEqual({
      type: 'pid',
      path: '/proc/9/ns/pid',
    });
  });

  test('pid TARGET without one, POD without an infra container → refused', () => {
    expect(refusalOf(() => specOf({ config: pid(3) })).reason).toBe('the target container does not run');
    const sandbox = aSandbox(sandboxConfig(), { infra: undefined });
    expect(refusalOf(() => specOf({ sandbox })).field).toBe('linux.security_context.namespace_options.pid');
  });

  test('cgroup v1 and privileged → the host’s view of cgroups', () => {
    const host = { ...aHost, cgroups: { ...aHost.cgroups, mode: 'hybrid' as const } };
    expect(types(specOf({ host }))).not.toContain('cgroup');
    expect(types(securedSpec({ privileged: true }, { sandbox: privilegedSandbox }))).not.toContain('cgroup');
  });

  test('the sandbox’s user namespace → joined by its path, the ids are its own; /sys is the node’s with host network', () => {
    const usernsOptions = userNamespace({ mode: 0, uids: [range], gids: [range] });
    const inUserns = (options: Parameters<typeof namespaceOptions>[0] = {}) => {
      const asked = { namespaceOptions: namespaceOptions({ usernsOptions, ...options }) };
      const pins = { net: '/run/netns/s', ipc: '/run/s/ipc', uts: '/run/s/uts', user: '/run/s/user' };
      return specOf({ config: secured(asked), sandbox: aSandbox(securedSandbox(asked), { pins }) });
    };
    const { linux, mounts } = inUserns();
    expect(linux.namespaces).toContainEqual({ type: 'user', path: '/run/s/user' });
    expect(linux).not.toHaveProperty('uidMappings');
    expect(mounts.find(({ destination }) => destination === '/sys')?.type).toBe('sysfs');
    expect(inUserns({ network: 2 }).mounts.find(({ destination }) => destination === '/sys')).toEqual({
      destination: '/sys',
      type: 'bind',
      source: '/sys',
      options: ['rbind', 'nosuid', 'noexec', 'nodev', 'rro'],
    });
  });

  test.each([
    ['none', undefined],
    ['the node’s', userNamespace({ mode: 2 })],
    ['other ids', userNamespace({ mode: 0, uids: [range], gids: [{ ...range, hostId: 1 }] })],
    ['fewer ids', userNamespace({ mode: 0, uids: [{ ...range, length: 1 }], gids: [range] })],
  ])('a pod with a user namespace, a container that says %s → refused', (_, usernsOptions) => {
    const told = userNamespace({ mode: 0, uids: [range], gids: [range] });
    const sandbox = aSandbox(securedSandbox({ namespaceOptions: namespaceOptions({ usernsOptions: told }) }));
    const config = secured({ namespaceOptions: namespaceOptions({ usernsOptions }) });
    expect(refusalOf(() => specOf({ config, sandbox }))).toMatchObject({
      code: 'SpecInvalid',
      field: 'linux.security_context.namespace_options.userns_options',
      reason: expect.stringMatching(/^must be as the pod's: mode 0, uids 0:100000:65536, gids 0:100000:65536, not /),
    });
  });

  test('another user namespace than the sandbox’s → refused; saying nothing is saying NODE', () => {
    const asked = (mode: 0 | 2) =>
      secured({ namespaceOptions: namespaceOptions({ usernsOptions: userNamespace({ mode }) }) });
    expect(refusalOf(() => specOf({ config: asked(0) }))).toMatchObject({
      code: 'SpecInvalid',
      field: 'linux.security_context.namespace_options.userns_options',
      reason: expect.stringMatching(/^must be as the pod's: the node's, not mode 0/),
    });
    expect(() => specOf({ config: asked(2) })).not.toThrow();
  });
});

describe('privileged', () => {
  test('in an unprivileged sandbox → refused', () => {
    expect(refusalOf(() => securedSpec({ privileged: true }))).toMatchObject({
      code: 'SpecInvalid',
      field: 'linux.security_context.privileged',
    });
  });

  test('→ all capabilities and devices, nothing masked, /sys writable, no filter', () => {
    const spec = securedSpec(
      {
        privileged: true,
        maskedPaths: ['/proc/kcore'],
        readonlyPaths: ['/proc/sys'],
        seccomp: { profileType: 0, localhostRef: '' },
      },
      { sandbox: privilegedSandbox },
    );
    expect(spec.process.capabilities.bounding).toEqual(aHost.capabilities);
    expect(spec.linux.resources.devices).toEqual([{ allow: true, access: 'rwm' }]);
    expect([spec.linux.maskedPaths, spec.linux.readonlyPaths, spec.linux.seccomp]).toEqual([[], [], undefined]);
    expect(spec.mounts.filter(({ options }) => options.includes('ro'))).toEqual([]);
  });
});

test('privileged, but the handler keeps host devices back → only devices asked for', () => {
  const handler = { ...aHandler, isPrivilegedWithoutHostDevices: true };
  const spec = securedSpec({ privileged: true }, { sandbox: privilegedSandbox, handler });
  expect(spec.linux.resources.devices).toEqual([{ allow: false, access: 'rwm' }]);
  const allowing = { ...handler, isPrivilegedWithAllDevicesAllowed: true };
  const other = securedSpec({ privileged: true }, { sandbox: privilegedSandbox, handler: allowing });
  expect(other.linux.resources.devices).toEqual([{ allow: true, access: 'rwm' }]);
  expect(securedSpec({}, { handler: allowing }).linux.resources.devices).toEqual([{ allow: false, access: 'rwm' }]);
});

test('devices with an owner of the security context → its user and group, each where it is given', () => {
  const found = {
    hostPath: '/dev/x',
    path: '/dev/x',
    type: 'c',
    major: 1,
    minor: 2,
    mode: 0o600,
    uid: 3,
    gid: 4,
    access: 'r',
  } as const;
  expect(ownedDevices([found], undefined)).toEqual([found]);
  expect(ownedDevices([found], securityContext({ runAsUser: { value: '7' } }))).toEqual([{ ...found, uid: 7 }]);
  const both = securityContext({ runAsUser: { value: '7' }, runAsGroup: { value: '8' } });
  expect(ownedDevices([found], both)).toEqual([{ ...found, uid: 7, gid: 8 }]);
});

test('a writable cgroup → only with cgroup v2, and for who is privileged', () => {
  const access = (mode: 'v1' | 'v2' | 'hybrid', isCgroupWritable: boolean) => {
    const facts = {
      handler: { ...aHandler, isCgroupWritable },
      host: { ...aHost, cgroups: { ...aHost.cgroups, mode } },
    };
    return securedSpec({}, facts)
      .mounts.find(({ destination }) => destination === '/sys/fs/cgroup')
      ?.options.at(-1);
  };
  expect([access('v2', true), access('v2', false), access('v1', true), access('hybrid', true)]).toEqual([
    'rw',
    'ro',
    'ro',
    'ro',
  ]);
});

describe('classes of block I/O and RDT', () => {
  const classed = (container: Record<string, string>, pod: Record<string, string>, policy = aPolicy) =>
    specOf({
      config: containerConfig({ annotations: container }),
      sandbox: aSandbox(sandboxConfig({ annotations: pod })),
      policy,
    });
  test.each([
    ['blockio of a container', { 'io.kubernetes.cri.blockio-class': 'gold' }, {}],
    ['blockio of a pod', {}, { 'blockio.resources.beta.kubernetes.io/pod': 'gold' }],
    ['blockio of a pod for this container', {}, { 'blockio.resources.beta.kubernetes.io/container.main': 'gold' }],
    ['rdt of a container', { 'io.kubernetes.cri.rdt-class': 'gold' }, {}],
    ['rdt of a pod', {}, { 'rdt.resources.beta.kubernetes.io/pod': 'gold' }],
  ])('%s → refused, unless the node ignores it', (_, container, pod) => {
    expect(refusalOf(() => classed(container, pod)).reason).toContain("'gold' cannot be given");
    const lax = { ...aPolicy, ignoresBlockioClass: true, ignoresRdtClass: true };
    expect(() => classed(container, pod, lax)).not.toThrow();
  });
  test('another container’s, or an empty one → fine', () => {
    expect(() =>
      classed({ 'io.kubernetes.cri.rdt-class': '' }, { 'rdt.resources.beta.kubernetes.io/container.other': 'x' }),
    ).not.toThrow();
  });
});

describe('security context', () => {
  test('masked and read-only paths → exactly those', () => {
    const spec = securedSpec({ maskedPaths: ['/proc/kcore'], readonlyPaths: [] });
    expect(spec.linux.maskedPaths).toEqual(['/proc/kcore']);
    expect(spec.linux.readonlyPaths).toEqual([]);
    const fixed = securedSpec({ maskedPaths: ['/x'] }, { policy: { ...aPolicy, isProcMountFixed: true } });
    expect(fixed.linux.maskedPaths).toContain('/proc/kcore');
    expect(fixed.linux.maskedPaths).not.toContain('/x');
    expect(fixed.linux.readonlyPaths).toContain('/proc/sys');
    expect(refusalOf(() => securedSpec({ maskedPaths: ['proc'] })).field).toBe('linux.security_context.masked_paths');
  });

  test('readonly root → also the pod’s files; no_new_privs', () => {
    const spec = securedSpec({ readonlyRootfs: true, noNewPrivs: true });
    expect(spec.root.readonly).toBe(true);
    expect(spec.process.noNewPrivileges).toBe(true);
    expect(spec.mounts.find(({ destination }) => destination === '/etc/hosts')?.options).toContain('ro');
    expect(spec.mounts.find(({ destination }) => destination === '/dev/shm')?.options).toContain('rw');
  });

  test('the seccomp filter follows the capabilities', () => {
    const seccomp = { profileType: 0, localhostRef: '' } as const;
    const capabilities = { addCapabilities: ['SYS_ADMIN'], dropCapabilities: [], addAmbientCapabilities: [] };
    const allowed = (spec: ReturnType<typeof specOf>) => spec.linux.seccomp?.syscalls[0]?.names ?? [];
    expect(allowed(securedSpec({ seccomp }))).not.toContain('mount');
    expect(allowed(securedSpec({ seccomp, capabilities }))).toContain('mount');
  });

  test('AppArmor: default skipped, Localhost refused without it; checked with it', () => {
    const local = { profileType: 2, localhostRef: 'localhost/mine' } as const;
    const host = { ...aHost, appArmor: { loadedProfiles: ['mine', 'std'], defaultProfile: 'std' } };
    const profile = (context: Partial<LinuxContainerSecurityContext>, on = host) =>
      securedSpec(context, { host: on }).process.apparmorProfile;
    expect(securedSpec({}).process.apparmorProfile).toBeUndefined();
    expect(refusalOf(() => securedSpec({ apparmor: local })).reason).toBe('this kernel has no AppArmor');
    expect(profile({})).toBe('std');
    expect(profile({ apparmor: local })).toBe('mine');
    expect(profile({ apparmorProfile: 'localhost/mine' })).toBe('mine');
    expect(profile({ apparmorProfile: 'unconfined' })).toBe('unconfined');
    expect(refusalOf(() => profile({ apparmor: { profileType: 2, localhostRef: 'other' } })).reason).toContain(
      'not loaded',
    );
    expect(refusalOf(() => profile({ apparmorProfile: 'what' })).code).toBe('SpecInvalid');
  });

  test('SELinux: the labels of the pod are the container’s; off → none', () => {
    const on = { host: { ...aHost, selinux: usualContexts }, selinuxLevel: 's0:c3,c4' };
    const spec = securedSpec({ selinuxOptions: selinuxOptions() }, on);
    expect(spec.process.selinuxLabel).toBe('system_u:system_r:container_t:s0:c3,c4');
    expect(spec.linux.mountLabel).toBe('system_u:object_r:container_file_t:s0:c3,c4');
    const infra = infraSpec(infraFacts(on));
    expect([infra.process.selinuxLabel, infra.linux.mountLabel]).toEqual([
      spec.process.selinuxLabel,
      spec.linux.mountLabel,
    ]);
    const off = securedSpec({ selinuxOptions: selinuxOptions({ level: 's0:c1,c2', type: 'spc_t' }) });
    expect([off.process.selinuxLabel, off.linux.mountLabel]).toEqual([undefined, undefined]);
  });
});

describe('the rest of it', () => {
  test('mounts are in order of depth, and a request’s mount replaces a default', () => {
    const config = containerConfig({ mounts: [mount({ containerPath: '/etc/hosts', hostPath: '/h' })] });
    const volumes = [{ destination: '/data', sourceDir: '/v/0' }];
    const { mounts } = specOf({ config, mountSources: [{ realPath: '/real-h' }], volumes });
    const destinations = mounts.map(({ destination }) => destination);
    expect(destinations).toEqual([
      ...['/proc', '/dev', '/sys', '/data', '/dev/pts', '/dev/mqueue', '/dev/shm', '/etc/hostname', '/etc/resolv.conf'],
      ...['/etc/hosts', '/sys/fs/cgroup'],
    ]);
    expect(mounts.find(({ destination }) => destination === '/etc/hosts')?.source).toBe('/real-h');
  });

  test('process: user, terminal, host name, oom_score_adj', () => {
    const config = containerConfig({
      tty: true,
      linux: linuxContainer({ resources: resources({ oomScoreAdj: '-5' }) }),
    });
    const spec = specOf({ config, user: { uid: 1, gid: 2, groups: [2, 3] }, host: { ...aHost, oomScoreAdjFloor: 0 } });
    expect(spec.process).toMatchObject({
      terminal: true,
      user: { uid: 1, gid: 2, additionalGids: [2, 3] },
      oomScoreAdj: 0,
      env: ['PATH=/bin', 'HOSTNAME=web', 'TERM=xterm', 'LANG=C'],
    });
  });

  test('devices: nodes once, rules one each after the ban of all', () => {
    const null1 = {
      hostPath: '/dev/null',
      path: '/dev/x',
      type: 'c' as const,
      major: 1,
      minor: 3,
      mode: 0o666,
      uid: 0,
      gid: 0,
      access: 'rw',
    };
    const spec = specOf({ devices: [null1, { ...null1, minor: 5 }] });
    expect(spec.linux.devices).toEqual([
      { path: '/dev/x', type: 'c', major: 1, minor: 5, fileMode: 0o666, uid: 0, gid: 0 },
    ]);
    expect(spec.linux.resources.devices).toEqual([
      { allow: false, access: 'rwm' },
      { allow: true, type: 'c', major: 1, minor: 3, access: 'rw' },
      { allow: true, type: 'c', major: 1, minor: 5, access: 'rw' },
    ]);
  });

  test.each(['x', 'rr', 'rwmx'])('device permissions %j → refused', (permissions) => {
    const asked = device({ hostPath: '/dev/null', containerPath: '/dev/null', permissions });
    expect(refusalOf(() => wantedDevices([asked])).field).toBe('devices[0].permissions');
  });

  test('annotations: facts always, the client’s only where a glob fits, and never over facts', () => {
    const annotations = { 'a.io/x': '1', 'b.io/y': '2', 'io.kubernetes.cri.sandbox-id': 'forged' };
    const handler = { ...aHandler, podAnnotations: ['a.io/*', 'io.kubernetes.*'], containerAnnotations: ['c?'] };
    const spec = specOf({
      sandbox: aSandbox(sandboxConfig({ annotations })),
      config: containerConfig({ annotations: { c1: 'x', c22: 'y' } }),
      handler,
    });
    expect(spec.annotations).toEqual({
      'a.io/x': '1',
      c1: 'x',
      'io.kubernetes.cri.container-type': 'container',
      'io.kubernetes.cri.container-name': 'main',
      'io.kubernetes.cri.image-name': 'docker.io/library/busybox:latest',
      'io.kubernetes.cri.sandbox-id': 's'.repeat(64),
      'io.kubernetes.cri.sandbox-name': 'web',
      'io.kubernetes.cri.sandbox-namespace': 'default',
      'io.kubernetes.cri.sandbox-uid': 'uid-1',
    });
  });
});

describe('infra container', () => {
  test('→ powerless, read-only, cheap, with a pid namespace of its own', () => {
    const spec = infraSpec(infraFacts());
    expect(spec.process).toMatchObject({
      args: ['/pause'],
      user: { uid: 65535, gid: 65535, additionalGids: [65535] },
      noNewPrivileges: true,
      oomScoreAdj: -998,
      capabilities: { bounding: [], inheritable: [] },
    });
    expect(spec.root.readonly).toBe(true);
    expect(spec.linux.resources.cpu).toEqual({ shares: 2 });
    expect(spec.linux.namespaces).toContainEqual({ type: 'pid' });
    expect(spec.linux.maskedPaths).toContain('/proc/kcore');
    expect(spec.annotations['io.kubernetes.cri.container-type']).toBe('sandbox');
  });

  test('RuntimeDefault → filtered; the built-in program for its own architecture only', () => {
    const sandbox = aSandbox(securedSandbox({ seccomp: { profileType: 0, localhostRef: '' } }));
    const filter = (isBuiltIn: boolean) => infraSpec(infraFacts({ sandbox, isBuiltIn })).linux.seccomp;
    expect(filter(true)?.architectures).toEqual(['SCMP_ARCH_X86_64']);
    expect(filter(false)?.architectures).toHaveLength(3);
    expect(infraSpec(infraFacts()).linux.seccomp).toBeUndefined();
  });

  test('host pid → no pid namespace; below the floor → the floor; its cgroup is under the pod’s', () => {
    const sandbox = aSandbox(
      sandboxConfig({
        linux: linuxSandbox({
          cgroupParent: '/kubepods/pod1',
          securityContext: sandboxSecurity({ namespaceOptions: namespaceOptions({ pid: 2 }) }),
        }),
      }),
    );
    const spec = infraSpec(infraFacts({ sandbox, host: { ...aHost, oomScoreAdjFloor: 100 } }));
    expect(spec.linux.namespaces.some(({ type }) => type === 'pid')).toBe(false);
    expect(spec.process.oomScoreAdj).toBe(100);
    expect(spec.linux.cgroupsPath).toBe(`/kubepods/pod1/${sandbox.sandboxId}`);
  });
});
