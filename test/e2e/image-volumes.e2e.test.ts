/** Images as volumes of containers, from the request to the last byte read, and what hostile images can do with them. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImageSpec, type Mount } from '../../proto/generated/api.js';
import { askImport } from '../../src/cli/control.ts';
import { message } from '../../src/cri/client.ts';
import { archiveOf } from '../../src/image/image-writer.ts';
import type { TarEntry } from '../../src/image/tar-writer.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon, recordsIn } from '../helpers/node-world.ts';
import {
  createIn,
  importTestImage,
  type Pod,
  removeAllPods,
  runPod,
  shIn,
  startIn,
  statusOf,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, imageMountOf, podConfig } from '../helpers/pods.ts';
import { tinyImage } from '../helpers/test-image.ts';

const missing = daemonMissing();
const data = 'localhost/troupe-test/data:1';
const hostile = 'localhost/troupe-test/hostile:1';
const dir = (path: string): TarEntry => ({ path, type: 'directory' });
const link = (path: string, target: string): TarEntry => ({ path, type: 'symlink', target });

describe.skipIf(missing !== undefined)(`image volumes${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  let secret: string;

  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start();
    await importTestImage(world);
    secret = join(world.dir, 'secret');
    writeFileSync(secret, 'of the host');
  });
  afterEach(async () => {
    await removeAllPods(daemon);
    await until(world.traces, (traces) => traces.length === 0);
  });
  afterAll(async () => {
    await daemon?.stop();
    expect(recordsIn(world)).toEqual([]);
    await world?.end();
  });

  /** @returns the image's id. */
  const importImage = async (name: string, layers: readonly (readonly TarEntry[])[]): Promise<string> => {
    const image = tinyImage(layers, { name });
    const file = join(world.dir, 'image.tar');
    writeFileSync(file, archiveOf(image));
    await askImport(join(world.dir, 'state/control.sock'), file);
    return image.imageId;
  };
  const dataLayers = [
    [dir('model/'), { path: 'model/weights', content: 'w1' }, { path: 'readme', content: 'old' }],
    [
      { path: 'readme', content: 'new' },
      { path: 'run', content: '#!/bin/sh\necho ran\n', mode: 0o755 },
    ],
  ];
  const importData = () => importImage(data, dataLayers);
  const withMounts = (name: string, mounts: readonly Mount[]) => ({
    ...containerConfig(name, 'sleep 1000'),
    mounts: [...mounts],
  });
  const out = async (containerId: string, script: string) => {
    const { stdout, stderr } = await shIn(daemon, containerId, script);
    return `${stdout}${stderr}`.trim();
  };
  const refusal = (pod: Pod, mount: Mount) =>
    createIn(daemon, pod, withMounts('refused', [mount])).then(
      () => 'created',
      (error: { details: string }) => error.details,
    );

  test('read, executed, never written; the same image in two pods, and twice in one container', async () => {
    const imageId = await importData();
    const one = await runPod(daemon, podConfig(world, 'one'));
    const two = await runPod(daemon, podConfig(world, 'two'));
    const mounts = [imageMountOf(data, '/data'), imageMountOf(imageId, '/deep/er', { imageSubPath: 'model' })];
    const first = await startIn(daemon, one, withMounts('first', mounts));
    const beside = await startIn(daemon, one, withMounts('beside', [imageMountOf(data, '/data')]));
    const second = await startIn(daemon, two, withMounts('second', [imageMountOf(data, '/data')]));
    for (const containerId of [first, beside, second]) {
      expect(await out(containerId, 'cat /data/readme; /data/run; cat /data/model/weights')).toBe('newran\nw1');
      expect(await out(containerId, 'touch /data/x; rm /data/readme')).toMatch(
        /Read-only file system[\s\S]*Read-only file system/,
      );
    }
    expect(await out(first, 'ls /deep/er; echo x > /deep/er/weights')).toMatch(/^weights\n.*Read-only file system/);
    expect((await statusOf(daemon, first)).mounts).toMatchObject([
      { containerPath: '/data', hostPath: '', readonly: true, image: { image: data, imageRef: imageId } },
      { containerPath: '/deep/er', imageSubPath: 'model', image: { image: imageId, imageRef: imageId } },
    ]);
    await daemon.cri.runtime.stopContainer({ containerId: first, timeout: '0' });
    await daemon.cri.runtime.removeContainer({ containerId: first });
    expect(await out(beside, 'cat /data/readme')).toBe('new');
    expect(await out(second, 'cat /data/readme')).toBe('new');
  });

  test('the image is removed while containers have it → they read on, also after a kill -9 of the daemon', async () => {
    const imageId = await importData();
    const pod = await runPod(daemon, podConfig(world, 'removed'));
    const config = withMounts('reader', [imageMountOf(data, '/data')]);
    const running = await startIn(daemon, pod, config);
    const created = await createIn(daemon, pod, { ...config, metadata: { name: 'created', attempt: 0 } });
    await daemon.cri.image.removeImage({ image: message(ImageSpec, { image: data }) });
    const gone = await daemon.cri.image.imageStatus({ image: message(ImageSpec, { image: data }), verbose: false });
    expect(gone.image).toBeUndefined();
    expect(await refusal(pod, imageMountOf(data, '/data'))).toMatch(/^ImageVolumeMountFailed: /);
    await daemon.kill();
    daemon = await world.start();
    await daemon.cri.runtime.startContainer({ containerId: created });
    for (const containerId of [running, created]) {
      expect(await out(containerId, 'cat /data/readme')).toBe('new');
      expect((await statusOf(daemon, containerId)).mounts[0]?.image?.imageRef).toBe(imageId);
    }
    await daemon.cri.runtime.removeContainer({ containerId: running });
    expect(await out(created, 'cat /data/model/weights')).toBe('w1');
  });

  test('sub paths of a hostile image → nothing of the host is to be seen', async () => {
    const up = '../'.repeat(12);
    await importImage(hostile, [
      [
        dir('in/'),
        { path: 'in/side', content: 'inside' },
        link('absolute', world.dir),
        link('relative', `${up}${world.dir.slice(1)}`),
        link('into', '/in'),
        link('loop', 'loop'),
        { path: 'file', content: 'x' },
      ],
      // what later layers put in the place of a directory
      [{ path: '.wh.in' }, link('in', `${up}etc`)],
      [{ path: '.wh.in' }, dir('in/'), { path: 'in/side', content: 'inside' }, link('in/out', secret)],
    ]);
    const pod = await runPod(daemon, podConfig(world, 'hostile'));
    const at = (imageSubPath: string) => imageMountOf(hostile, '/volume', { imageSubPath });
    for (const subPath of ['absolute', 'relative', 'loop', 'file', 'none', '../in', '/in', 'in/../../in'])
      expect(await refusal(pod, at(subPath))).toMatch(/^ImageVolumeMountFailed: .*image_sub_path/);
    const containerId = await startIn(daemon, pod, withMounts('into', [at('into')]));
    expect(await out(containerId, 'cat /volume/side; cat /volume/out')).toMatch(/^insidecat: .*No such file/);
    expect(existsSync(secret)).toBe(true);
  });

  test('what cannot be → the prefix that a kubelet looks for, and nothing is listed', async () => {
    await importData();
    const pod = await runPod(daemon, podConfig(world, 'refusals'));
    for (const mount of [
      imageMountOf('localhost/troupe-test/absent:1', '/v'),
      imageMountOf('Not A Reference', '/v'),
      imageMountOf(data, '/v', { readonly: false }),
      imageMountOf(data, '/v', { hostPath: '/tmp' }),
      imageMountOf(data, '/v', { propagation: 2 }),
    ])
      expect(await refusal(pod, mount)).toMatch(/^ImageVolumeMountFailed: /);
    await expect(
      createIn(daemon, pod, withMounts('code', [imageMountOf('localhost/troupe-test/absent:1', '/v')])),
    ).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
    expect((await daemon.cri.runtime.listContainers({ filter: undefined })).containers).toEqual([]);
  });
});
