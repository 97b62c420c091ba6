/** Containers that are checkpointed by CRIU and restored elsewhere: whoever is in the middle of something goes on with it. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImageSpec } from '../../proto/generated/api.js';
import { runTool } from '../../src/actors/tool.ts';
import { message } from '../../src/cri/client.ts';
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
});
