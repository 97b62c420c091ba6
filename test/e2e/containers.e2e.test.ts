/** How containers end, what is run in them, and what becomes of their logs. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ContainerConfig, LinuxContainerResources, Signal } from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import {
  containerStates,
  createIn,
  exitedOf,
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
const sleeping = 'exec sleep 1000';
/** A line each 10 ms, numbered; ends with 7 at SIGTERM. */
const counting = `trap 'exit 7' TERM; n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.01; done`;

describe.skipIf(missing !== undefined)(`containers${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start();
    await importTestImage(world);
  });
  /** Whatever a container was, nothing of it is left. */
  afterEach(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
  });
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
  });

  const stop = (containerId: string, timeout: string) => daemon.cri.runtime.stopContainer({ containerId, timeout });
  const exec = (containerId: string, cmd: string[], timeout = '0') =>
    daemon.cri.runtime.execSync({ containerId, cmd, timeout });
  /** Settles once the container has written this into its log: it is up, its traps are set. */
  const said = (name: string, text: string) =>
    until(
      () => logOf(join(world.logDir, `${name}.log`)),
      (lines) => lines.includes(`stdout ${text}`),
    );

  test('SIGTERM ignored: stop → SIGKILL after the grace period, 137', async () => {
    const pod = await runPod(daemon, podConfig(world, 'deaf'));
    const script = `trap 'echo heard' TERM; echo up; while :; do sleep 0.05; done`;
    const id = await startIn(daemon, pod, containerConfig('deaf', script));
    await said('deaf', 'up');
    await stop(id, '1');
    const seen = await statusOf(daemon, id);
    expect(seen).toMatchObject({ state: containerStates.exited, exitCode: 137, reason: 'Error' });
    expect(BigInt(seen.finishedAt)).toBeGreaterThan(BigInt(seen.startedAt));
    expect(await logOf(seen.logPath)).toEqual(['stdout up', 'stdout heard']);
    await stop(id, '1');
    expect(await statusOf(daemon, id)).toEqual(seen); // set once, never changed
  });

  test('two stops at once, the second more urgent → both are answered, the urgent one counts', async () => {
    const pod = await runPod(daemon, podConfig(world, 'hurry'));
    const id = await startIn(
      daemon,
      pod,
      containerConfig('hurry', `trap '' TERM; echo up; while :; do sleep 0.05; done`),
    );
    await said('hurry', 'up');
    await Promise.all([stop(id, '3600'), stop(id, '0')]);
    expect(await statusOf(daemon, id)).toMatchObject({ state: containerStates.exited, exitCode: 137 });
  });

  test('a stop signal of its own → that one is sent', async () => {
    const pod = await runPod(daemon, podConfig(world, 'signal'));
    const script = `trap 'exit 41' USR1; trap '' TERM; echo up; while :; do sleep 0.05; done`;
    const config = { ...containerConfig('signal', script), stopSignal: Signal.SIGNAL_SIGUSR1 };
    const id = await startIn(daemon, pod, config);
    await said('signal', 'up');
    await stop(id, '20');
    expect(await statusOf(daemon, id)).toMatchObject({ exitCode: 41, stopSignal: Signal.SIGNAL_SIGUSR1 });
  });

  test('more memory than its limit → 137, OOMKilled', async () => {
    const pod = await runPod(daemon, podConfig(world, 'greedy'));
    const config = limited(containerConfig('greedy', 'exec dd if=/dev/zero of=/dev/null bs=256M count=1'), 33_554_432);
    const id = await startIn(daemon, pod, config);
    expect(await exitedOf(daemon, id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    expect(await daemon.cri.runtime.stopContainer({ containerId: id, timeout: '5' })).toEqual({});
    expect(await statusOf(daemon, id)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  test('ends by itself → 0 Completed; another code → Error', async () => {
    const pod = await runPod(daemon, podConfig(world, 'ends'));
    const fine = await startIn(daemon, pod, containerConfig('fine', 'exit 0'));
    const failed = await startIn(daemon, pod, containerConfig('failed', 'exit 42'));
    expect(await exitedOf(daemon, fine)).toMatchObject({ exitCode: 0, reason: 'Completed' });
    expect(await exitedOf(daemon, failed)).toMatchObject({ exitCode: 42, reason: 'Error' });
  });

  test('a command that is not there → start fails and says so; the container is EXITED, and can be removed', async () => {
    const pod = await runPod(daemon, podConfig(world, 'absent'));
    const config = { ...containerConfig('absent', ''), command: ['/no/such/program'] };
    const told = await createAndStart(pod, config);
    expect(told.error).toMatch(/\/no\/such\/program.*no such file/i);
    if (told.containerId === undefined) return; // told at create already: then there is no container
    expect(await statusOf(daemon, told.containerId)).toMatchObject({
      state: containerStates.exited,
      reason: 'StartError',
      exitCode: 128,
    });
    await daemon.cri.runtime.removeContainer({ containerId: told.containerId });
  });
  /** runc looks for the command at create or at start, as its version goes. */
  const createAndStart = async (pod: Awaited<ReturnType<typeof runPod>>, config: ContainerConfig) => {
    let containerId: string | undefined;
    try {
      containerId = await createIn(daemon, pod, config);
      await daemon.cri.runtime.startContainer({ containerId });
      return { containerId, error: 'none' };
    } catch (error) {
      return { containerId, error: String(error) };
    }
  };

  test('exec over its time → DeadlineExceeded, and it is gone with all that it started; the container goes on', async () => {
    const pod = await runPod(daemon, podConfig(world, 'late'));
    const id = await startIn(daemon, pod, containerConfig('late', sleeping));
    const tooLate = { code: status.DEADLINE_EXCEEDED };
    await expect(exec(id, ['sleep', '4711'], '1')).rejects.toMatchObject(tooLate);
    // Not even as a zombie. The first is the container's own.
    expect((await shIn(daemon, id, 'grep -lx sleep /proc/[0-9]*/comm')).stdout).toBe('/proc/1/comm\n');
    await expect(exec(id, ['sh', '-c', 'sleep 4711 & exec sleep 4711'], '1')).rejects.toMatchObject(tooLate);
    // A zombie of a zombie is the first process's to reap, and this one does not. It has no command line.
    expect((await shIn(daemon, id, 'cat /proc/[0-9]*/cmdline | tr "\\0" " "')).stdout).not.toContain('sleep 4711');
    expect(await statusOf(daemon, id)).toMatchObject({ state: containerStates.running });
  });

  test('exec → both streams byte for byte, the exit code, no limit in time; what is not there is told', async () => {
    const pod = await runPod(daemon, podConfig(world, 'exec'));
    const id = await startIn(daemon, pod, containerConfig('exec', sleeping));
    const script = 'head -c 1000000 /dev/zero | tr "\\0" x; printf "\\377\\000\\n" >&2; exit 9';
    const { exitCode, stdout, stderr } = await exec(id, ['sh', '-c', script]);
    expect(exitCode).toBe(9);
    expect(Buffer.from(stdout).equals(Buffer.alloc(1_000_000, 'x'))).toBe(true);
    expect([...stderr]).toEqual([255, 0, 10]);
    await expect(exec(id, ['/no/such'])).rejects.toMatchObject({ details: expect.stringMatching(/no such file/i) });
    await expect(exec(id, [])).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    const many = await Promise.all(Array.from({ length: 12 }, (_, n) => shIn(daemon, id, `echo ${n}; exit ${n}`)));
    expect(many).toEqual(Array.from({ length: 12 }, (_, n) => ({ exitCode: n, stdout: `${n}\n`, stderr: '' })));
  });

  test('the log is renamed and reopened → it goes on in a new file; no line is lost or twice', async () => {
    const pod = await runPod(daemon, podConfig(world, 'rotated'));
    const id = await startIn(daemon, pod, containerConfig('rotated', counting));
    const file = join(world.logDir, 'rotated.log');
    await said('rotated', 'line 5');
    await rename(file, `${file}.1`);
    await daemon.cri.runtime.reopenContainerLog({ containerId: id });
    await until(
      () => logOf(file),
      (lines) => lines.length > 5,
    );
    await rename(file, `${file}.2`);
    await daemon.cri.runtime.reopenContainerLog({ containerId: id });
    await stop(id, '20');
    expect(await statusOf(daemon, id)).toMatchObject({ exitCode: 7 });
    const lines = [...(await logOf(`${file}.1`)), ...(await logOf(`${file}.2`)), ...(await logOf(file))];
    expect(lines).toEqual(Array.from({ length: lines.length }, (_, n) => `stdout line ${n + 1}`));
    await expect(daemon.cri.runtime.reopenContainerLog({ containerId: id })).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
    });
  });

  test('create again, with the same name and nothing started → the same container', async () => {
    const pod = await runPod(daemon, podConfig(world, 'twice'));
    const config = containerConfig('twice', sleeping);
    const [one, two] = await Promise.all([createIn(daemon, pod, config), createIn(daemon, pod, config)]);
    expect(two).toBe(one);
    expect(await createIn(daemon, pod, config)).toBe(one);
    expect((await daemon.cri.runtime.listContainers({ filter: undefined })).containers).toHaveLength(1);
  });

  test('removed while it runs → killed and gone', async () => {
    const pod = await runPod(daemon, podConfig(world, 'removed'));
    const id = await startIn(daemon, pod, containerConfig('removed', sleeping));
    await daemon.cri.runtime.removeContainer({ containerId: id });
    await expect(statusOf(daemon, id)).rejects.toMatchObject({ code: status.NOT_FOUND });
    await daemon.cri.runtime.removeContainer({ containerId: id });
  });
});

const limited = (config: ContainerConfig, memoryLimitInBytes: number): ContainerConfig => {
  const { linux } = config;
  if (linux === undefined) throw new Error('a container without linux');
  const limit = String(memoryLimitInBytes);
  const resources = { ...message(LinuxContainerResources), memoryLimitInBytes: limit, memorySwapLimitInBytes: limit };
  return { ...config, linux: { ...linux, resources } };
};
