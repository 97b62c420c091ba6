/** The life of a node as the kubelet calls for it: start, pods, probes, crashes, resizes, rotation, deletion, restarts. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status as codes } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  AuthConfig,
  ImageSpec,
  LinuxContainerResources,
  UpdateContainerResourcesRequest,
} from '../../proto/generated/api.js';
import { criClient, message } from '../../src/cri/client.ts';
import { type DockerRegistry, startDockerRegistry } from '../helpers/docker-registry.ts';
import { goneOnly, hugepageSizes, type Kubelet, kubeletOn } from '../helpers/kubelet/kubelet.ts';
import { limitsOf, sandboxOf } from '../helpers/kubelet/pod.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { logOf, removeAllPods, until } from '../helpers/pod-life.ts';
import { programMissing } from '../helpers/programs.ts';
import { pushImage } from '../helpers/push-image.ts';
import { busyboxImage } from '../helpers/test-image.ts';

const missing = daemonMissing() ?? programMissing('docker-registry');
/** What was written, out of a log in the CRI's format: a line that is tagged P goes on in the next. */
const textOf = (log: string): string =>
  log.replace(/^\S+ std(?:out|err) ([FP]) (.*\n)/gm, (_, tag, rest) => (tag === 'P' ? rest.slice(0, -1) : rest));
const serving = 'trap "exit 0" TERM; echo serving; while :; do sleep 0.1; done';

describe.skipIf(missing !== undefined)(`a kubelet${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let registry: DockerRegistry;
  let daemon: RunningDaemon;
  let kubelet: Kubelet;
  let image: string;

  const startDaemon = async () => {
    daemon = await world.start();
    kubelet = kubeletOn(world, daemon);
  };

  beforeAll(async () => {
    world = await makeNodeWorld();
    registry = await startDockerRegistry({ hasPassword: true });
    const url = `http://${registry.host}`;
    const drafted = await busyboxImage({ name: 'kubelet' });
    await pushImage({ url, repository: 'node/box', tag: '1', login: 'tester:secret' }, drafted);
    image = `${registry.host}/node/box:1`;
    await startDaemon();
  });
  afterEach(async () => {
    await removeAllPods(daemon);
    await until(world.traces, (traces) => traces.length === 0);
  });
  afterAll(async () => {
    await daemon?.stop();
    await registry?.close();
    await world?.end();
  });

  test('start on an empty node', async () => {
    const { items, containers } = await kubelet.startUp();
    expect([items, containers]).toEqual([[], []]);
  });

  test('a private image: each credential that fits is tried, none is remembered', async () => {
    const spec = message(ImageSpec, { image });
    const pull = (password: string) =>
      daemon.cri.image.pullImage({
        image: spec,
        auth: message(AuthConfig, { username: 'tester', password }),
        sandboxConfig: sandboxOf(world, 'puller'),
      });
    await expect(pull('of another registry')).rejects.toMatchObject({ code: codes.UNKNOWN });
    await expect(pull('')).rejects.toMatchObject({ code: codes.UNKNOWN });
    await pull('secret');
    expect(await kubelet.ensureImage(image)).toMatch(/^sha256:/);
  });

  describe('with the image', () => {
    beforeAll(async () => {
      await kubelet.ensureImage(image, message(AuthConfig, { username: 'tester', password: 'secret' }));
    });

    test('a pod: init container, two containers, hooks, probes, deletion → no warning in the log', async () => {
      const loggedBefore = daemon.output().length;
      const pod = await kubelet.runSandbox('web');
      const init = await kubelet.startContainer(pod, { name: 'init', script: 'echo prepared', image });
      expect(await kubelet.seenExited(init)).toMatchObject({ exitCode: 0, reason: 'Completed' });
      await kubelet.statusRound(pod);

      const sizes = hugepageSizes();
      const web = await kubelet.startContainer(pod, { name: 'web', script: serving, image, hugepageSizes: sizes });
      const postStart = await daemon.cri.runtime.execSync({ containerId: web, cmd: ['touch', '/hook'], timeout: '0' });
      expect(postStart.exitCode).toBe(0);
      const side = await kubelet.startContainer(pod, { name: 'side', script: serving, image, hugepageSizes: sizes });
      const { containers } = await kubelet.statusRound(pod);
      expect(containers.map(({ metadata, state }) => [metadata?.name, state]).toSorted()).toEqual([
        ['init', 2],
        ['side', 1],
        ['web', 1],
      ]);
      expect(containers.find(({ id }) => id === web)?.image?.userSpecifiedImage).toBe(image);

      expect(await kubelet.probe(web, 'test -e /hook', '1')).toBe(0);
      expect(await kubelet.probe(side, 'exit 3', '1')).toBe(3);
      await expect(kubelet.probe(web, 'sleep 60', '1')).rejects.toMatchObject({ code: codes.DEADLINE_EXCEEDED });
      expect(await kubelet.probe(web, 'true', '1')).toBe(0);

      const after = await kubelet.deletePod(pod);
      const ends = after.containers.filter(({ metadata }) => metadata?.name !== 'init');
      expect(ends.map(({ exitCode, reason }) => [exitCode, reason])).toEqual([
        [0, 'Completed'],
        [0, 'Completed'],
      ]);
      expect(await logOf(join(pod.config.logDirectory, 'web/0.log'))).toContain('stdout serving');
      expect(daemon.output().slice(loggedBefore)).toContain('ExecTimedOut');
      expect(daemon.output().slice(loggedBefore)).not.toMatch(/"level":"(warn|error)"/);
    });

    test('a probe of a container that has ended → FailedPrecondition, and no warning', async () => {
      const loggedBefore = daemon.output().length;
      const pod = await kubelet.runSandbox('late');
      const id = await kubelet.startContainer(pod, { name: 'app', script: serving, image });
      await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '5' });
      await expect(kubelet.probe(id, 'true', '1')).rejects.toMatchObject({ code: codes.FAILED_PRECONDITION });
      await kubelet.deletePod(pod);
      expect(daemon.output().slice(loggedBefore)).toContain('ContainerWrongState');
      expect(daemon.output().slice(loggedBefore)).not.toMatch(/"level":"(warn|error)"/);
    });

    test('a crash loop: attempts go up, the dead ones before the last are removed', async () => {
      const pod = await kubelet.runSandbox('crash');
      const dead: string[] = [];
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const script = `echo attempt ${attempt}; exit 7`;
        const id = await kubelet.startContainer(pod, { name: 'app', script, image, attempt });
        expect(await kubelet.seenExited(id)).toMatchObject({ exitCode: 7, reason: 'Error' });
        dead.push(id);
        await kubelet.statusRound(pod);
        const { containersStatuses } = await daemon.cri.runtime.podSandboxStatus({
          podSandboxId: pod.sandboxId,
          verbose: false,
        });
        expect(containersStatuses[0]?.metadata?.attempt, 'the first is the present one').toBe(attempt);
        const old = dead.at(-3);
        if (old !== undefined) await daemon.cri.runtime.removeContainer({ containerId: old });
      }
      const { containers } = await kubelet.statusRound(pod);
      expect(containers.map(({ metadata }) => metadata?.attempt).toSorted()).toEqual([2, 3]);
      for (let attempt = 0; attempt < 4; attempt += 1) {
        const lines = await logOf(join(pod.config.logDirectory, `app/${attempt}.log`));
        expect(lines).toEqual([`stdout attempt ${attempt}`]);
      }
      await kubelet.deletePod(pod);
    });

    test('a program that is not there: says so, and the same attempt can be made again', async () => {
      const pod = await kubelet.runSandbox('broken');
      const wish = { name: 'app', script: '', image, command: ['/no/such/program'] };
      await expect(kubelet.startContainer(pod, wish)).rejects.toThrow('/no/such/program');
      await expect(kubelet.startContainer(pod, wish)).rejects.toThrow('/no/such/program');
      expect((await kubelet.statusRound(pod)).containers).toEqual([]);
      await kubelet.startContainer(pod, { name: 'app', script: serving, image });
      await kubelet.deletePod(pod);
    });

    test('the termination message and the hosts file are mounts of single files', async () => {
      const pod = await kubelet.runSandbox('message');
      const hosts = join(world.dir, 'etc-hosts');
      const termination = join(world.dir, 'termination-log');
      await writeFile(hosts, '127.0.0.1 localhost from-kubelet\n');
      await writeFile(termination, '');
      const mounts = [
        { containerPath: '/etc/hosts', hostPath: hosts },
        { containerPath: '/dev/termination-log', hostPath: termination },
      ];
      const script = 'cat /etc/hosts; echo gave up > /dev/termination-log; exit 1';
      const id = await kubelet.startContainer(pod, { name: 'app', script, image, mounts });
      const status = await kubelet.seenExited(id);
      const mount = status.mounts.find(({ containerPath }) => containerPath === '/dev/termination-log');
      expect(await readFile(mount?.hostPath ?? '', 'utf8')).toBe('gave up\n');
      expect(await logOf(status.logPath)).toEqual(['stdout 127.0.0.1 localhost from-kubelet']);
      await kubelet.deletePod(pod);
    });

    test('a resize in place: the pod, then memory and processor time in calls of their own, each with the full set', async () => {
      const { runtime } = daemon.cri;
      const pod = await kubelet.runSandbox('resize');
      const sizes = hugepageSizes();
      const id = await kubelet.startContainer(pod, { name: 'app', script: serving, image, hugepageSizes: sizes });
      const wider = limitsOf(sizes, { memoryLimitInBytes: '100663296', memorySwapLimitInBytes: '100663296' });
      const faster = { ...wider, cpuQuota: '80000', cpuShares: '819' };
      await runtime.updatePodSandboxResources({
        podSandboxId: pod.sandboxId,
        overhead: message(LinuxContainerResources),
        resources: message(LinuxContainerResources, { memoryLimitInBytes: '201326592' }),
      });
      for (const linux of [wider, faster]) {
        await runtime.updateContainerResources(message(UpdateContainerResourcesRequest, { containerId: id, linux }));
      }
      const { containers } = await kubelet.statusRound(pod);
      expect(containers[0]?.resources?.linux).toMatchObject({
        memoryLimitInBytes: '100663296',
        cpuQuota: '80000',
        cpuPeriod: '100000',
        cpuShares: '819',
      });
      await kubelet.deletePod(pod);
    });

    test('an ephemeral container sees the processes of its target', async () => {
      const pod = await kubelet.runSandbox('debug');
      const target = await kubelet.startContainer(pod, { name: 'app', script: serving, image });
      const script = 'tr "\\0" " " < /proc/1/cmdline; echo';
      const debugging = await kubelet.startContainer(pod, { name: 'debugger', script, image, target });
      const status = await kubelet.seenExited(debugging);
      expect((await logOf(status.logPath)).join()).toContain('serving');
      await kubelet.deletePod(pod);
    });

    test('rotation of a log: renamed, made anew before the answer, and no line is lost', async () => {
      const pod = await kubelet.runSandbox('rotate');
      const script = 'trap "exit 0" TERM; n=0; while :; do n=$((n+1)); echo $n; done';
      const id = await kubelet.startContainer(pod, { name: 'app', script, image });
      const log = join(pod.config.logDirectory, 'app/0.log');
      const parts: string[] = [];
      for (let time = 0; time < 5; time += 1) {
        await until(
          () => logOf(log),
          (lines) => lines.length > 100,
        );
        parts.push(`${log}.${time}`);
        await rename(log, parts.at(-1) ?? '');
        await daemon.cri.runtime.reopenContainerLog({ containerId: id });
        await readFile(log);
        await kubelet.logMonitor();
      }
      await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '5' });
      const whole = (await Promise.all([...parts, log].map((file) => readFile(file, 'utf8')))).join('');
      const lines = textOf(whole).split('\n').slice(0, -1);
      expect(lines.length).toBeGreaterThan(500);
      expect(lines).toEqual(lines.map((_, index) => String(index + 1)));
      await kubelet.deletePod(pod);
    });

    test('pods come and go, while every loop of the kubelet looks on', async () => {
      const names = Array.from({ length: 8 }, (_, index) => `load-${index}`);
      let isOver = false;
      const loop = async (call: () => Promise<unknown>) => {
        let calls = 0;
        for (; !isOver; calls += 1) await call();
        return calls;
      };
      const { runtime, image: images } = daemon.cri;
      const everybody = async () => {
        const { containers } = await kubelet.relist();
        for (const { id } of containers) {
          await runtime.containerStatus({ containerId: id, verbose: false }).catch(goneOnly);
        }
      };
      const loops = [
        kubelet.relist,
        kubelet.housekeeping,
        kubelet.evictionManager,
        kubelet.logMonitor,
        everybody,
        () => runtime.status({ verbose: false }),
        () => images.listImages({ filter: undefined }),
      ].map(loop);
      const life = async (name: string) => {
        const pod = await kubelet.runSandbox(name);
        const id = await kubelet.startContainer(pod, { name: 'app', script: serving, image });
        expect(await kubelet.probe(id, 'true', '10')).toBe(0);
        await kubelet.deletePod(pod);
      };
      const lives = await Promise.allSettled(names.map(life));
      isOver = true;
      const calls = await Promise.all(loops);
      expect(lives.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(Math.min(...calls)).toBeGreaterThan(0);
      expect(await kubelet.relist()).toMatchObject({ items: [], containers: [] });
    });

    test('collection of what is dead: containers, then the sandbox, each stopped again before', async () => {
      const pod = await kubelet.runSandbox('done');
      const ids: string[] = [];
      for (let attempt = 0; attempt < 3; attempt += 1) {
        ids.push(await kubelet.startContainer(pod, { name: 'job', script: 'exit 0', image, attempt }));
        await kubelet.seenExited(ids.at(-1) ?? '');
      }
      const { runtime } = daemon.cri;
      for (let time = 0; time < 2; time += 1) await runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
      await kubelet.statusRound(pod);
      await Promise.all(ids.map((containerId) => runtime.removeContainer({ containerId })));
      await runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
      await runtime.removePodSandbox({ podSandboxId: pod.sandboxId });
      await runtime.removePodSandbox({ podSandboxId: pod.sandboxId });
      expect(await kubelet.relist()).toMatchObject({ items: [], containers: [] });
    });

    test('a sandbox whose network fails leaves its name free: the same attempt works as soon as the network does', async () => {
      const file = join(world.dir, 'net.d/10-test.conflist');
      const isReady = async () => {
        const { status } = await daemon.cri.runtime.status({ verbose: false });
        return status?.conditions.find(({ type }) => type === 'NetworkReady')?.status;
      };
      await rename(file, `${file}.away`);
      await until(isReady, (ready) => ready === false);
      await expect(kubelet.runSandbox('unlucky')).rejects.toThrow(/network/);
      expect((await kubelet.relist()).items).toEqual([]);
      await rename(`${file}.away`, file);
      await until(isReady, (ready) => ready === true);
      await kubelet.deletePod(await kubelet.runSandbox('unlucky'));
    });

    test('a kubelet that starts again finds all as it was', async () => {
      const pod = await kubelet.runSandbox('steady');
      const id = await kubelet.startContainer(pod, { name: 'app', script: serving, image });
      const before = await kubelet.statusRound(pod);
      const again = kubeletOn(world, daemon);
      const { items, containers } = await again.startUp();
      expect([items.map((item) => item.id), containers.map((item) => item.id)]).toEqual([[pod.sandboxId], [id]]);
      expect(await again.statusRound(pod)).toEqual(before);
      await again.deletePod(pod);
    });

    test('a runtime that starts again: errors meanwhile, never an empty list, then all as it was', async () => {
      const pod = await kubelet.runSandbox('survivor');
      const id = await kubelet.startContainer(pod, { name: 'app', script: serving, image });
      const before = await kubelet.statusRound(pod);
      const sameClient = criClient({ socketPath: world.socketPath });
      const looking = kubeletOn(world, { ...daemon, cri: sameClient });
      await looking.relist();
      await daemon.kill();
      await expect(looking.relist()).rejects.toMatchObject({ code: codes.UNAVAILABLE });
      let isUp = false;
      const starting = startDaemon().finally(() => {
        isUp = true;
      });
      while (!isUp) {
        const seen = await looking.relist().catch(() => undefined);
        if (seen !== undefined) expect([seen.items.length, seen.containers.length]).toEqual([1, 1]);
      }
      await starting;
      sameClient.close();
      expect(await kubelet.statusRound(pod)).toEqual(before);
      expect(await kubelet.probe(id, 'true', '10')).toBe(0);
      await kubelet.deletePod(pod);
    });
  });
});
