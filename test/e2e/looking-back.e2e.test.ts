/** `troupe tree` of a daemon that runs: who is there, in which state, waiting for what; asked over its own socket. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { createIn, importTestImage, removeAllPods, runPod, startIn } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();
const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const troupe = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

describe.skipIf(missing !== undefined)(`looking at a daemon${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start();
    await importTestImage(world);
  });
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
  });

  test('its actors, with their states and what they wait for, and nobody once they are removed', async () => {
    const tree = async (...args: readonly string[]) =>
      (await promisify(execFile)(node, [troupe, 'tree', '--config', world.configFile, ...args])).stdout;
    const pod = await runPod(daemon, podConfig(world, 'tree'));
    const running = await startIn(daemon, pod, containerConfig('tree-running', 'sleep 1000'));
    const created = await createIn(daemon, pod, containerConfig('tree-created', 'true'));
    const { actors } = JSON.parse(await tree('--json')) as {
      readonly actors: readonly {
        readonly actor: string;
        readonly machine: string;
        readonly state: string;
        readonly ageUs: number;
        readonly waits: readonly { readonly service: string }[];
      }[];
    };
    const of = (end: string) => actors.find(({ actor }) => actor.endsWith(end));
    expect(of('svc:supervisor')).toMatchObject({ machine: 'supervisor', state: 'serving.resting' });
    expect(of(`pod:${pod.sandboxId}`)).toMatchObject({ machine: 'sandbox', parent: 'svc:supervisor' });
    expect(of(`pod:${pod.sandboxId}/ctr:${running}`)).toMatchObject({ state: 'alive.running' });
    expect(of(`ctr:${running}`)?.waits.map(({ service }) => service)).toContain('watchTask');
    expect(of(`ctr:${running}`)?.ageUs).toBeGreaterThan(0);
    expect(of(`ctr:${created}`)?.state).toBe('alive.created');
    const text = await tree('--actor', `pod:${pod.sandboxId}`);
    expect(text).toMatch(/^ACTOR +STATE +FOR +WAITS FOR/);
    expect(text.trim().split('\n')).toHaveLength(4);
    await removeAllPods(daemon);
    expect(await tree()).not.toContain('pod:');
  });
});
