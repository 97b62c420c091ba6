/** What containers of one pod share, and what the machine sees of a pod. */
import { readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ContainerConfig, NamespaceOption, PodSandboxConfig } from '../../proto/generated/api.js';
import { NamespaceMode, PortMapping, Protocol } from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  createIn,
  exitedOf,
  importTestImage,
  infraPidOf,
  pidOf,
  podStatusOf,
  removeAllPods,
  runPod,
  sandboxStates,
  shIn,
  startIn,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();
const sleeping = 'exec sleep 1000';
const invalidArgument = 3;

describe.skipIf(missing !== undefined)(`pods${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start();
    await importTestImage(world);
  });
  /** Whatever a pod was, nothing of it is left. */
  afterEach(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
  });
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
  });

  const namespaceOf = (pid: number, kind: string) => readlinkSync(`/proc/${pid}/ns/${kind}`);

  test('two containers of a pod → one network, IPC, host name and /dev/shm; file systems and processes of their own', async () => {
    const pod = await runPod(daemon, podConfig(world, 'shared'));
    const server = `echo kept > /dev/shm/note; touch /only-here; while :; do echo hi | nc -l -p 8080; done`;
    const one = await startIn(daemon, pod, containerConfig('one', server));
    const two = await startIn(daemon, pod, containerConfig('two', sleeping));
    const [onePid, twoPid] = [await pidOf(daemon, one), await pidOf(daemon, two)];
    for (const kind of ['net', 'ipc', 'uts']) {
      expect(namespaceOf(onePid, kind)).toBe(namespaceOf(twoPid, kind));
      expect(namespaceOf(onePid, kind)).not.toBe(namespaceOf(process.pid, kind));
    }
    for (const kind of ['mnt', 'pid']) expect(namespaceOf(onePid, kind)).not.toBe(namespaceOf(twoPid, kind));
    const greeting = await until(
      () => shIn(daemon, two, 'nc -w 5 127.0.0.1 8080 < /dev/null'),
      ({ exitCode }) => exitCode === 0,
    );
    expect(greeting.stdout).toBe('hi\n');
    expect(await shIn(daemon, two, 'cat /dev/shm/note; hostname; ls /only-here')).toMatchObject({
      stdout: 'kept\nshared\n',
      stderr: 'ls: /only-here: No such file or directory\n',
    });
    expect((await shIn(daemon, two, 'ls -d /proc/[0-9]*')).stdout).toMatch(/^\/proc\/1\n\/proc\/\d+\n$/);
  });

  test('pid namespace of the pod → containers see each other; the infra process reaps who is orphaned', async () => {
    const pod = await runPod(daemon, podConfig(world, 'family', 'POD'));
    const orphaning = `(sleep 0.2 & echo orphan) ; ${sleeping}`;
    const one = await startIn(daemon, pod, containerConfig('one', orphaning, 'POD'));
    const two = await startIn(daemon, pod, containerConfig('two', sleeping, 'POD'));
    const [onePid, twoPid] = [await pidOf(daemon, one), await pidOf(daemon, two)];
    expect(namespaceOf(onePid, 'pid')).toBe(namespaceOf(twoPid, 'pid'));
    const seen = (await shIn(daemon, two, 'for p in /proc/[0-9]*; do tr "\\0" " " < $p/cmdline; echo; done')).stdout;
    expect(seen.split('\n').filter((line) => line.startsWith('sleep 1000'))).toHaveLength(2);
    expect((await shIn(daemon, two, 'cat /proc/1/comm')).stdout).toBe('pause\n');
    // A double fork leaves an orphan that ends: as a zombie it would stay for ever.
    await shIn(daemon, two, '(sh -c "exec sleep 0.01" &) ; exit 0');
    const states = () => shIn(daemon, two, 'grep -h ^State /proc/[0-9]*/status');
    const { stdout } = await until(states, ({ stdout }) => !stdout.includes('zombie') && !stdout.includes('0.01'));
    expect(stdout).not.toContain('zombie');
  });

  test('network of the node → no address and no namespace; the node’s host name and interfaces', async () => {
    const config = withOptions(podConfig(world, 'node'), { network: NamespaceMode.NODE });
    const pod = await runPod(daemon, { ...config, hostname: '' });
    expect((await podStatusOf(daemon, pod)).network).toEqual({ ip: '', additionalIps: [] });
    const id = await startIn(daemon, pod, withContainerOptions(containerConfig('host', sleeping), { network: 2 }));
    const pid = await pidOf(daemon, id);
    expect(namespaceOf(pid, 'net')).toBe(namespaceOf(process.pid, 'net'));
    const nodeName = (await readFile('/proc/sys/kernel/hostname', 'utf8')).trim();
    expect((await shIn(daemon, id, 'hostname; cat /etc/hosts')).stdout).toContain(`${nodeName}\n`);
  });

  test('port mapping on 127.0.0.1 → reached there, and no more after the pod is stopped', async () => {
    const hostPort = 20_000 + (process.pid % 10_000);
    const mapping = {
      ...message(PortMapping),
      protocol: Protocol.TCP,
      containerPort: 80,
      hostPort,
      hostIp: '127.0.0.1',
    };
    const pod = await runPod(daemon, { ...podConfig(world, 'ports'), portMappings: [mapping] });
    await startIn(daemon, pod, containerConfig('web', 'while :; do echo served | nc -l -p 80; done'));
    expect(
      await until(
        () => read(hostPort),
        (text) => text !== '',
      ),
    ).toBe('served\n');
    await daemon.cri.runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
    expect(await read(hostPort)).toBe('');
  });

  test('pid namespace of a target → its processes are seen; a target that is gone → refused', async () => {
    const pod = await runPod(daemon, podConfig(world, 'debug'));
    const target = await startIn(daemon, pod, containerConfig('target', sleeping));
    const toTarget = { pid: NamespaceMode.TARGET, targetId: target };
    const debug = await startIn(daemon, pod, withContainerOptions(containerConfig('debug', sleeping), toTarget));
    expect(namespaceOf(await pidOf(daemon, debug), 'pid')).toBe(namespaceOf(await pidOf(daemon, target), 'pid'));
    expect((await shIn(daemon, debug, 'cat /proc/1/comm')).stdout).toBe('sleep\n');
    await daemon.cri.runtime.stopContainer({ containerId: target, timeout: '0' });
    await exitedOf(daemon, debug); // its namespace has ended
    const late = withContainerOptions(containerConfig('late', sleeping), toTarget);
    await expect(createIn(daemon, pod, late)).rejects.toMatchObject({
      details: expect.stringMatching(/no such container: .*target_id/),
    });
  });

  test('user namespace under a runtime that has none → not offered, a clear refusal, nothing left', async (context) => {
    const { runtimeHandlers } = await daemon.cri.runtime.status({ verbose: false });
    if (runtimeHandlers[0]?.features?.userNamespaces === true)
      return context.skip('the runtime of this machine has id-mapped mounts');
    const mapping = { hostId: 100_000, containerId: 0, length: 65_536 };
    const usernsOptions = { mode: NamespaceMode.POD, uids: [mapping], gids: [mapping] };
    const config = withOptions(podConfig(world, 'userns'), { usernsOptions });
    await expect(runPod(daemon, config)).rejects.toMatchObject({
      code: invalidArgument,
      details: expect.stringMatching(/userns_options, reason=the runtime handler, or this node, cannot do user namesp/),
    });
    expect((await daemon.cri.runtime.listPodSandbox({ filter: undefined })).items).toEqual([]);
    expect(await world.traces()).toEqual([]);
  });

  test('the infra process is killed → NOTREADY; stop and remove still clean up', async () => {
    const pod = await runPod(daemon, podConfig(world, 'struck', 'POD'));
    const inside = await startIn(daemon, pod, containerConfig('inside', sleeping, 'POD'));
    process.kill(await infraPidOf(daemon, pod), 'SIGKILL');
    await until(
      () => podStatusOf(daemon, pod),
      ({ state }) => state === sandboxStates.notready,
    );
    expect(await exitedOf(daemon, inside)).toMatchObject({ exitCode: 137 });
  });

  test('log directory → the log of each container, at the path that its status tells', async () => {
    const pod = await runPod(daemon, podConfig(world, 'logs'));
    const id = await startIn(daemon, pod, containerConfig('speaker', 'echo said'));
    const status = await exitedOf(daemon, id);
    expect(status).toMatchObject({ exitCode: 0, reason: 'Completed', logPath: join(world.logDir, 'speaker.log') });
    expect(await readFile(status.logPath, 'utf8')).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d) stdout F said\n$/,
    );
  });
});

const withOptions = (config: PodSandboxConfig, options: Partial<NamespaceOption>): PodSandboxConfig => {
  const { linux } = config;
  const security = linux?.securityContext;
  if (linux === undefined || security?.namespaceOptions === undefined) throw new Error('a pod without options');
  const namespaceOptions = { ...security.namespaceOptions, ...options };
  return { ...config, linux: { ...linux, securityContext: { ...security, namespaceOptions } } };
};

const withContainerOptions = (config: ContainerConfig, options: Partial<NamespaceOption>): ContainerConfig => {
  const { linux } = config;
  const security = linux?.securityContext;
  if (linux === undefined || security?.namespaceOptions === undefined) throw new Error('a container without options');
  const namespaceOptions = { ...security.namespaceOptions, ...options };
  return { ...config, linux: { ...linux, securityContext: { ...security, namespaceOptions } } };
};

/** What a server on loopback says; empty where none answers. */
const read = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2000 });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
