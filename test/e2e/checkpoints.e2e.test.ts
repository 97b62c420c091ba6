/** Containers that are checkpointed by CRIU and restored elsewhere: whoever is in the middle of something goes on with it. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImageSpec, Mount } from '../../proto/generated/api.js';
import { runTool } from '../../src/actors/tool.ts';
import { askImport } from '../../src/cli/control.ts';
import { message } from '../../src/cri/client.ts';
import { archiveOf, draftImage } from '../../src/image/image-writer.ts';
import { mount, unmount } from '../../src/native.ts';
import { crictlFor, crictlMissing } from '../helpers/crictl.ts';
import { criuMissing, criuSettings } from '../helpers/criu.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  containerStates,
  createIn,
  importTestImage,
  logOf,
  removeAllPods,
  runPod,
  shIn,
  startIn,
  statusOf,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing() ?? criuMissing();
/** A number that lives in memory only, with traces in files. */
const counting = `echo secret > /kept; rm -r /etc/image-name; ln -s /kept /link; n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.05; done`;

const tarList = async (file: string): Promise<readonly string[]> => {
  const { stdout } = await runTool({
    path: '/bin/tar',
    args: ['--list', '--file', file],
    env: {},
    limitMs: 60_000,
    signal: new AbortController().signal,
    maxBytes: 1 << 20,
  });
  return stdout.toString().split('\n').slice(0, -1);
};

describe.skipIf(missing !== undefined)(`checkpoints${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld('', { cri: criuSettings });
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

  const linesOf = (name: string) => logOf(join(world.logDir, `${name}.log`));
  const reached = (name: string, count: number) =>
    until(
      () => linesOf(name),
      (lines) => lines.length >= count,
    );
  const lastNumber = (lines: readonly string[]) => Number(lines.at(-1)?.split(' ').at(-1));
  const checkpoint = (containerId: string, location: string, timeout = '0') =>
    daemon.cri.runtime.checkpointContainer({ containerId, location, timeout });
  const counter = async (name: string) => {
    const pod = await runPod(daemon, podConfig(world, name));
    const id = await startIn(daemon, pod, containerConfig(name, counting));
    await reached(name, 5);
    return { pod, id };
  };

  test('a container goes on in another pod where it was, and the first one goes on as well', {
    timeout: 120_000,
  }, async () => {
    const { id } = await counter('first');
    const archive = join(world.dir, 'first.tar');
    await checkpoint(id, archive);
    const { mode } = await stat(archive);
    expect(mode & 0o777).toBe(0o600);
    const names = await tarList(archive);
    expect(names).toEqual(
      expect.arrayContaining([
        'config.dump',
        'spec.dump',
        'rootfs-diff.tar',
        'deleted.files',
        'checkpoint/inventory.img',
        'stats-dump',
        'dump.log',
        'container.log',
        'status.dump',
      ]),
    );
    expect((await readdir(world.dir)).filter((name) => name.startsWith('.troupe'))).toEqual([]);
    const then = lastNumber(await linesOf('first'));
    await until(
      () => linesOf('first'),
      (lines) => lastNumber(lines) > then + 3,
    );
    expect(await statusOf(daemon, id)).toMatchObject({ state: containerStates.running });

    const pod = await runPod(daemon, podConfig(world, 'second'));
    const config = containerConfig('second', 'never run');
    const restored = await createIn(daemon, pod, {
      ...config,
      image: message(ImageSpec, { image: archive, userSpecifiedImage: archive }),
    });
    expect(await statusOf(daemon, restored)).toMatchObject({
      state: containerStates.created,
      image: { image: expect.stringContaining('busybox') },
    });
    await daemon.cri.runtime.startContainer({ containerId: restored });
    const atStart = await linesOf('second');
    await until(
      () => linesOf('second'),
      (lines) => lines.length > atStart.length + 5,
    );
    const numbers = (await linesOf('second')).map((line) => Number(line.split(' ').at(-1)));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1)); // from the first line on, without a gap
    expect(await statusOf(daemon, restored)).toMatchObject({
      state: containerStates.running,
      annotations: { restored: 'true', checkpointImage: archive },
    });
    expect(await shIn(daemon, restored, 'cat /link; ls /etc')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^secret\n(?!.*image-name)/s),
    });
    await daemon.cri.runtime.stopContainer({ containerId: restored, timeout: '0' });
    expect(await statusOf(daemon, restored)).toMatchObject({ state: containerStates.exited, exitCode: 137 });
  });

  const fromImage = (name: string, image: string) => {
    const config = containerConfig(name, 'never run');
    return { ...config, image: message(ImageSpec, { image, userSpecifiedImage: image }) };
  };

  test('mounts, a terminal or the image are not as they were → refused, and nothing is left', async () => {
    const { id, pod } = await counter('other');
    const archive = join(world.dir, 'other.tar');
    await checkpoint(id, archive);
    const config = fromImage('again', archive);
    await expect(createIn(daemon, pod, { ...config, tty: true })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('had no terminal'),
    });
    const mounts = [message(Mount, { containerPath: '/new', hostPath: world.logDir })];
    await expect(createIn(daemon, pod, { ...config, mounts })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining('had no mounts at /new'),
    });
    await expect(createIn(daemon, pod, fromImage('none', join(world.dir, 'none.tar')))).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
    await expect(createIn(daemon, pod, fromImage('none', world.configFile))).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });

  test('what CRIU wrote is damaged → the start fails with what CRIU says, as other starts do', async () => {
    const { id, pod } = await counter('damaged');
    const archive = join(world.dir, 'damaged.tar');
    await checkpoint(id, archive);
    const bytes = await readFile(archive);
    const at = bytes.indexOf('checkpoint/pstree.img');
    bytes.fill(0xff, at + 512, at + 512 + 64);
    await writeFile(archive, bytes);
    const restored = await createIn(daemon, pod, fromImage('broken', archive));
    await expect(daemon.cri.runtime.startContainer({ containerId: restored })).rejects.toMatchObject({
      code: status.INTERNAL,
      details: expect.stringMatching(/could not be restored.*Error \(criu/s),
    });
    expect(await statusOf(daemon, restored)).toMatchObject({
      state: containerStates.exited,
      exitCode: 128,
      reason: 'StartError',
    });
  });

  test('waits to be restored: stop, remove and a restart of the daemon are as with any created container', async () => {
    const { id, pod } = await counter('waiting');
    const archive = join(world.dir, 'waiting.tar');
    await checkpoint(id, archive);
    const stopped = await createIn(daemon, pod, fromImage('stopped', archive));
    await daemon.cri.runtime.stopContainer({ containerId: stopped, timeout: '10' });
    expect(await statusOf(daemon, stopped)).toMatchObject({ state: containerStates.exited, exitCode: 137 });
    const removed = await createIn(daemon, pod, fromImage('removed', archive));
    await daemon.cri.runtime.removeContainer({ containerId: removed });
    const kept = await createIn(daemon, pod, fromImage('kept', archive));
    await rm(archive); // all that is needed is the container's own by now
    await daemon.kill();
    daemon = await world.start();
    expect(await statusOf(daemon, kept)).toMatchObject({ state: containerStates.created });
    await daemon.cri.runtime.startContainer({ containerId: kept });
    const { length } = await linesOf('kept');
    await until(
      () => linesOf('kept'),
      (lines) => lines.length > length,
    );
    await daemon.kill();
    daemon = await world.start();
    expect(await statusOf(daemon, kept)).toMatchObject({ state: containerStates.running });
    expect(await shIn(daemon, kept, 'echo in')).toMatchObject({ exitCode: 0 });
  });

  test('a checkpoint of a restored container → can be restored again', async () => {
    const { id, pod } = await counter('one');
    const archives = ['one', 'two'].map((name) => join(world.dir, `${name}-again.tar`));
    await checkpoint(id, archives[0] ?? '');
    const two = await startIn(daemon, pod, fromImage('two', archives[0] ?? ''));
    await checkpoint(two, archives[1] ?? '');
    await startIn(daemon, pod, fromImage('three', archives[1] ?? ''));
    const { length } = await linesOf('three');
    await until(
      () => linesOf('three'),
      (lines) => lines.length > length,
    );
    const numbers = (await linesOf('three')).map((line) => Number(line.split(' ').at(-1)));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  test('no room for the archive → ResourceExhausted, nothing is left there, the container runs on', async () => {
    const { id } = await counter('full');
    const small = join(world.dir, 'small');
    await mkdir(small);
    await mount({ source: 'tmpfs', target: small, fsType: 'tmpfs', data: 'size=128k' });
    try {
      await expect(checkpoint(id, join(small, 'full.tar'))).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
      expect(await readdir(small)).toEqual([]);
    } finally {
      await unmount(small);
    }
    const { length } = await linesOf('full');
    await until(
      () => linesOf('full'),
      (lines) => lines.length > length,
    );
  });

  test('an image with an archive’s files → refused, unless it is allowed', async () => {
    const { id, pod } = await counter('packed');
    const archive = join(world.dir, 'packed.tar');
    await checkpoint(id, archive);
    const name = 'localhost/troupe-test/checkpoint:latest';
    const image = draftImage({
      name,
      layers: [{ tar: await readFile(archive) }],
      annotations: { 'io.kubernetes.cri-o.annotations.checkpoint.name': 'packed' },
    });
    const imageFile = join(world.dir, 'packed-image.tar');
    await writeFile(imageFile, archiveOf(image));
    await askImport(join(world.dir, 'state/control.sock'), imageFile);
    await expect(createIn(daemon, pod, fromImage('unpacked', name))).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: expect.stringContaining('cri.restore_checkpoints'),
    });
    const settings = await readFile(world.configFile, 'utf8');
    await writeFile(world.configFile, settings.replace('[cri]\n', '[cri]\nrestore_checkpoints = "images"\n'));
    await daemon.stop();
    daemon = await world.start();
    await startIn(daemon, pod, fromImage('unpacked', name));
    const { length } = await linesOf('unpacked');
    await until(
      () => linesOf('unpacked'),
      (lines) => lines.length > length,
    );
  });

  test.skipIf(crictlMissing() !== undefined)(
    'crictl checkpoint --export, and a container of it by crictl create',
    async () => {
      const { id, pod } = await counter('byhand');
      const crictl = crictlFor(world);
      const archive = join(world.dir, 'byhand.tar');
      expect(await crictl.say('checkpoint', `--export=${archive}`, id)).toContain(id);
      const files = ['container.json', 'pod.json'].map((name) => join(world.dir, name));
      const [containerFile = '', podFile = ''] = files;
      const container = {
        metadata: { name: 'byhand2' },
        image: { image: archive },
        log_path: 'byhand2.log',
        linux: { security_context: { namespace_options: { pid: 1 } } },
      };
      await writeFile(containerFile, JSON.stringify(container));
      await writeFile(podFile, JSON.stringify({ metadata: { name: 'byhand', namespace: 'test', uid: 'uid-byhand' } }));
      const restored = await crictl.say('create', pod.sandboxId, containerFile, podFile);
      await crictl.say('start', restored);
      const { length } = await linesOf('byhand2');
      await until(
        () => linesOf('byhand2'),
        (lines) => lines.length > length,
      );
    },
  );

  test('the daemon is killed while CRIU works, earlier and later → the container runs and has its network', {
    timeout: 300_000,
  }, async () => {
    const pod = await runPod(daemon, podConfig(world, 'killed'));
    const id = await startIn(daemon, pod, containerConfig('killed', counting));
    for (const delayMs of [0, 30, 60, 90, 120, 150, 180, 220, 260, 320, 400]) {
      const answer = checkpoint(id, join(world.dir, `killed-${delayMs}.tar`)).catch(() => undefined);
      await until(
        async () => (await readdir(world.dir)).some((name) => name.startsWith('.troupe')),
        (isThere) => isThere,
      );
      await pause(delayMs);
      await daemon.kill();
      await answer;
      daemon = await world.start();
      const { length } = await linesOf('killed');
      await until(
        () => linesOf('killed'),
        (lines) => lines.length > length,
      );
      expect((await readdir(world.dir)).filter((name) => name.startsWith('.troupe'))).toEqual([]);
      const reached = await shIn(daemon, id, 'ping -c 1 -W 2 127.0.0.1');
      expect(reached, `network after ${delayMs} ms`).toMatchObject({ exitCode: 0 });
    }
  });

  test('the daemon is killed while CRIU restores → the container runs or has ended, and can be removed', {
    timeout: 300_000,
  }, async () => {
    const { id, pod } = await counter('source');
    const archive = join(world.dir, 'source.tar');
    await checkpoint(id, archive);
    for (const delayMs of [10, 40, 80, 120, 160, 220, 300]) {
      const name = `restored-${delayMs}`;
      const restored = await createIn(daemon, pod, fromImage(name, archive));
      const answer = daemon.cri.runtime.startContainer({ containerId: restored }).catch(() => undefined);
      await pause(delayMs);
      await daemon.kill();
      await answer;
      daemon = await world.start();
      const { state } = await statusOf(daemon, restored);
      if (state === containerStates.running) {
        const { length } = await linesOf(name);
        await until(
          () => linesOf(name),
          (lines) => lines.length > length,
        );
      } else if (state === containerStates.created) await daemon.cri.runtime.startContainer({ containerId: restored });
      else expect(state).toBe(containerStates.exited);
      await daemon.cri.runtime.removeContainer({ containerId: restored });
    }
  });
});
