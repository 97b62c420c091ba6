/**
 * A pod under crun. crun refuses a machine with both cgroup hierarchies, so the daemon then runs in a mount namespace of
 * its own in which there is only the first.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCgroupFacts } from '../../src/actors/cgroup-paths.ts';
import { findProgram } from '../../src/cli/doctor/find-program.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { containerStates, importTestImage, runPod, shIn, startIn, statusOf } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const isInstalled = findProgram('crun', process.env.PATH ?? '') !== undefined;
const missing = daemonMissing() ?? (isInstalled ? undefined : 'needs crun');
const { mode, unifiedDir } = readCgroupFacts();
const onlyFirstHierarchy = ['unshare', '--mount', 'sh', '-c', `umount ${unifiedDir}; exec "$@"`, 'sh'];

describe.skipIf(missing !== undefined)(`crun${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start({ wrapper: mode === 'hybrid' ? onlyFirstHierarchy : [] });
    await importTestImage(world);
  });
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
  });

  test.each(['CONTAINER', 'POD'] as const)(
    'a pod, pid namespace of the %s → runs, logs, ends; nothing is left',
    async (pid) => {
      const { runtime } = daemon.cri;
      const name = `crun-${pid.toLowerCase()}`;
      const pod = await runPod(daemon, podConfig(world, name, pid), 'crun');
      const script = `trap 'exit 7' TERM; echo hello; while :; do sleep 0.01; done`;
      const containerId = await startIn(daemon, pod, containerConfig(name, script, pid));
      expect(await shIn(daemon, containerId, 'echo $HOSTNAME; exit 3')).toMatchObject({
        exitCode: 3,
        stdout: `${name}\n`,
      });
      await expect.poll(() => readFileSync(`${world.logDir}/${name}.log`, 'utf8')).toMatch(/ stdout F hello\n$/);
      await runtime.stopContainer({ containerId, timeout: '5' });
      expect(await statusOf(daemon, containerId)).toMatchObject({ state: containerStates.exited, exitCode: 7 });
      await runtime.stopPodSandbox({ podSandboxId: pod.sandboxId });
      await runtime.removePodSandbox({ podSandboxId: pod.sandboxId });
      expect(await world.traces()).toEqual([]);
    },
  );
});
