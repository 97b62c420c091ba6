/** Pulls over the CRI: passwords, mirrors, failures as a kubelet reads them; containers of an image however it is named. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AuthConfig, ImageSpec } from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import type { DraftedImage } from '../../src/image/image-writer.ts';
import { crictlFor, crictlMissing } from '../helpers/crictl.ts';
import { type DockerRegistry, startDockerRegistry } from '../helpers/docker-registry.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { removeAllPods, runPod, shIn, startIn, statusOf, until } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';
import { programMissing } from '../helpers/programs.ts';
import { pushImage } from '../helpers/push-image.ts';
import { busyboxImage } from '../helpers/test-image.ts';

const missing = daemonMissing() ?? programMissing('docker-registry');

describe.skipIf(missing !== undefined)(`images${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  let open: DockerRegistry;
  let locked: DockerRegistry;
  let image: DraftedImage;

  beforeAll(async () => {
    world = await makeNodeWorld('[image]\npinned_images = ["*e2e/kept*"]\n');
    open = await startDockerRegistry();
    locked = await startDockerRegistry({ hasPassword: true });
    image = await busyboxImage({ name: 'images' });
    await pushImage({ url: `http://${open.host}`, repository: 'e2e/box', tag: '1' }, image);
    await pushImage(
      { url: `http://${locked.host}`, repository: 'e2e/secret', tag: '1', login: 'tester:secret' },
      image,
    );
    daemon = await world.start();
  });
  afterEach(async () => {
    await removeAllPods(daemon);
    const { images } = await daemon.cri.image.listImages({ filter: undefined });
    for (const { id } of images) await daemon.cri.image.removeImage({ image: spec(id) });
    await until(world.traces, (traces) => traces.length === 0); // a layer may still be written to the disk
  });
  afterAll(async () => {
    await daemon?.stop();
    await open?.close();
    await locked?.close();
    await world?.end();
  });

  const spec = (reference: string) => message(ImageSpec, { image: reference });
  const pull = (reference: string, auth: Partial<AuthConfig> = {}) =>
    daemon.cri.image.pullImage({
      image: spec(reference),
      auth: message(AuthConfig, auth),
      sandboxConfig: undefined,
    });
  const statusIn = async (reference: string) =>
    (await daemon.cri.image.imageStatus({ image: spec(reference), verbose: false })).image;

  test('a private registry → refused without and with wrong credentials, and says so; pulled with the right ones', async () => {
    const reference = `${locked.host}/e2e/secret:1`;
    const refused = { code: status.UNKNOWN, details: expect.stringContaining('the registry refused access') };
    await expect(pull(reference)).rejects.toMatchObject(refused);
    await expect(pull(reference, { username: 'tester', password: 'mistaken' })).rejects.toMatchObject(refused);
    expect(await statusIn(reference)).toBeUndefined();
    const { imageRef } = await pull(reference, { username: 'tester', password: 'secret' });
    expect(imageRef).toBe(image.imageId);
    expect(await statusIn(reference)).toMatchObject({ id: image.imageId, repoTags: [reference] });
    expect(daemon.output()).not.toMatch(/mistaken|"secret"|dGVzdGVyO/);
  });

  test.skipIf(crictlMissing() !== undefined)(`crictl pull --creds ${crictlMissing() ?? ''}`, async () => {
    const crictl = crictlFor(world);
    const reference = `${locked.host}/e2e/secret:1`;
    expect(await crictl.fails('pull', reference)).toMatch(/refused access/);
    expect(await crictl.say('pull', '--creds', 'tester:secret', reference)).toContain(image.imageId);
  });

  test('a mirror in hosts.toml, read at the pull → the image has the name that was asked for', async () => {
    const dir = join(world.dir, 'certs.d/registry.example');
    await mkdir(dir, { recursive: true });
    const hosts = `server = "http://127.0.0.1:1"\n[host."http://${open.host}"]\ncapabilities = ["pull", "resolve"]\n`;
    await writeFile(join(dir, 'hosts.toml'), hosts);
    await pull('registry.example/e2e/box:1');
    expect(await statusIn('registry.example/e2e/box:1')).toMatchObject({
      repoTags: ['registry.example/e2e/box:1'],
      repoDigests: [`registry.example/e2e/box@${image.manifest.digest}`],
    });
  });

  test('nobody listens; no such image; not a reference → the texts and codes that a kubelet knows', async () => {
    await expect(pull('127.0.0.1:1/e2e/box:1')).rejects.toMatchObject({
      code: status.UNKNOWN,
      details: expect.stringMatching(/^RegistryUnavailable: /),
    });
    await expect(pull(`${open.host}/e2e/box:none`)).rejects.toMatchObject({
      code: status.UNKNOWN,
      details: expect.stringContaining('the registry has no such image'),
    });
    await expect(pull('box:in:valid')).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    expect((await daemon.cri.image.listImages({ filter: undefined })).images).toEqual([]);
  });

  test('a pinned image → says so, under any of its names; who removes it by its name may', async () => {
    await pushImage({ url: `http://${open.host}`, repository: 'e2e/kept', tag: '1' }, image);
    const [kept, other] = [`${open.host}/e2e/kept:1`, `${open.host}/e2e/box:1`];
    await pull(other);
    expect(await statusIn(other)).toMatchObject({ pinned: false });
    await pull(kept);
    expect(await statusIn(other)).toMatchObject({ pinned: true, repoTags: [other, kept].sort() });
    await daemon.cri.image.removeImage({ image: spec(kept) });
    expect(await statusIn(other)).toBeUndefined();
  });

  test('five pulls at once → one image, five answers', async () => {
    const reference = `${open.host}/e2e/box:1`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => pull(reference)));
    expect(answers).toEqual(Array(5).fill({ imageRef: image.imageId }));
    expect((await daemon.cri.image.listImages({ filter: undefined })).images).toHaveLength(1);
  });

  test('a container of an image by tag, digest, id, and what a pod called it → runs; the status keeps the names apart', async () => {
    const tag = `${open.host}/e2e/box:1`;
    const digest = `${open.host}/e2e/box@${image.manifest.digest}`;
    await pull(tag);
    const pod = await runPod(daemon, podConfig(world, 'names'));
    const named = [
      { name: 'tag', image: tag, shown: tag },
      { name: 'digest', image: digest, shown: digest },
      { name: 'id', image: image.imageId, shown: image.imageId },
      { name: 'kubelet', image: image.imageId, userSpecifiedImage: tag, shown: tag },
    ];
    for (const { name, shown, ...asked } of named) {
      const config = { ...containerConfig(name, 'exec sleep 1000'), image: message(ImageSpec, asked) };
      const id = await startIn(daemon, pod, config);
      expect(await statusOf(daemon, id)).toMatchObject({
        image: { image: shown },
        imageId: image.imageId,
        imageRef: digest,
      });
      expect((await shIn(daemon, id, 'cat /etc/image-name')).stdout).toBe('images\n');
    }
    const { containers } = await daemon.cri.runtime.listContainers({ filter: undefined });
    expect(new Set(containers.map(({ imageId }) => imageId))).toEqual(new Set([image.imageId]));
  });

  test('a pull that is given up at once → the next one gets the image', async () => {
    const reference = `${open.host}/e2e/box:1`;
    const giveUp = AbortSignal.abort();
    const cancelled = daemon.cri.image.pullImage(
      { image: spec(reference), auth: undefined, sandboxConfig: undefined },
      { signal: giveUp },
    );
    await expect(cancelled).rejects.toMatchObject({ code: status.CANCELLED });
    expect(await pull(reference)).toEqual({ imageRef: image.imageId });
  });

  test('image file system → its place and what it holds', async () => {
    await pull(`${open.host}/e2e/box:1`);
    const { imageFilesystems } = await daemon.cri.image.imageFsInfo({});
    expect(imageFilesystems).toMatchObject([{ fsId: { mountpoint: join(world.dir, 'root/images') } }]);
    expect(Number(imageFilesystems[0]?.usedBytes?.value)).toBeGreaterThan(0);
  });

  test('container file system → what containers wrote, in bytes and inodes', async () => {
    const reference = `${open.host}/e2e/box:1`;
    await pull(reference);
    const pod = await runPod(daemon, podConfig(world, 'writes'));
    const writes = containerConfig('writes', 'dd if=/dev/zero of=/big bs=1M count=3; touch /1 /2 /3; sleep 1000');
    await startIn(daemon, pod, { ...writes, image: spec(reference) });
    const { containerFilesystems } = await until(
      () => daemon.cri.image.imageFsInfo({}),
      ({ containerFilesystems: [usage] }) =>
        Number(usage?.usedBytes?.value) >= 3 * 2 ** 20 && Number(usage?.inodesUsed?.value) >= 4,
    );
    expect(containerFilesystems).toMatchObject([{ fsId: { mountpoint: join(world.dir, 'root/images') } }]);
    expect(Number(containerFilesystems[0]?.usedBytes?.value)).toBeLessThan(4 * 2 ** 20);
  });
});
