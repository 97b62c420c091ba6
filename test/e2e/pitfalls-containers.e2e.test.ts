/** What implementers of a runtime get wrong about containers, each trap as a test with real calls. */
import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { status as codes } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Capability,
  type ContainerConfig,
  ImageSpec,
  Mount,
  MountPropagation,
  SecurityProfile,
} from '../../proto/generated/api.js';
import { askImport } from '../../src/cli/control.ts';
import { message } from '../../src/cri/client.ts';
import type { TarEntry } from '../../src/image/tar-writer.ts';
import { tarOf } from '../../src/image/tar-writer.ts';
import type { JsonObject } from '../../src/machines/json.ts';
import { mount, unmount } from '../../src/native.ts';
import { appArmorProfileOf } from '../../src/oci/apparmor.ts';
import { mebibyte } from '../helpers/limits.ts';
import { daemonMissing } from '../helpers/node-world.ts';
import { oneNode } from '../helpers/one-node.ts';
import {
  containerStates,
  createIn,
  exitedOf,
  logOf,
  type Pod,
  pidOf,
  runPod,
  shIn,
  startIn,
  statusOf,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig, testImage } from '../helpers/pods.ts';
import { securedContainer, securedPod } from '../helpers/secured.ts';
import { buildBusyboxArchive } from '../helpers/test-image.ts';

const missing = daemonMissing();
const sleeping = 'exec sleep 1000';
const runtimeDefault = message(SecurityProfile);

describe.skipIf(missing !== undefined)(`pitfalls of containers${missing === undefined ? '' : `: ${missing}`}`, () => {
  const node = oneNode();
  const plainPod = (name: string) => runPod(node.daemon, podConfig(node.world, name));
  const inPod = async (config: ContainerConfig) =>
    startIn(node.daemon, await plainPod(config.metadata?.name ?? ''), config);
  const refusal = async (pod: Pod, config: ContainerConfig) => {
    const refused = await createIn(node.daemon, pod, config).catch((error) => error);
    expect((await node.daemon.cri.runtime.listContainers({ filter: undefined })).containers).toEqual([]);
    return refused;
  };
  const importImage = async (name: string, config: JsonObject, files: readonly TarEntry[] = []) => {
    const archive = join(node.world.dir, 'other.tar');
    await buildBusyboxArchive(archive, { name, config, layers: files.length === 0 ? [] : [{ tar: tarOf(files) }] });
    await askImport(join(node.world.dir, 'state/control.sock'), archive);
  };
  /** A line of the kernel's about the first process; asked once it is the container's own, no longer the runtime's. */
  const ofFirst = async (id: string, name: string) => {
    const dir = `/proc/${await pidOf(node.daemon, id)}`;
    await until(
      () => readFile(join(dir, 'comm'), 'utf8'),
      (comm) => !comm.startsWith('runc:'),
    );
    return new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(readFileSync(join(dir, 'status'), 'utf8'))?.[1];
  };

  describe('zero on the wire has a meaning, and it is not always "nothing"', () => {
    test('namespace modes: the pod’s own network and IPC', async () => {
      const id = await inPod(containerConfig('zero', sleeping));
      const pid = await pidOf(node.daemon, id);
      for (const kind of ['net', 'ipc'])
        expect(statSync(`/proc/${pid}/ns/${kind}`).ino).not.toBe(statSync(`/proc/self/ns/${kind}`).ino);
    });

    test('a profile of type 0 is the runtime’s default; no profile is unconfined', async () => {
      const pod = await plainPod('profile');
      const confined = await startIn(
        node.daemon,
        pod,
        securedContainer('confined', sleeping, { seccomp: runtimeDefault }),
      );
      const free = await startIn(node.daemon, pod, securedContainer('free', sleeping, { seccomp: undefined }));
      expect([await ofFirst(confined, 'Seccomp'), await ofFirst(free, 'Seccomp')]).toEqual(['2', '0']);
      const facts = { loadedProfiles: [], defaultProfile: 'default' };
      const absent = { profile: undefined, profileText: '', isPrivileged: false };
      expect(appArmorProfileOf(absent, facts)).toBe('default');
    });

    test('propagation 0: what the node mounts later is not seen', async () => {
      const hostPath = join(node.world.dir, 'private');
      mkdirSync(join(hostPath, 'below'), { recursive: true });
      const mounts = [message(Mount, { hostPath, containerPath: '/data' })];
      const id = await inPod({ ...containerConfig('private', sleeping), mounts });
      const line = (await shIn(node.daemon, id, 'grep " /data " /proc/self/mountinfo')).stdout;
      expect(line).not.toMatch(/shared:|master:/);
    });

    test('group policy 0 adds the image’s groups of the user; 1 takes the listed ones alone', async () => {
      const image = 'localhost/troupe-test/groups:1';
      const passwd = 'root:x:0:0::/:/bin/sh\napp:x:1000:1000::/:/bin/sh\n';
      const files = [
        { path: 'etc/passwd', content: passwd },
        { path: 'etc/group', content: 'root:x:0:\napp:x:1000:\nextra:x:4712:app\n' },
      ];
      await importImage(image, {}, files);
      const pod = await plainPod('groups');
      const groupsWith = async (supplementalGroupsPolicy: 0 | 1) => {
        const context = { runAsUsername: 'app', supplementalGroups: ['4711'], supplementalGroupsPolicy };
        const config = securedContainer(`policy-${supplementalGroupsPolicy}`, sleeping, context);
        const id = await startIn(node.daemon, pod, { ...config, image: imageNamed(image) });
        const seen = (await shIn(node.daemon, id, 'id -G')).stdout.trim().split(' ');
        expect((await statusOf(node.daemon, id)).user?.linux?.supplementalGroups.toSorted()).toEqual(seen.toSorted());
        return seen.toSorted();
      };
      expect([await groupsWith(0), await groupsWith(1)]).toEqual([
        ['1000', '4711', '4712'],
        ['1000', '4711'],
      ]);
    });
  });

  test('an empty command or args is one that was not given: the image’s counts, and where it has none, it is an error', async () => {
    const image = 'localhost/troupe-test/entry:1';
    await importImage(image, { Entrypoint: ['/bin/echo', 'entry'], Cmd: ['cmd'] });
    await importImage('localhost/troupe-test/nothing:1', { Cmd: [] });
    const pod = await plainPod('command');
    const said = async (name: string, command: string[], args: string[]) => {
      const base = containerConfig(name, '');
      const id = await startIn(node.daemon, pod, { ...base, image: imageNamed(image), command, args });
      return (await logOf((await exitedOf(node.daemon, id)).logPath))[0];
    };
    expect(await said('neither', [], [])).toBe('stdout entry cmd');
    expect(await said('args', [], ['mine'])).toBe('stdout entry mine');
    expect(await said('command', ['/bin/echo', 'own'], [])).toBe('stdout own');
    const nothing = { ...containerConfig('nothing', ''), command: [], args: [] };
    const asked = { ...nothing, image: imageNamed('localhost/troupe-test/nothing:1') };
    await expect(createIn(node.daemon, pod, asked)).rejects.toMatchObject({
      code: codes.INVALID_ARGUMENT,
      details: expect.stringContaining('no command specified'),
    });
  });

  test('masked and read-only paths are exactly the request’s: of an empty list there are none', async () => {
    const pod = await plainPod('masks');
    const covered = async (context: Parameters<typeof securedContainer>[2], name: string) => {
      const id = await startIn(node.daemon, pod, securedContainer(name, sleeping, context));
      const { stdout } = await shIn(node.daemon, id, 'cut -d" " -f5 /proc/self/mountinfo | grep ^/proc/');
      return stdout.split('\n').filter(Boolean);
    };
    expect(await covered({}, 'open')).toEqual([]);
    expect(await covered({ maskedPaths: ['/proc/timer_list'], readonlyPaths: ['/proc/bus'] }, 'two')).toEqual(
      expect.arrayContaining(['/proc/bus', '/proc/timer_list']),
    );
  });

  test('the status gives back each mount as it was asked for: the termination message is read there, through its own path', async () => {
    const real = join(node.world.dir, 'really-here');
    const hostPath = join(node.world.dir, 'by-another-name');
    mkdirSync(real);
    symlinkSync(real, hostPath);
    const mounts = [message(Mount, { hostPath, containerPath: '/out' })];
    const id = await inPod({ ...containerConfig('message', 'echo why > /out/message; exit 4'), mounts });
    const ended = await exitedOf(node.daemon, id);
    expect(ended.mounts).toEqual(mounts);
    expect(await readFile(join(ended.mounts[0]?.hostPath ?? '', 'message'), 'utf8')).toBe('why\n');
  });

  describe('exec to the end', () => {
    const exec = (containerId: string, script: string, timeout = '30') =>
      node.daemon.cri.runtime.execSync({ containerId, cmd: ['sh', '-c', script], timeout });

    test('another code than 0 is an answer; only what takes too long is an error', async () => {
      const id = await inPod(containerConfig('codes', sleeping));
      expect(await exec(id, 'exit 42')).toMatchObject({ exitCode: 42 });
      await expect(exec(id, sleeping, '1')).rejects.toMatchObject({ code: codes.DEADLINE_EXCEEDED });
    });

    test('more than fits into an answer is read all the same, or the command would stand still', async () => {
      const id = await inPod(containerConfig('much', sleeping));
      const { exitCode, stdout, stderr } = await exec(
        id,
        `head -c ${24 * mebibyte} /dev/zero; echo through >&2; exit 5`,
      );
      expect([exitCode, Buffer.from(stderr).toString()]).toEqual([5, 'through\n']);
      expect(stdout.length).toBeGreaterThan(15 * mebibyte);
      expect(stdout.length).toBeLessThanOrEqual(16 * mebibyte);
    });

    test('a child in the background that has its output does not hold up the answer', async () => {
      const id = await inPod(containerConfig('heir', sleeping));
      const { exitCode, stdout } = await exec(id, 'sleep 4711 & echo started; exit 3');
      expect([exitCode, Buffer.from(stdout).toString()]).toEqual([3, 'started\n']);
      expect((await shIn(node.daemon, id, 'ps | grep -c "[s]leep 4711"')).stdout).toBe('1\n');
    });
  });

  test('two stops: the signal goes out once, and the later, shorter grace counts for both', async () => {
    const script = 'trap "echo heard" TERM; echo up; while :; do sleep 0.05; done';
    const id = await inPod(containerConfig('patient', script));
    const said = (text: string) =>
      until(
        () => logOf(join(node.world.logDir, 'patient.log')),
        (lines) => lines.includes(`stdout ${text}`),
      );
    await said('up');
    const stop = (timeout: string) => node.daemon.cri.runtime.stopContainer({ containerId: id, timeout });
    const patient = stop('3600');
    await said('heard');
    expect((await shIn(node.daemon, id, 'echo alive')).stdout).toBe('alive\n'); // probes and people still look at it
    await Promise.all([stop('1'), patient]);
    const ended = await statusOf(node.daemon, id);
    expect(ended).toMatchObject({ state: containerStates.exited, exitCode: 137 });
    expect(await logOf(ended.logPath)).toEqual(['stdout up', 'stdout heard']);
  });

  test('recursively read-only needs read-only and private; bidirectional needs a mount of the node that is shared', async () => {
    const pod = await plainPod('refused');
    const hostPath = join(node.world.dir, 'unshared');
    mkdirSync(hostPath);
    await mount({ source: 'none', target: hostPath, fsType: 'tmpfs' });
    try {
      await mount({ source: '', target: hostPath, flags: ['private'] });
      const PRIVATE = MountPropagation.PROPAGATION_PRIVATE;
      for (const [asked, reason] of [
        [{ recursiveReadOnly: true, readonly: false, propagation: PRIVATE }, 'needs readonly'],
        [
          { recursiveReadOnly: true, readonly: true, propagation: MountPropagation.PROPAGATION_HOST_TO_CONTAINER },
          'needs private propagation',
        ],
        [{ propagation: MountPropagation.PROPAGATION_BIDIRECTIONAL }, 'not shared'],
        [{ propagation: MountPropagation.PROPAGATION_HOST_TO_CONTAINER }, 'neither shared nor slave'],
      ] as const) {
        const mounts = [message(Mount, { hostPath, containerPath: '/data', ...asked })];
        const refused = await refusal(pod, { ...containerConfig('refused', sleeping), mounts });
        expect(refused).toMatchObject({ code: codes.INVALID_ARGUMENT, details: expect.stringContaining(reason) });
      }
    } finally {
      await unmount(hostPath);
    }
  });

  test('privileged needs a pod that may; it drops the seccomp profile, but not an AppArmor profile that was named', async () => {
    const privileged = { privileged: true, seccomp: runtimeDefault };
    const refused = await refusal(await plainPod('plain'), securedContainer('no', sleeping, privileged));
    expect(refused).toMatchObject({
      code: codes.INVALID_ARGUMENT,
      details: expect.stringContaining('privileged sandbox'),
    });
    const pod = await runPod(node.daemon, securedPod(node.world, 'may', { privileged: true }));
    const id = await startIn(node.daemon, pod, securedContainer('yes', sleeping, privileged));
    expect(await ofFirst(id, 'Seccomp')).toBe('0');
    const facts = { loadedProfiles: ['named'], defaultProfile: 'default' };
    const profile = message(SecurityProfile, { profileType: 2, localhostRef: 'named' });
    expect(appArmorProfileOf({ profile, profileText: '', isPrivileged: true }, facts)).toBe('named');
    expect(appArmorProfileOf({ profile: undefined, profileText: '', isPrivileged: true }, facts)).toBeUndefined();
  });

  test('ambient capabilities are given, not passed over: a user that is not root has them', async () => {
    const capabilities = message(Capability, { addAmbientCapabilities: ['NET_BIND_SERVICE'] });
    const id = await inPod(securedContainer('ambient', sleeping, { capabilities, runAsUser: { value: '1000' } }));
    expect(await ofFirst(id, 'CapAmb')).toBe('0000000000000400');
  });

  test('capabilities that nobody asked about are the fourteen of containerd, for root alone', async () => {
    const pod = await plainPod('default');
    const root = await startIn(node.daemon, pod, containerConfig('root', sleeping));
    const user = await startIn(node.daemon, pod, securedContainer('user', sleeping, { runAsUser: { value: '1000' } }));
    expect([await ofFirst(root, 'CapEff'), await ofFirst(root, 'CapBnd')]).toEqual(Array(2).fill('00000000a80425fb'));
    expect([await ofFirst(user, 'CapEff'), await ofFirst(user, 'CapBnd')]).toEqual([
      '0000000000000000',
      '00000000a80425fb',
    ]);
  });

  test('a volume that is not there becomes a directory of mode 0755, also where its name looks like a file’s', async () => {
    const hostPath = join(node.world.dir, 'missing/deep/config.yaml');
    const mounts = [message(Mount, { hostPath, containerPath: '/config.yaml' })];
    const id = await inPod({ ...containerConfig('volume', sleeping), mounts });
    expect(statSync(hostPath).isDirectory()).toBe(true);
    expect(statSync(hostPath).mode & 0o777).toBe(0o755);
    expect((await shIn(node.daemon, id, 'stat -c %F /config.yaml')).stdout).toBe('directory\n');
  });

  test('two volumes for one place → the later is seen; one behind a link to nothing → refused, and says so', async () => {
    const pod = await plainPod('places');
    const dirs = ['one', 'two'].map((name) => join(node.world.dir, `place-${name}`));
    for (const dir of dirs) mkdirSync(join(dir, basename(dir)), { recursive: true });
    const mounts = dirs.map((hostPath) => message(Mount, { hostPath, containerPath: '/place' }));
    const id = await startIn(node.daemon, pod, { ...containerConfig('places', sleeping), mounts });
    expect((await shIn(node.daemon, id, 'ls /place')).stdout).toBe('place-two\n');
    await node.daemon.cri.runtime.removeContainer({ containerId: id });
    symlinkSync('/nowhere/at/all', join(node.world.dir, 'dangling'));
    const dangling = [message(Mount, { hostPath: join(node.world.dir, 'dangling'), containerPath: '/place' })];
    expect(await refusal(pod, { ...containerConfig('dangling', sleeping), mounts: dangling })).toMatchObject({
      code: codes.INVALID_ARGUMENT,
      details: expect.stringMatching(/mounts\[0\]\.host_path.*dangling' is not there and cannot be made/),
    });
  });

  describe('the image of a container is named for ever', () => {
    beforeAll(() => importImage('localhost/troupe-test/passing:1', {}));
    afterAll(() => node.daemon.cri.image.removeImage({ image: imageNamed(testImage) }));

    test('it was removed, the container has ended, the daemon is another', async () => {
      const config = { ...containerConfig('orphan', sleeping), image: imageNamed('localhost/troupe-test/passing:1') };
      const id = await inPod(config);
      const { image, imageRef, imageId } = await statusOf(node.daemon, id);
      expect([image?.image, imageId]).toEqual(['localhost/troupe-test/passing:1', expect.stringMatching(/^sha256:/)]);
      expect(imageRef).not.toBe('');
      await node.daemon.cri.image.removeImage({ image: imageNamed('localhost/troupe-test/passing:1') });
      expect((await shIn(node.daemon, id, 'cat /etc/image-name')).stdout).toContain('passing');
      await node.daemon.cri.runtime.stopContainer({ containerId: id, timeout: '0' });
      await node.restart('kill');
      expect(await statusOf(node.daemon, id)).toMatchObject({ image, imageRef, imageId });
    });
  });
});

const imageNamed = (image: string) => message(ImageSpec, { image });
