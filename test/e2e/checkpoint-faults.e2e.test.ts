/**
 * Checkpoints that fail, hang or meet something that matters more. What runs as CRIU here only fails or hangs, so nothing of
 * this needs a CRIU that works; the container is frozen as with a real one.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FakeCriu, makeFakeCriu } from '../helpers/fake-criu.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon, recordsIn } from '../helpers/node-world.ts';
import {
  containerStates,
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

const missing = daemonMissing();
const counting = 'n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.05; done';

describe.skipIf(missing !== undefined)(`checkpoints that fail${missing === undefined ? '' : `: ${missing}`}`, () => {
  let toolsDir: string;
  let hangingMark: string;
  let world: NodeWorld;
  let daemon: RunningDaemon;

  const open = async (kind: FakeCriu) => {
    const path = await makeFakeCriu(toolsDir, kind);
    hangingMark = `${path}.hangs`;
    world = await makeNodeWorld('', { cri: `criu_path = ${JSON.stringify(path)}` });
    daemon = await world.start();
    await importTestImage(world);
  };
  const close = async () => {
    await daemon?.stop();
    await world?.end();
  };
  const linesOf = (name: string) => logOf(join(world.logDir, `${name}.log`));
  /** It runs: more comes, and a command can be run in it. */
  const expectAlive = async (name: string, id: string) => {
    const { length } = await linesOf(name);
    await until(
      () => linesOf(name),
      (lines) => lines.length > length + 1,
    );
    expect(await shIn(daemon, id, 'echo in')).toMatchObject({ exitCode: 0, stdout: 'in\n' });
    expect((await readdir(world.dir)).filter((entry) => entry.startsWith('.troupe'))).toEqual([]);
  };
  const counter = async (name: string) => {
    const pod = await runPod(daemon, podConfig(world, name));
    const id = await startIn(daemon, pod, containerConfig(name, counting));
    await until(
      () => linesOf(name),
      (lines) => lines.length > 2,
    );
    return { pod, id };
  };
  const place = (name: string) => join(world.dir, name);
  const checkpoint = (containerId: string, location: string, timeout = '0') =>
    daemon.cri.runtime.checkpointContainer({ containerId, location, timeout });
  /** The container is in the state of the chart. */
  const inState = (id: string, state: string) =>
    until(
      async () => {
        const { info } = await daemon.cri.runtime.containerStatus({ containerId: id, verbose: true });
        return String(JSON.parse(info.info ?? '{}').chartState);
      },
      (seen) => seen === state,
    );
  /** Frozen, with somebody who hangs as CRIU. */
  const frozen = async (name: string, timeout = '0') => {
    const { id, pod } = await counter(name);
    const archive = place(`${name}.tar`);
    const answer = checkpoint(id, archive, timeout).then(
      () => undefined,
      (error: unknown) => error,
    );
    await inState(id, 'alive.checkpointing.dumping');
    await until(
      async () => existsSync(hangingMark),
      (isThere) => isThere,
    );
    await rm(hangingMark);
    return { id, pod, archive, answer };
  };

  beforeAll(async () => {
    toolsDir = await mkdtemp(join(tmpdir(), 'trp-criu-'));
  });
  afterAll(() => rm(toolsDir, { recursive: true, force: true }));

  describe('CRIU fails', () => {
    beforeAll(() => open('fails'));
    afterEach(() => removeAllPods(daemon));
    afterAll(close);

    test('→ an error that says so, nothing is left, the container runs on', async () => {
      const { id } = await counter('failing');
      await expect(checkpoint(id, place('failing.tar'))).rejects.toMatchObject({
        code: status.INTERNAL,
        details: expect.stringContaining('could not be checkpointed'),
      });
      expect(existsSync(place('failing.tar'))).toBe(false);
      await expectAlive('failing', id);
    });

    test('places that cannot be → InvalidArgument, before anything is done', async () => {
      const { id } = await counter('places');
      await writeFile(place('there.tar'), 'mine');
      for (const [location, reason] of [
        ['relative.tar', 'is not an absolute path'],
        [place('there.tar'), 'exists already'],
        [place('no/such/dir.tar'), 'ENOENT'],
        [place('config.toml/in-a-file.tar'), 'its directory'],
        [`${world.dir}/sub/../x.tar`, 'contains ..'],
        [`${place('logs')}/`, 'names no file'],
      ] as const)
        await expect(checkpoint(id, location), location).rejects.toMatchObject({
          code: status.INVALID_ARGUMENT,
          details: expect.stringContaining(reason),
        });
      await expectAlive('places', id);
    });

    test('not running → FailedPrecondition; unknown → NotFound', async () => {
      const { id } = await counter('ended');
      await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '0' });
      await expect(checkpoint(id, place('ended.tar'))).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
      await expect(checkpoint('0'.repeat(64), place('none.tar'))).rejects.toMatchObject({ code: status.NOT_FOUND });
    });
  });

  test('an old criu → FailedPrecondition, with the version that is needed', async () => {
    await open('is old');
    try {
      const { id } = await counter('old');
      await expect(checkpoint(id, place('old.tar'))).rejects.toMatchObject({
        code: status.FAILED_PRECONDITION,
        details: expect.stringContaining('criu 3.16 or newer is needed'),
      });
      await expectAlive('old', id);
      await removeAllPods(daemon);
    } finally {
      await close();
    }
  });

  describe('CRIU hangs', () => {
    beforeAll(() => open('hangs'));
    afterEach(async () => {
      await removeAllPods(daemon);
      expect(await world.traces()).toEqual([]);
      expect((await readdir(world.dir)).filter((entry) => /^\.troupe|\.tar$/.test(entry))).toEqual(['busybox.tar']);
    });
    afterAll(async () => {
      await daemon.stop();
      expect(recordsIn(world)).toEqual([]);
      await world.end();
    });

    test('longer than the limit → DeadlineExceeded, the container runs on', async () => {
      const { id, answer } = await frozen('slow', '1');
      expect(await answer).toMatchObject({ code: status.DEADLINE_EXCEEDED });
      await expectAlive('slow', id);
    });

    test('meanwhile: another one and an exec are refused, the state is running, then a stop ends it', async () => {
      const { id, answer } = await frozen('busy');
      await expect(checkpoint(id, place('other.tar'))).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
      const exec = daemon.cri.runtime.execSync({ containerId: id, cmd: ['true'], timeout: '5' });
      await expect(exec).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
      expect(await statusOf(daemon, id)).toMatchObject({ state: containerStates.running });
      await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '1' });
      expect(await answer).toMatchObject({ code: status.FAILED_PRECONDITION });
      expect(await statusOf(daemon, id)).toMatchObject({ state: containerStates.exited, exitCode: 137 });
    });

    test('removed meanwhile → it is gone', async () => {
      const { id, answer } = await frozen('removed');
      await daemon.cri.runtime.removeContainer({ containerId: id });
      expect(await answer).toMatchObject({ code: status.FAILED_PRECONDITION });
    });

    test('the pod is stopped meanwhile → it stops', async () => {
      const { pod, answer } = await frozen('closing');
      await daemon.cri.runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
      expect(await answer).toMatchObject({ code: status.FAILED_PRECONDITION });
    });

    test('the daemon is killed in the middle → the next one lets the container run', async () => {
      const { id } = await frozen('killed');
      await daemon.kill();
      daemon = await world.start();
      await inState(id, 'alive.running');
      await expectAlive('killed', id);
    });

    test('the daemon stops in the middle → the same', async () => {
      const { id } = await frozen('stopped');
      await daemon.stop();
      daemon = await world.start();
      await inState(id, 'alive.running');
      await expectAlive('stopped', id);
    });
  });
});
