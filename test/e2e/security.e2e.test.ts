/** What a container may do, as the kernel sees it from inside: through the daemon, as a kubelet asks for it. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  Capability,
  type ContainerConfig,
  type LinuxContainerSecurityContext,
  Mount,
  NamespaceMode,
} from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  createIn,
  importTestImage,
  type Pod,
  removeAllPods,
  removePod,
  runPod,
  shIn,
  startIn,
  statusOf,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();
const sleeping = 'exec sleep 1000';

describe.skipIf(missing !== undefined)(`security${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  const cdiDir = () => join(world.dir, 'cdi');

  beforeAll(async () => {
    world = await makeNodeWorld(
      '[runtimes.runc]\n[runtimes.bare]\nruntime_path = "/usr/sbin/runc"\nprivileged_without_host_devices = true\nbase_runtime_spec = "BASE"\n',
    );
    const text = (await readFile(world.configFile, 'utf8')).replace('BASE', join(world.dir, 'base.json'));
    // Not RLIMIT_NOFILE: the Go runtime in an old runc may raise that to the hard limit.
    const rlimits = [{ type: 'RLIMIT_MEMLOCK', hard: 131_072, soft: 65_536 }];
    await writeFile(join(world.dir, 'base.json'), JSON.stringify({ process: { rlimits } }));
    await writeFile(world.configFile, text.replace('[cri]\n', `[cri]\ncdi_spec_dirs = ["${cdiDir()}"]\n`));
    await mkdir(cdiDir());
    daemon = await world.start();
    await importTestImage(world);
  });
  afterEach(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
  });
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
  });

  const secured = (
    name: string,
    context: Partial<LinuxContainerSecurityContext>,
    more: Partial<ContainerConfig> = {},
  ): ContainerConfig => {
    const config = containerConfig(name, sleeping);
    const { linux } = config;
    if (linux?.securityContext === undefined) throw new Error('a container without a security context');
    return { ...config, linux: { ...linux, securityContext: { ...linux.securityContext, ...context } }, ...more };
  };
  const privilegedPod = (name: string) => {
    const config = podConfig(world, name);
    const context = config.linux?.securityContext;
    if (config.linux === undefined || context === undefined) throw new Error('a pod without a security context');
    return { ...config, linux: { ...config.linux, securityContext: { ...context, privileged: true } } };
  };
  /** Lines of the first process's status: capabilities, filter, groups. */
  const statusLines = async (containerId: string, pid = '1') => {
    const { stdout } = await shIn(daemon, containerId, `cat /proc/${pid}/status`);
    return Object.fromEntries(stdout.split('\n').map((line) => line.split(/:\s*/) as [string, string]));
  };
  const refused = async (pod: Pod, config: ContainerConfig) => {
    const failure = await createIn(daemon, pod, config).then(
      () => undefined,
      (error: { readonly code: number; readonly details: string }) => error,
    );
    expect((await daemon.cri.runtime.listContainers({ filter: undefined })).containers).toEqual([]);
    return failure;
  };

  test('ambient capabilities → a user that is not root has them, in exec too', async () => {
    const pod = await runPod(daemon, podConfig(world, 'ambient'));
    const capabilities = {
      ...message(Capability),
      dropCapabilities: ['ALL'],
      addAmbientCapabilities: ['NET_BIND_SERVICE'],
    };
    const id = await startIn(
      daemon,
      pod,
      secured('ambient', { capabilities, runAsUser: { value: '1000' }, noNewPrivs: true }),
    );
    const mask = '0000000000000400';
    const expected = { CapInh: mask, CapPrm: mask, CapEff: mask, CapBnd: mask, CapAmb: mask, NoNewPrivs: '1' };
    expect(await statusLines(id)).toMatchObject(expected);
    expect(await statusLines(id, 'self')).toMatchObject(expected);
  });

  test('capabilities without ambient → a user that is not root has none; root has exactly those', async () => {
    const pod = await runPod(daemon, podConfig(world, 'capable'));
    const capabilities = {
      ...message(Capability),
      dropCapabilities: ['all'],
      addCapabilities: ['cap_net_bind_service', 'KILL'],
    };
    const plain = await startIn(daemon, pod, secured('plain', { capabilities, runAsUser: { value: '1000' } }));
    const none = '0000000000000000';
    expect(await statusLines(plain)).toMatchObject({ CapEff: none, CapAmb: none, CapBnd: '0000000000000420' });
    const root = await startIn(daemon, pod, secured('root', { capabilities }));
    const both = '0000000000000420';
    expect(await statusLines(root)).toMatchObject({
      CapEff: both,
      CapPrm: both,
      CapBnd: both,
      CapInh: none,
      CapAmb: none,
    });
    expect(await statusLines(root, 'self')).toMatchObject({ CapEff: both, CapInh: none });
  });

  test('an unknown capability → InvalidArgument, no container', async () => {
    const pod = await runPod(daemon, podConfig(world, 'unknown'));
    const capabilities = { ...message(Capability), addCapabilities: ['FLY'] };
    expect(await refused(pod, secured('unknown', { capabilities }))).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  test('CDI: node, variable and mount, in the container and in exec; unresolvable → refused', async () => {
    const library = join(world.dir, 'vendor.so');
    await writeFile(library, 'vendor');
    const spec = {
      cdiVersion: '0.6.0',
      kind: 'vendor.com/loop',
      devices: [
        {
          name: 'control',
          containerEdits: {
            env: ['LOOPS=1'],
            deviceNodes: [{ path: '/dev/vendor', hostPath: '/dev/loop-control', permissions: 'r' }],
            mounts: [{ hostPath: library, containerPath: '/lib/vendor.so', options: ['ro', 'bind'] }],
          },
        },
      ],
    };
    await writeFile(join(cdiDir(), 'vendor.json'), JSON.stringify(spec));
    const pod = await runPod(daemon, podConfig(world, 'cdi'));
    const id = await startIn(daemon, pod, secured('cdi', {}, { CDIDevices: [{ name: 'vendor.com/loop=control' }] }));
    const script =
      'echo $LOOPS; cat /lib/vendor.so; echo; (: </dev/vendor) && echo read; (: >/dev/vendor) 2>/dev/null || echo no';
    expect((await shIn(daemon, id, script)).stdout).toBe('1\nvendor\nread\nno\n');
    await rm(join(cdiDir(), 'vendor.json'));
    await removePod(daemon, pod);
    const other = await runPod(daemon, podConfig(world, 'cdi2'));
    const failure = await refused(other, secured('cdi', {}, { CDIDevices: [{ name: 'vendor.com/loop=control' }] }));
    expect(failure?.details).toContain('CDI device injection failed: unresolvable CDI devices vendor.com/loop=control');
  });

  test('seccomp: the default one, one of a file, and files that are none', async () => {
    const file = join(world.dir, 'profile.json');
    const rules = [
      { names: ['chmod', 'fchmodat'], action: 'SCMP_ACT_ERRNO' },
      { names: ['no_such_call'], action: 'SCMP_ACT_KILL' },
    ];
    await writeFile(file, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: rules }));
    const pod = await runPod(daemon, podConfig(world, 'seccomp'));
    const standard = await startIn(daemon, pod, secured('default', { seccomp: { profileType: 0, localhostRef: '' } }));
    expect(await statusLines(standard)).toMatchObject({ Seccomp: '2' });
    const own = await startIn(daemon, pod, secured('own', { seccomp: { profileType: 2, localhostRef: file } }));
    expect((await shIn(daemon, own, 'touch /x && chmod 600 /x')).stderr).toContain('Operation not permitted');
    const old = await startIn(daemon, pod, secured('old', { seccompProfilePath: 'runtime/default' }));
    expect(await statusLines(old)).toMatchObject({ Seccomp: '2' });
    await removePod(daemon, pod);
    const other = await runPod(daemon, podConfig(world, 'seccomp2'));
    await writeFile(file, '{"defaultAction":');
    const bad = await refused(other, secured('bad', { seccomp: { profileType: 2, localhostRef: file } }));
    expect(bad).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringContaining('is not JSON') });
    const absent = await refused(
      other,
      secured('absent', { seccomp: { profileType: 2, localhostRef: `${file}.not` } }),
    );
    expect(absent?.details).toContain('ENOENT');
  });

  test('masked, read-only, read-only root, users and groups, mount options', async () => {
    const pod = await runPod(daemon, podConfig(world, 'paths'));
    const mounts = [
      {
        ...message(Mount),
        hostPath: join(world.dir, 'made'),
        containerPath: '/data',
        mountOptions: ['noexec', 'nosuid'],
      },
    ];
    const context = {
      maskedPaths: ['/proc/timer_list'],
      readonlyPaths: ['/proc/sys'],
      readonlyRootfs: true,
      runAsUser: { value: '1000' },
      runAsGroup: { value: '2000' },
      supplementalGroups: ['3000'],
    };
    const id = await startIn(daemon, pod, secured('paths', context, { mounts }));
    const script =
      "wc -c </proc/timer_list; id -u; id -G; grep ' /proc/sys ' /proc/self/mountinfo | cut -d' ' -f6 | cut -d, -f1; grep ' /data ' /proc/self/mountinfo | cut -d' ' -f6";
    const [masked, user, groups, sys, data] = (await shIn(daemon, id, script)).stdout.split('\n');
    expect([masked, user, groups, sys]).toEqual(['0', '1000', '2000 3000', 'ro']);
    expect(data?.split(',')).toEqual(expect.arrayContaining(['noexec', 'nosuid']));
    expect((await shIn(daemon, id, 'echo x >/etc/x')).stderr).toContain('Read-only file system');
    expect((await statusOf(daemon, id)).user?.linux).toEqual({
      uid: '1000',
      gid: '2000',
      supplementalGroups: ['2000', '3000'],
    });
  });

  test('privileged: everything; in a pod that is not → refused; with a handler that keeps devices back → none', async () => {
    const pod = await runPod(daemon, privilegedPod('privileged'));
    const script = 'ls /dev | grep -c loop; cat /proc/self/status | grep Seccomp:';
    const context = {
      privileged: true,
      maskedPaths: ['/proc/timer_list'],
      seccomp: { profileType: 0, localhostRef: '' } as const,
    };
    const id = await startIn(daemon, pod, secured('privileged', context));
    const [loops, filter] = (await shIn(daemon, id, script)).stdout.split('\n');
    expect(Number(loops)).toBeGreaterThan(0);
    expect(filter).toBe('Seccomp:\t0');
    const own = await readFile(`/proc/${daemon.pid}/status`, 'utf8');
    expect((await statusLines(id)).CapEff).toBe(/^CapEff:\s*(\w+)/m.exec(own)?.[1]);
    await removePod(daemon, pod);
    const bare = await runPod(daemon, privilegedPod('bare'), 'bare');
    const without = await startIn(daemon, bare, secured('bare', context));
    expect((await shIn(daemon, without, script)).stdout.split('\n')[0]).toBe('0');
    expect((await shIn(daemon, without, 'ulimit -Sl; ulimit -Hl')).stdout).toBe('64\n128\n'); // of its base spec, in KiB; exec too
    await removePod(daemon, bare);
    const plain = await runPod(daemon, podConfig(world, 'plain'));
    expect((await refused(plain, secured('plain', { privileged: true })))?.details).toContain(
      'needs a privileged sandbox',
    );
  });

  test('AppArmor and SELinux of a pod for other nodes: options ignored without SELinux, Localhost refused without AppArmor', async () => {
    const pod = await runPod(daemon, podConfig(world, 'labels'));
    const selinuxOptions = { user: '', role: '', type: 'spc_t', level: 's0' };
    await startIn(daemon, pod, secured('labels', { selinuxOptions, apparmor: { profileType: 1, localhostRef: '' } }));
    await removePod(daemon, pod);
    const other = await runPod(daemon, podConfig(world, 'labels2'));
    const apparmor = { profileType: 2, localhostRef: 'no-such-profile' } as const;
    expect(await refused(other, secured('local', { apparmor }))).toMatchObject({ code: status.INVALID_ARGUMENT });
    const bad = { ...selinuxOptions, level: 'high' };
    expect(await refused(other, secured('level', { selinuxOptions: bad }))).toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });

  test('an ephemeral container → in the pid namespace of its target; of one that has ended → refused', async () => {
    const pod = await runPod(daemon, podConfig(world, 'target'));
    const target = await startIn(daemon, pod, containerConfig('target', 'exec sleep 4711'));
    const namespaceOptions = {
      network: 0,
      ipc: 0,
      pid: NamespaceMode.TARGET,
      targetId: target,
      usernsOptions: undefined,
    } as const;
    const debug = await startIn(daemon, pod, secured('debug', { namespaceOptions }));
    expect((await shIn(daemon, debug, 'cat /proc/1/cmdline')).stdout).toContain('4711');
    await daemon.cri.runtime.stopContainer({ containerId: target, timeout: '0' });
    await expect(createIn(daemon, pod, secured('late', { namespaceOptions }))).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });
});
