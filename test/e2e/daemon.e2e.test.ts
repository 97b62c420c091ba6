/** The daemon stops and starts; its containers do not notice. Two daemons on one root. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Gates, gateNetwork } from '../helpers/gated-network.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon, recordsIn } from '../helpers/node-world.ts';
import {
  containerStates,
  createIn,
  importTestImage,
  logOf,
  type Pod,
  pidOf,
  podStatusOf,
  removeAllPods,
  runPod,
  sandboxStates,
  shIn,
  startIn,
  statusOf,
  until,
} from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const troupe = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** A line each 10 ms, numbered; ends with 7 at SIGTERM. */
const counting = `trap 'exit 7' TERM; n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.01; done`;

describe.skipIf(missing !== undefined)(`the daemon${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let gates: Gates;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld('[timeouts]\nshutdown = "2s"\n');
    gates = await gateNetwork(world);
    daemon = await world.start();
    await importTestImage(world);
  });
  afterEach(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
  });
  afterAll(async () => {
    await daemon?.stop();
    if (world !== undefined) expect(recordsIn(world)).toEqual([]);
    await gates?.end();
    await world?.end();
  });

  const lines = (name: string) => logOf(join(world.logDir, `${name}.log`));
  const restart = async (whileDown: () => Promise<unknown> = async () => undefined) => {
    await daemon.stop();
    await whileDown();
    daemon = await world.start();
  };
  const told = async (pod: Pod, containerIds: readonly string[]) => ({
    pod: await podStatusOf(daemon, pod),
    containers: await Promise.all(containerIds.map((id) => statusOf(daemon, id))),
  });

  for (const pid of ['CONTAINER', 'POD'] as const)
    test(`restarted, pid namespace of the ${pid.toLowerCase()} → same pods, containers, processes, address; no log line is lost`, async () => {
      const name = `lasting-${pid.toLowerCase()}`;
      const pod = await runPod(daemon, podConfig(world, name, pid));
      const running = await startIn(daemon, pod, containerConfig(name, counting, pid));
      const created = await createIn(daemon, pod, containerConfig(`${name}-created`, 'echo late; exit 5', pid));
      const exited = await startIn(daemon, pod, containerConfig(`${name}-exited`, 'exit 4', pid));
      await until(
        () => statusOf(daemon, exited),
        ({ state }) => state === containerStates.exited,
      );
      const before = await told(pod, [running, created, exited]);
      const processId = await pidOf(daemon, running);
      await restart(async () => {
        const seen = (await lines(name)).length;
        await until(
          () => lines(name),
          (now) => now.length > seen + 5,
        );
      });
      expect(await told(pod, [running, created, exited])).toEqual(before);
      expect(await pidOf(daemon, running)).toBe(processId);
      expect((await shIn(daemon, running, 'echo still here')).stdout).toBe('still here\n');
      await daemon.cri.runtime.startContainer({ containerId: created });
      await until(
        () => statusOf(daemon, created),
        ({ exitCode }) => exitCode === 5,
      );
      await daemon.cri.runtime.stopContainer({ containerId: running, timeout: '20' });
      expect(await statusOf(daemon, running)).toMatchObject({
        exitCode: 7,
        startedAt: before.containers[0]?.startedAt,
      });
      const all = await lines(name);
      expect(all).toEqual(Array.from({ length: all.length }, (_, n) => `stdout line ${n + 1}`));
    });

  test('a container ends while there is no daemon → its exit code and when it ended are found', async () => {
    const pod = await runPod(daemon, podConfig(world, 'unseen'));
    const id = await startIn(
      daemon,
      pod,
      containerConfig('unseen', `trap 'exit 19' TERM; echo up; while :; do sleep 0.02; done`),
    );
    const killed = await startIn(daemon, pod, containerConfig('killed', 'exec sleep 1000'));
    await until(
      () => lines('unseen'),
      (now) => now.includes('stdout up'),
    );
    const pids = [await pidOf(daemon, id), await pidOf(daemon, killed)] as const;
    const beforeMs = Date.now();
    await restart(async () => {
      process.kill(pids[0], 'SIGTERM');
      process.kill(pids[1], 'SIGKILL');
      await until(
        () => Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))),
        (commands) => commands.every((command) => command === ''),
      );
    });
    const afterMs = Date.now();
    const [seen, other] = [await statusOf(daemon, id), await statusOf(daemon, killed)];
    expect(seen).toMatchObject({ state: containerStates.exited, exitCode: 19, reason: 'Error' });
    expect(other).toMatchObject({ state: containerStates.exited, exitCode: 137, reason: 'Error' });
    const endedAtMs = Number(BigInt(seen.finishedAt) / 1_000_000n);
    expect(endedAtMs).toBeGreaterThanOrEqual(beforeMs - 1000); // conmon's file has whole seconds, on some file systems
    expect(endedAtMs).toBeLessThanOrEqual(afterMs);
    expect(await podStatusOf(daemon, pod)).toMatchObject({ state: sandboxStates.ready });
  });

  test('SIGTERM in the middle of RunPodSandbox → it ends in time; the next daemon undoes what was begun', async () => {
    gates.close('ADD');
    const running = runPod(daemon, podConfig(world, 'cut-off'));
    const refused = expect(running).rejects.toMatchObject({ code: expect.any(Number) });
    await gates.arrival('ADD');
    await restart(async () => gates.open('ADD'));
    await refused;
    expect((await daemon.cri.runtime.listPodSandbox({ filter: undefined })).items).toEqual([]);
    await until(world.traces, (traces) => traces.length === 0);
    const again = await runPod(daemon, podConfig(world, 'cut-off'));
    expect(await podStatusOf(daemon, again)).toMatchObject({ state: sandboxStates.ready });
  });

  test('a second daemon on the same socket, or only the same root → refused, and says why; the first goes on', async () => {
    const pod = await runPod(daemon, podConfig(world, 'first'));
    const other = { root: `root = "${world.dir}/second-root"`, state: `state = "${world.dir}/second-state"` };
    const config = (await readFile(world.configFile, 'utf8')).replace(/^state = .*$/m, other.state);
    const onRoot = join(world.dir, 'on-root.toml');
    const onSocket = join(world.dir, 'on-socket.toml');
    await writeFile(onRoot, config.replace('troupe.sock', 'second.sock'));
    await writeFile(onSocket, config.replace(/^root = .*$/m, other.root));
    const refusals = [
      { configFile: world.configFile, says: /the store cannot be opened.*is a troupe running\?/s },
      { configFile: onRoot, says: /the store cannot be opened.*is a troupe running\?/s },
      { configFile: onSocket, says: /another server answers on this socket/ },
    ];
    for (const { configFile, says } of refusals) {
      const { exitCode, output } = await serve(configFile);
      expect(output).toMatch(says);
      expect(exitCode).toBeGreaterThan(0);
    }
    expect(await podStatusOf(daemon, pod)).toMatchObject({ state: sandboxStates.ready });
    await startIn(daemon, pod, containerConfig('first', 'exec sleep 1000'));
  });

  /** A daemon that is expected not to come up. */
  const serve = (configFile: string) =>
    new Promise<{ readonly exitCode: unknown; readonly output: string }>((resolve) => {
      execFile(node, [troupe, 'serve', '--config', configFile], { timeout: 20_000 }, (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : error.code, output: stdout + stderr }),
      );
    });
});
