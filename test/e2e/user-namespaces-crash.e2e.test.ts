/**
 * `kill -9` of the daemon while a pod with a user namespace comes up: between any two commits lies an effect, and whatever there
 * is of it (a pinned namespace, an id-mapped overlay), the next daemon finds it. What follows is as with any pod: crash.e2e.
 */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idMappingRuncMissing, idMappingSettings } from '../helpers/id-mapping-runc.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon, recordsIn } from '../helpers/node-world.ts';
import { importTestImage, removeAllPods, runPod, startIn } from '../helpers/pod-life.ts';
import { imageMountOf, testImage } from '../helpers/pods.ts';
import { mapped, usernsContainer, usernsPod, volume } from '../helpers/userns-pods.ts';

const missing = daemonMissing() ?? idMappingRuncMissing();
const killable = fileURLToPath(new URL('./killable-daemon.ts', import.meta.url));

describe.skipIf(missing !== undefined)(`user namespaces, killed${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;

  beforeAll(async () => {
    world = await makeNodeWorld(idMappingSettings());
    const daemon = await world.start();
    await importTestImage(world);
    await daemon.stop();
  });
  afterAll(() => world?.end());

  const comeUp = async (daemon: RunningDaemon): Promise<void> => {
    const pod = await runPod(daemon, usernsPod(world, 'killed', { pid: 'POD' }));
    const mounts = [imageMountOf(testImage, '/image'), volume(world.logDir, '/mapped', mapped())];
    await startIn(daemon, pod, usernsContainer('main', 'while :; do sleep 1000; done', { pid: 'POD' }, { mounts }));
  };

  /** @returns whether the daemon died of it; false: there is no such point. */
  const killedAt = async (when: string, at: number): Promise<boolean> => {
    const daemon = await world.start({ script: killable, env: { KILL_AT: String(at), KILL_WHEN: when } });
    const wasKilled = await comeUp(daemon).then(
      () => false,
      () => true,
    );
    await (wasKilled ? daemon.ended : daemon.stop());
    const next = await world.start();
    await removeAllPods(next);
    expect(await world.traces()).toEqual([]);
    await next.stop();
    expect(recordsIn(world)).toEqual([]);
    return wasKilled;
  };

  test.each([
    ['before', 1],
    ['after', 2],
  ] as const)('%s commits → the next daemon can remove all of it', { timeout: 600_000 }, async (when, first) => {
    let at = first as number;
    while (await killedAt(when, at)) at += 2;
    expect(at).toBeGreaterThan(15);
  });
});
