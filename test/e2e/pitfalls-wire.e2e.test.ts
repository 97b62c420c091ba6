/** What implementers of a runtime get wrong about ids, images, lists and streams, each trap as a test with real calls. */
import { existsSync, renameSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { status as codes } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import {
  CgroupDriver,
  ContainerFilter,
  ContainerStatsFilter,
  ImageServiceService,
  ImageSpec,
  KeyValue,
  LinuxContainerResources,
  NamespaceMode,
  PodSandboxFilter,
  PodSandboxStatsFilter,
  RuntimeServiceService,
  Signal,
  UpdateContainerResourcesRequest,
} from '../../proto/generated/api.js';
import { askImport } from '../../src/cli/control.ts';
import { message } from '../../src/cri/client.ts';
import { archiveOf } from '../../src/image/image-writer.ts';
import { sendDatagram } from '../../src/native.ts';
import { streamOf } from '../cri/stream-client.ts';
import { receiveDatagrams } from '../helpers/datagram-receiver.ts';
import { daemonMissing } from '../helpers/node-world.ts';
import { oneNode } from '../helpers/one-node.ts';
import { createIn, logOf, runPod, shIn, startIn, statusOf, until } from '../helpers/pod-life.ts';
import { containerConfig, podConfig, testImage } from '../helpers/pods.ts';
import { programMissing } from '../helpers/programs.ts';
import { namespaces, securedContainer } from '../helpers/secured.ts';
import { busyboxImage } from '../helpers/test-image.ts';

const missing = daemonMissing();
const noPython = programMissing('python3');
const sleeping = 'exec sleep 1000';
const nobody = ['0'.repeat(64), '1b4e28ba-2fa1-11d2-883f-0016d3cca427', 'no such thing'];
const imageNamed = (image: string) => message(ImageSpec, { image });

describe.skipIf(missing !== undefined)(`pitfalls of the wire${missing === undefined ? '' : `: ${missing}`}`, () => {
  const node = oneNode();
  const calls = () => node.daemon.cri;
  const running = async (name: string, script = sleeping) => {
    const pod = await runPod(node.daemon, podConfig(node.world, name));
    return { pod, containerId: await startIn(node.daemon, pod, containerConfig(name, script)) };
  };

  test('what is not there: to stop or remove it is done already, an image of it is empty, and only a status is NotFound', async () => {
    const { runtime, image } = calls();
    for (const id of nobody) {
      await runtime.stopContainer({ containerId: id, timeout: '10' });
      await runtime.removeContainer({ containerId: id });
      await runtime.stopPodSandbox({ podSandboxId: id });
      await runtime.removePodSandbox({ podSandboxId: id });
      const notFound = { code: codes.NOT_FOUND };
      await expect(runtime.containerStatus({ containerId: id, verbose: false })).rejects.toMatchObject(notFound);
      await expect(runtime.podSandboxStatus({ podSandboxId: id, verbose: false })).rejects.toMatchObject(notFound);
      const ofNobody = message(ContainerFilter, { id });
      expect((await runtime.listContainers({ filter: ofNobody })).containers).toEqual([]);
    }
    for (const name of ['0'.repeat(64), 'registry.example/no/such:1']) {
      expect((await image.imageStatus({ image: imageNamed(name), verbose: false })).image).toBeUndefined();
      await image.removeImage({ image: imageNamed(name) });
    }
  });

  test('the value of a variable is bytes, of the same form on the wire as the text of older clients; signals kept their numbers', async () => {
    const value = 'grün\nund\t=“weit”';
    const asText = Buffer.concat([Buffer.from([0x0a, 1, 0x4b, 0x12, Buffer.byteLength(value)]), Buffer.from(value)]);
    expect(Buffer.from(KeyValue.encode({ key: 'K', value: Buffer.from(value) }).finish())).toEqual(asText);
    const pod = await runPod(node.daemon, podConfig(node.world, 'bytes'));
    const config = {
      ...containerConfig('bytes', sleeping),
      envs: [KeyValue.decode(asText)],
      stopSignal: Signal.SIGNAL_SIGHUP,
    };
    const id = await startIn(node.daemon, pod, config);
    expect((await shIn(node.daemon, id, 'printf %s "$K"')).stdout).toBe(value);
    expect((await statusOf(node.daemon, id)).stopSignal).toBe(8);
    const broken = { ...containerConfig('broken', sleeping), envs: [{ key: 'K', value: Buffer.from([0xff]) }] };
    await expect(createIn(node.daemon, pod, broken)).rejects.toMatchObject({ code: codes.INVALID_ARGUMENT });
  });

  test('the cgroup driver: 0 means systemd, so the message around it is always there', async () => {
    expect(await calls().runtime.runtimeConfig({})).toEqual({ linux: { cgroupDriver: CgroupDriver.CGROUPFS } });
    expect([CgroupDriver.SYSTEMD, CgroupDriver.CGROUPFS]).toEqual([0, 1]);
  });

  describe('images', () => {
    test('removed by one of its names → all its names in all repositories are gone, and it is', async () => {
      const drafted = await busyboxImage({ name: 'localhost/troupe-test/first:1' });
      const other = await busyboxImage({ name: 'localhost/troupe-test/first:1', layers: [] });
      expect(other.imageId).toBe(drafted.imageId);
      const archive = join(node.world.dir, 'named.tar');
      for (const name of ['localhost/troupe-test/first:1', 'localhost/elsewhere/second:2']) {
        const index = JSON.parse(String(drafted.files.get('index.json'))) as {
          manifests: { annotations: Record<string, string> }[];
        };
        for (const manifest of index.manifests)
          manifest.annotations = {
            'io.containerd.image.name': name,
            'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
          };
        const files = new Map([...drafted.files, ['index.json', Buffer.from(JSON.stringify(index))]]);
        await writeFile(archive, archiveOf({ files }));
        await askImport(join(node.world.dir, 'state/control.sock'), archive);
      }
      const look = async (name: string) =>
        (await calls().image.imageStatus({ image: imageNamed(name), verbose: false })).image;
      expect((await look('localhost/elsewhere/second:2'))?.repoTags.toSorted()).toEqual([
        'localhost/elsewhere/second:2',
        'localhost/troupe-test/first:1',
      ]);
      await calls().image.removeImage({ image: imageNamed('localhost/troupe-test/first:1') });
      for (const name of ['localhost/troupe-test/first:1', 'localhost/elsewhere/second:2', drafted.imageId])
        expect(await look(name)).toBeUndefined();
    });

    test('a registry that cannot be reached → told by the begin of the text, under the code that lets it be read', async () => {
      const pull = calls().image.pullImage({
        image: imageNamed('127.0.0.1:1/no/registry:1'),
        auth: undefined,
        sandboxConfig: undefined,
      });
      await expect(pull).rejects.toMatchObject({
        code: codes.UNKNOWN,
        details: expect.stringMatching(/^RegistryUnavailable/),
      });
    });
  });

  test('a log is reopened: the file is there with the answer; where that cannot be, an error, and the log goes on when renamed back', async () => {
    const script = 'trap "exit 0" TERM; n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.01; done';
    const { containerId } = await running('rotated', script);
    const file = join(node.world.logDir, 'rotated.log');
    const grown = (count: number) =>
      until(
        () => logOf(file),
        (lines) => lines.length >= count,
      );
    await grown(3);
    await rename(file, `${file}.1`);
    await calls().runtime.reopenContainerLog({ containerId });
    expect(existsSync(file)).toBe(true);
    await grown(3);
    renameSync(node.world.logDir, `${node.world.logDir}.away`);
    await expect(calls().runtime.reopenContainerLog({ containerId })).rejects.toBeDefined();
    renameSync(`${node.world.logDir}.away`, node.world.logDir);
    const before = (await logOf(file)).length;
    await grown(before + 3);
    await calls().runtime.stopContainer({ containerId, timeout: '10' });
    const lines = [...(await logOf(`${file}.1`)), ...(await logOf(file))];
    expect(lines).toEqual(lines.map((_, n) => `stdout line ${n + 1}`));
  });

  describe('the begin of an id is enough', () => {
    test('in every call and in every filter', async () => {
      const { runtime } = calls();
      const { pod, containerId: whole } = await running('prefix');
      const [podSandboxId, containerId] = [pod.sandboxId.slice(0, 13), whole.slice(0, 13)];
      const ofPod = { podSandboxId };
      const stream = { containerId, cmd: ['true'], tty: false, stdin: false, stdout: true, stderr: false };
      expect((await runtime.podSandboxStatus({ ...ofPod, verbose: false })).status?.id).toBe(pod.sandboxId);
      expect((await runtime.containerStatus({ containerId, verbose: false })).status?.id).toBe(whole);
      expect((await runtime.containerStats({ containerId })).stats?.attributes?.id).toBe(whole);
      expect((await runtime.podSandboxStats(ofPod)).stats?.attributes?.id).toBe(pod.sandboxId);
      expect(await runtime.execSync({ containerId, cmd: ['true'], timeout: '0' })).toMatchObject({ exitCode: 0 });
      for (const { url } of [
        await runtime.exec(stream),
        await runtime.attach(stream),
        await runtime.portForward({ ...ofPod, port: [80] }),
      ])
        expect(url).not.toBe('');
      await runtime.reopenContainerLog({ containerId });
      const linux = message(LinuxContainerResources, { cpuShares: '99' });
      await runtime.updateContainerResources(message(UpdateContainerResourcesRequest, { containerId, linux }));
      await runtime.updatePodSandboxResources({ ...ofPod, overhead: undefined, resources: linux });
      const byPrefix = { id: containerId, ...ofPod };
      const { containers } = await runtime.listContainers({ filter: message(ContainerFilter, byPrefix) });
      const { items } = await runtime.listPodSandbox({ filter: message(PodSandboxFilter, { id: podSandboxId }) });
      const { stats } = await runtime.listContainerStats({ filter: message(ContainerStatsFilter, byPrefix) });
      const { stats: podStats } = await runtime.listPodSandboxStats({
        filter: message(PodSandboxStatsFilter, { id: podSandboxId }),
      });
      expect([containers, items, stats, podStats].map((list) => list.length)).toEqual([1, 1, 1, 1]);

      const short = { sandboxId: podSandboxId, config: pod.config };
      const namespaceOptions = namespaces({ pid: NamespaceMode.TARGET, targetId: containerId });
      const beside = await createIn(node.daemon, short, securedContainer('beside', sleeping, { namespaceOptions }));
      await runtime.startContainer({ containerId: beside.slice(0, 13) });
      expect((await shIn(node.daemon, beside, 'cat /proc/1/comm')).stdout).toBe('sleep\n');
      await runtime.stopContainer({ containerId, timeout: '0' });
      await runtime.removeContainer({ containerId });
      await expect(runtime.containerStatus({ containerId: whole, verbose: false })).rejects.toMatchObject({
        code: codes.NOT_FOUND,
      });
      await runtime.stopPodSandbox(ofPod);
      await runtime.removePodSandbox(ofPod);
      expect((await runtime.listPodSandbox({ filter: undefined })).items).toEqual([]);
    });

    test('one that several things have → refused, and nothing happens to any of them', async () => {
      const pod = await runPod(node.daemon, podConfig(node.world, 'ambiguous'));
      const ids: string[] = [];
      const shared = () => ids.map((id) => id.slice(0, 1)).find((first, at, all) => all.indexOf(first) !== at);
      while (shared() === undefined)
        ids.push(await createIn(node.daemon, pod, containerConfig(`c${ids.length}`, sleeping)));
      const containerId = shared() ?? '';
      const refused = { code: codes.INVALID_ARGUMENT };
      await expect(calls().runtime.removeContainer({ containerId })).rejects.toMatchObject(refused);
      await expect(calls().runtime.containerStatus({ containerId, verbose: false })).rejects.toMatchObject(refused);
      expect((await calls().runtime.listContainers({ filter: undefined })).containers).toHaveLength(ids.length);
    });
  });

  describe('streams', () => {
    const urlOf = async (containerId: string) =>
      new URL(
        (await calls().runtime.attach({ containerId, tty: false, stdin: false, stdout: true, stderr: false })).url,
      );

    test('the URL has a host that can be connected to, and speaks SPDY, which is what a kubelet still asks for', async () => {
      const { containerId } = await running('spdy');
      const url = await urlOf(containerId);
      expect(['', '0.0.0.0', '[::]']).not.toContain(url.hostname);
      const upgraded = await new Promise<readonly [number | undefined, string | undefined]>((resolve, reject) => {
        const headers = {
          Connection: 'Upgrade',
          Upgrade: 'SPDY/3.1',
          'X-Stream-Protocol-Version': 'v4.channel.k8s.io',
        };
        const asked = request(url, { method: 'POST', headers });
        asked.once('upgrade', ({ statusCode, headers: answered }, socket) => {
          socket.destroy();
          resolve([statusCode, answered['x-stream-protocol-version'] as string]);
        });
        asked.once('error', reject).end();
      });
      expect(upgraded).toEqual([101, 'v4.channel.k8s.io']);
    });

    test('what plain Node has none of works: sockets of packets to the monitor, and another network for the connections of a pod', async () => {
      const serving = 'while :; do echo served | nc -l -p 8080; done';
      const { pod, containerId } = await running('natives', `${serving} & while :; do echo tick; sleep 0.05; done`);
      /** What one channel says first, or another says instead; without the port that opens each channel of a forwarding. */
      const firstWords = (url: string, skipped: number): Promise<string> =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(url.replace('http:', 'ws:'), ['v4.channel.k8s.io']);
          onTestFinished(() => socket.terminate());
          socket.once('error', reject).once('close', () => resolve('nothing'));
          socket.on('message', (bytes: Buffer) => {
            if (bytes.length > 1 + skipped) resolve(`${bytes[0]} ${bytes.subarray(1)}`);
          });
        });
      expect(await firstWords((await urlOf(containerId)).href, 0)).toMatch(/^1 (tick\n)+$/);
      const forwarded = async () => {
        const { url } = await calls().runtime.portForward({ podSandboxId: pod.sandboxId, port: [8080] });
        return firstWords(`${url}?port=8080`, 2);
      };
      // Between two connections nobody listens.
      expect(await until(forwarded, (words) => words.startsWith('0'))).toBe('0 served\n');
    });

    test.skipIf(noPython !== undefined)(
      `and datagrams to the service manager${noPython === undefined ? '' : `: ${noPython}`}`,
      async () => {
        const manager = await receiveDatagrams(`@${node.world.name}`);
        onTestFinished(manager.stop);
        await sendDatagram(`@${node.world.name}`, 'READY=1');
        await manager.until((text) => text === 'READY=1');
      },
    );
  });

  test('lists in streams: each thing once, no empty message, a clean end; of nothing no message at all', async () => {
    const lists = {
      pods: RuntimeServiceService.streamPodSandboxes,
      containers: RuntimeServiceService.streamContainers,
    };
    const read = async () => {
      const both = [
        streamOf(node.world.socketPath, lists.pods, { filter: undefined }),
        streamOf(node.world.socketPath, lists.containers, { filter: undefined }),
      ];
      const ends = await Promise.all(both.map(({ ended }) => ended));
      expect(ends.map(({ code }) => code)).toEqual([codes.OK, codes.OK]);
      const messages = both.map(({ messages: all }) => all as readonly object[]);
      for (const one of messages.flat()) expect(Object.values(one).flat().length).toBeGreaterThan(0);
      return messages.map((all) =>
        all.flatMap((one) => Object.values(one).flat() as { readonly id: string }[]).map(({ id }) => id),
      );
    };
    expect(await read()).toEqual([[], []]);
    const pods = await Promise.all(['a', 'b', 'c'].map((name) => running(name)));
    const [seenPods, seenContainers] = await read();
    expect(seenPods?.toSorted()).toEqual(pods.map(({ pod }) => pod.sandboxId).toSorted());
    expect(seenContainers?.toSorted()).toEqual(pods.map(({ containerId }) => containerId).toSorted());
    const images = streamOf(node.world.socketPath, ImageServiceService.streamImages, { filter: undefined });
    await images.ended;
    expect(images.messages.flatMap((one) => one.images.flatMap(({ repoTags }) => repoTags))).toEqual([testImage]);
  });
});
