/** `troupe tree` of a daemon that runs, asked over its own socket; and what its recording says when it is over. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
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
    const of = (end: string) => actors.find(({ actor }) => actor.replace(/#\d+/g, '').endsWith(end));
    expect(of('svc:supervisor')).toMatchObject({ machine: 'supervisor', state: 'serving.resting' });
    expect(of(`pod:${pod.sandboxId}`)).toMatchObject({ machine: 'sandbox', parent: 'svc:supervisor#1' });
    expect(of(`pod:${pod.sandboxId}/ctr:${running}`)).toMatchObject({ state: 'alive.running' });
    expect(of(`ctr:${running}`)?.waits.map(({ service }) => service)).toContain('watchTask');
    expect(of(`ctr:${running}`)?.ageUs).toBeGreaterThan(0);
    expect(of(`ctr:${created}`)?.state).toBe('alive.created');
    const text = await tree('--actor', `pod:${pod.sandboxId}`);
    expect(text).toMatch(/^ACTOR +STATE +FOR +WAITS FOR/);
    expect(text.trim().split('\n')).toHaveLength(4);
    await removeAllPods(daemon);
    expect(await tree()).not.toContain('pod:');

    await daemon.stop();
    const journal = join(dirname(world.configFile), 'root', 'journal');
    const said = async (...args: readonly string[]) => {
      const { stdout, stderr } = await promisify(execFile)(node, [troupe, ...args], { maxBuffer: 64 * 1024 * 1024 });
      return { out: stdout, err: stderr };
    };
    const states = await said('journal', 'query', `kind:state to:running actor:ctr:${running}`, journal, '--json');
    expect(states.err).toBe('');
    const [moved] = states.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly q: number; readonly v1: string });
    expect(moved?.v1).toBe('alive.running');
    const why = await said('why', `ctr:${running}@${Math.floor(moved?.q ?? 0)}`, journal);
    expect(why.err).toBe('');
    expect(why.out).toMatch(/is alive\.running/);
    expect(why.out).toMatch(/waits for watchTask/);
    expect(why.out.trim().split('\n').at(-1)).toMatch(/rpc: container\.start/);
    expect((await said('tree', journal, '--at', String(Math.floor(moved?.q ?? 0)))).out).toMatch(
      /ctr:.*alive\.running/,
    );
    expect((await said('seq', journal)).out).toMatch(/├─sandbox\.run/);
    const { traceEvents } = JSON.parse((await said('export', '--perfetto', journal)).out) as {
      readonly traceEvents: readonly { readonly ph: string; readonly name: string }[];
    };
    expect(traceEvents.filter(({ ph, name }) => ph === 'b' && name === 'attachNetwork')).toHaveLength(1);
  });
});
