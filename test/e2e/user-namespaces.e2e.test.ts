/** Pods with user namespaces, as a kubelet asks for them: `hostUsers: false`. */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ContainerConfig } from '../../proto/generated/api.js';
import { idMappingRuncMissing, idMappingSettings } from '../helpers/id-mapping-runc.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  containerStates,
  createIn,
  exitedOf,
  importTestImage,
  pidOf,
  podStatusOf,
  removeAllPods,
  runPod,
  sandboxStates,
  shIn,
  startIn,
  statusOf,
} from '../helpers/pod-life.ts';
import { containerConfig, imageMountOf, podConfig, testImage } from '../helpers/pods.ts';
import { idsFrom, mapped, usernsContainer, usernsPod, volume } from '../helpers/userns-pods.ts';

const missing = daemonMissing() ?? idMappingRuncMissing();
const sleeping = 'while :; do sleep 1000; done';
const invalidArgument = 3;

describe.skipIf(missing !== undefined)(`user namespaces${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld(idMappingSettings());
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

  const wordsIn = async (containerId: string, script: string): Promise<readonly string[]> => {
    const { exitCode, stdout, stderr } = await shIn(daemon, containerId, script);
    if (exitCode !== 0) throw new Error(`${script}: ${exitCode}: ${stderr}`);
    return stdout.split(/\s+/).filter(Boolean);
  };
  const ownerOf = (path: string) => [statSync(path).uid, statSync(path).gid];
  const upperDirOf = (containerId: string) => join(world.dir, 'root/snapshots', containerId, 'upper');
  const freshDir = (name: string) => {
    const dir = join(world.dir, name);
    mkdirSync(dir);
    return dir;
  };

  test('Status → offered for every handler that can, also with the node’s network', async () => {
    const { runtimeHandlers, features, info } = await daemon.cri.runtime.status({ verbose: true });
    const offered = (wanted: string) => runtimeHandlers.find(({ name }) => name === wanted)?.features?.userNamespaces;
    expect([offered(''), offered('runc')]).toEqual([true, true]);
    expect(features?.userNamespacesHostNetwork).toBe(true);
    expect(JSON.parse(info.config ?? '')).toMatchObject({ stateDir: join(world.dir, 'state') });
  });

  test.each(['CONTAINER', 'POD'] as const)(
    'a life, pid namespace of the %s → root inside, nobody outside',
    async (pid) => {
      const pod = await runPod(daemon, usernsPod(world, `life-${pid.toLowerCase()}`, { pid }));
      const id = await startIn(daemon, pod, usernsContainer('main', `${sleeping}`, { pid }));
      expect(await wordsIn(id, 'cat /proc/self/uid_map /proc/self/gid_map')).toEqual([
        '0',
        '100000',
        '65536',
        '0',
        '100000',
        '65536',
      ]);
      expect(await wordsIn(id, 'id -u; id -g; hostname')).toEqual(['0', '0', pod.config.hostname]);
      const status = readFileSync(`/proc/${await pidOf(daemon, id)}/status`, 'utf8');
      expect(status).toMatch(/^Uid:\t100000\t100000\t100000\t100000$/m);
      expect(status).toMatch(/^Groups:\t100000 $/m);
      if (pid === 'POD') expect(await wordsIn(id, 'cat /proc/1/comm')).toEqual(['pause']);
      const { linux } = await podStatusOf(daemon, pod);
      expect(linux?.namespaces?.options).toEqual(pod.config.linux?.securityContext?.namespaceOptions);
      expect((await statusOf(daemon, id)).user?.linux).toEqual({ uid: '0', gid: '0', supplementalGroups: ['0'] });
    },
  );

  test('files: the image’s, what is written, /dev/shm and the pod’s → root’s inside, the first id’s outside', async () => {
    const pod = await runPod(daemon, usernsPod(world, 'files'));
    const id = await startIn(daemon, pod, usernsContainer('main', sleeping));
    const owners = 'stat -c %u:%g / /bin/sh /dev/shm /etc/hosts /etc/hostname /etc/resolv.conf';
    expect(new Set(await wordsIn(id, owners))).toEqual(new Set(['0:0']));
    await wordsIn(
      id,
      'echo mine > /new; chown 7:8 /new; echo x >> /etc/passwd; echo shared > /dev/shm/x; echo h >> /etc/hosts',
    );
    expect(ownerOf(join(upperDirOf(id), 'new'))).toEqual([100_007, 100_008]);
    expect(ownerOf(join(upperDirOf(id), 'etc/passwd'))).toEqual([100_000, 100_000]);
    expect(ownerOf(upperDirOf(id))).toEqual([100_000, 100_000]);
    expect(await wordsIn(id, 'stat -c %u /dev/shm/x')).toEqual(['0']);
    const { stats } = await daemon.cri.runtime.containerStats({ containerId: id });
    expect(Number(stats?.memory?.workingSetBytes?.value)).toBeGreaterThan(0);
  });

  test('two pods of different ids share an image’s layers at the same time → each has its own owners', async () => {
    const layersDir = join(world.dir, 'root/images/layers');
    const layers = () =>
      readdirSync(layersDir, { recursive: true }).map((name) => ownerOf(join(layersDir, String(name))));
    const before = layers();
    const running = await Promise.all(
      [100_000, 200_000, undefined].map(async (hostId) => {
        const wishes = hostId === undefined ? undefined : { hostId };
        const name = `range-${hostId ?? 'node'}`;
        const pod = await runPod(
          daemon,
          wishes === undefined ? podConfig(world, name) : usernsPod(world, name, wishes),
        );
        const config =
          wishes === undefined ? containerConfig('main', sleeping) : usernsContainer('main', sleeping, wishes);
        return { hostId: hostId ?? 0, id: await startIn(daemon, pod, config) };
      }),
    );
    for (const { hostId, id } of running) {
      expect(
        await wordsIn(id, 'stat -c %u:%g /bin/busybox /etc/passwd; echo x >> /etc/group; stat -c %u /etc/group'),
      ).toEqual(['0:0', '0:0', '0']);
      expect(ownerOf(join(upperDirOf(id), 'etc/group'))).toEqual([hostId, hostId]);
      expect(statSync(`/proc/${await pidOf(daemon, id)}/root/bin/busybox`).uid).toBe(hostId);
    }
    expect(layers()).toEqual(before);
  });

  test('volumes: mapped → their owners on both sides; plain → nobody’s; read-only stays so', async () => {
    const dir = freshDir('volume');
    writeFileSync(join(dir, 'of-5'), 'five', { mode: 0o600 });
    chownSync(join(dir, 'of-5'), 5, 6);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', freshDir('volume/below')]);
    const mounts = [
      volume(dir, '/mapped', mapped()),
      volume(dir, '/plain'),
      volume(dir, '/readonly', { ...mapped(), readonly: true }),
      volume(dir, '/recursive', { ...mapped(), readonly: true, recursiveReadOnly: true }),
    ];
    const pod = await runPod(daemon, usernsPod(world, 'volumes'));
    const id = await startIn(daemon, pod, usernsContainer('main', sleeping, {}, { mounts }));
    expect(await wordsIn(id, 'stat -c %u:%g /mapped/of-5 /plain/of-5 /readonly/of-5 /recursive/of-5')).toEqual([
      '5:6',
      '65534:65534',
      '5:6',
      '5:6',
    ]);
    expect(await wordsIn(id, 'cat /mapped/of-5; echo new > /mapped/new; chown 9 /mapped/new')).toEqual(['five']);
    expect(ownerOf(join(dir, 'new'))).toEqual([9, 0]);
    expect((await shIn(daemon, id, 'echo x > /plain/x')).stderr).toMatch(/Permission denied/);
    for (const path of ['/readonly/x', '/recursive/x', '/recursive/below/x'])
      expect((await shIn(daemon, id, `echo x > ${path}`)).stderr).toMatch(/Read-only file system/);
    expect((await statusOf(daemon, id)).mounts).toEqual(mounts);
    execFileSync('umount', [join(dir, 'below')]); // of the container is a copy
  });

  test('an image as a volume → its files are root’s inside, and read-only', async () => {
    const pod = await runPod(daemon, usernsPod(world, 'image-volume'));
    const mounts = [
      { ...imageMountOf(testImage, '/image'), ...mapped() },
      imageMountOf(testImage, '/sub', { imageSubPath: 'etc' }),
    ];
    const id = await startIn(daemon, pod, usernsContainer('main', sleeping, {}, { mounts }));
    expect(await wordsIn(id, 'stat -c %u:%g /image/bin/sh /sub/passwd')).toEqual(['0:0', '0:0']);
    expect((await shIn(daemon, id, 'touch /image/x')).stderr).toMatch(/Read-only file system/);
  });

  test('network → an address, a port below 1024 without a capability, its own devices and sysctls', async () => {
    const sysctls = { 'kernel.shm_rmid_forced': '1', 'net.ipv4.ping_group_range': '0 9', 'net.core.somaxconn': '99' };
    const pod = await runPod(daemon, usernsPod(world, 'network', { sysctls }));
    const config = usernsContainer('main', 'echo hello | nc -l -p 80; sleep 1000');
    const context = config.linux?.securityContext;
    if (context !== undefined) Object.assign(context, { runAsUser: { value: '12' } });
    const id = await startIn(daemon, pod, config);
    const { network } = await podStatusOf(daemon, pod);
    expect(await said(network?.ip ?? '', 80)).toBe('hello\n');
    expect(
      await wordsIn(id, 'cd /proc/sys; cat kernel/shm_rmid_forced net/ipv4/ping_group_range net/core/somaxconn'),
    ).toEqual(['1', '0', '9', '99']);
    const root = await startIn(daemon, pod, withCapability(usernsContainer('root', sleeping), 'NET_ADMIN'));
    await wordsIn(root, 'ip address add 10.255.255.254/32 dev lo');
  });

  test('with the node’s network → the node’s address, no right over it; /sys cannot be written', async () => {
    const wishes = { isHostNetwork: true };
    const pod = await runPod(daemon, usernsPod(world, 'host-network', wishes));
    const id = await startIn(daemon, pod, withCapability(usernsContainer('main', sleeping, wishes), 'NET_ADMIN'));
    expect(await wordsIn(id, 'readlink /proc/self/ns/net')).toEqual([
      execFileSync('readlink', ['/proc/self/ns/net'], { encoding: 'utf8' }).trim(),
    ]);
    expect(await wordsIn(id, 'cat /proc/self/uid_map')).toEqual(['0', '100000', '65536']);
    expect((await shIn(daemon, id, 'ip address add 10.255.255.253/32 dev lo')).stderr).toMatch(/not permitted/);
    expect((await shIn(daemon, id, 'touch /sys/x')).stderr).toMatch(/Read-only file system/);
  });

  test('privileged → all capabilities, none of them over the node', async () => {
    const wishes = { privileged: true };
    const pod = await runPod(daemon, usernsPod(world, 'privileged', wishes));
    const id = await startIn(daemon, pod, usernsContainer('main', sleeping, wishes));
    expect(await wordsIn(id, 'mkdir /m && mount -t tmpfs none /m && touch /m/x && stat -c %u /m/x')).toEqual(['0']);
    for (const forbidden of [
      'echo 1 > /proc/sys/kernel/panic',
      'chroot /proc/1/root true && mknod /n c 1 3',
      'hostname x -F /dev/mem',
    ])
      expect((await shIn(daemon, id, forbidden)).exitCode).not.toBe(0);
  });

  test('a terminal, a job that ends, memory that is not enough → as in any pod', async () => {
    const pod = await runPod(daemon, usernsPod(world, 'jobs'));
    const terminal = await startIn(daemon, pod, usernsContainer('terminal', 'tty; exit 3', {}, { tty: true }));
    expect(await exitedOf(daemon, terminal)).toMatchObject({ exitCode: 3 });
    expect(readFileSync(join(world.logDir, 'terminal.log'), 'utf8')).toMatch(/ stdout F \/dev\/(console|pts\/0)/);
    const hungry = usernsContainer('hungry', 'dd if=/dev/zero of=/dev/null bs=200M');
    if (hungry.linux !== undefined) hungry.linux.resources = { ...emptyResources, memoryLimitInBytes: '33554432' };
    const id = await startIn(daemon, pod, hungry);
    expect(await exitedOf(daemon, id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  test.each<[string, RegExp, (config: ContainerConfig) => void]>([
    [
      'no user namespace',
      /userns_options, reason=must be as the pod's/,
      (config) => asking(config, { usernsOptions: undefined }),
    ],
    [
      'other ids',
      /userns_options, reason=must be as the pod's/,
      (config) => asking(config, { usernsOptions: { mode: 0, uids: [idsFrom(1)], gids: [idsFrom(1)] } }),
    ],
    [
      'the node’s pid namespace',
      /namespace_options\.pid, reason=cannot be the node's/,
      (config) => asking(config, { pid: 2 }),
    ],
    [
      'a user that is not mapped',
      /run_as_user, reason=65536 is not an id of the pod's user namespace/,
      ({ linux }) => void Object.assign(linux?.securityContext ?? {}, { runAsUser: { value: '65536' } }),
    ],
    [
      'a group that is not mapped',
      /supplemental_groups, reason=70000 is not an id of the pod's user namespace/,
      ({ linux }) => void Object.assign(linux?.securityContext ?? {}, { supplementalGroups: ['70000'] }),
    ],
  ])('a container that asks for %s → InvalidArgument, nothing is left of it', async (_, wanted, change) => {
    const pod = await runPod(daemon, usernsPod(world, 'refusing'));
    const config = usernsContainer('main', sleeping);
    change(config);
    const refused = { code: invalidArgument, details: expect.stringMatching(wanted) };
    await expect(createIn(daemon, pod, config)).rejects.toMatchObject(refused);
    expect((await daemon.cri.runtime.listContainers({ filter: undefined })).containers).toEqual([]);
  });

  test('an id-mapped volume without a user namespace → InvalidArgument', async () => {
    const pod = await runPod(daemon, podConfig(world, 'plain'));
    const asked = { ...containerConfig('main', sleeping), mounts: [volume(world.logDir, '/v', mapped())] };
    await expect(createIn(daemon, pod, asked)).rejects.toMatchObject({
      code: invalidArgument,
      details: expect.stringMatching(/mounts\[0\]\.uid_mappings, reason=needs a pod with a user namespace/),
    });
  });

  test('the daemon is killed → the pod goes on; containers can be added, and all removed', async () => {
    const pod = await runPod(daemon, usernsPod(world, 'survivor'));
    const id = await startIn(daemon, pod, usernsContainer('main', sleeping));
    await daemon.kill();
    daemon = await world.start();
    expect((await podStatusOf(daemon, pod)).state).toBe(sandboxStates.ready);
    expect((await statusOf(daemon, id)).state).toBe(containerStates.running);
    const late = await startIn(daemon, pod, usernsContainer('late', sleeping));
    for (const containerId of [id, late])
      expect(await wordsIn(containerId, 'cat /proc/self/uid_map')).toContain('100000');
    expect(await wordsIn(id, 'readlink /proc/self/ns/user')).toEqual(
      await wordsIn(late, 'readlink /proc/self/ns/user'),
    );
  });
});

const emptyResources = {
  cpuPeriod: '0',
  cpuQuota: '0',
  cpuShares: '0',
  memoryLimitInBytes: '0',
  oomScoreAdj: '0',
  cpusetCpus: '',
  cpusetMems: '',
  hugepageLimits: [],
  unified: {},
  memorySwapLimitInBytes: '0',
};

const asking = ({ linux }: ContainerConfig, options: object): void => {
  Object.assign(linux?.securityContext?.namespaceOptions ?? {}, options);
};

const withCapability = (config: ContainerConfig, name: string): ContainerConfig => {
  const capabilities = { addCapabilities: [name], dropCapabilities: [], addAmbientCapabilities: [] };
  Object.assign(config.linux?.securityContext ?? {}, { capabilities });
  return config;
};

/** What a server says before it hangs up; asked until one listens. */
const said = async (host: string, port: number): Promise<string> => {
  const ask = () =>
    new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect({ host, port, timeout: 5000 });
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.once('error', reject).once('close', () => resolve(text));
    });
  for (;;) {
    const answer = await ask().catch((error: NodeJS.ErrnoException) => error);
    if (typeof answer === 'string') return answer;
    if (answer.code !== 'ECONNREFUSED') throw answer;
  }
};
