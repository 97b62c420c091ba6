/** What the real daemon recorded, with kills of everything, replays exactly; and no secret is in it. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ContainerConfig } from '../../proto/generated/api.js';
import { message } from '../../src/cri/client.ts';
import { daemonMissing, makeNodeWorld, type NodeWorld, type RunningDaemon } from '../helpers/node-world.ts';
import { exitedOf, importTestImage, pidOf, removeAllPods, runPod, startIn } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';

const missing = daemonMissing();
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const secret = 'tr0upe-hunter2-secret';
const ringOf = ({ dir }: NodeWorld) => join(dir, 'root/journal');

const troupe = (...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> =>
  promisify(execFile)(process.execPath, [main, ...args], { timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => ({
      code: error.code,
      text: `${error.stdout}${error.stderr}`,
    }),
  );

describe.skipIf(missing !== undefined)(`the journal${missing === undefined ? '' : `: ${missing}`}`, () => {
  let world: NodeWorld;
  let daemon: RunningDaemon;

  beforeAll(async () => {
    world = await makeNodeWorld();
    daemon = await world.start();
    await importTestImage(world);
  });
  afterAll(() => world?.end());

  test('pods, kills, a daemon that is killed twice, and many pods at a time → the same again', async () => {
    const pod = await runPod(daemon, podConfig(world, 'one', 'POD'));
    const base = containerConfig('one', 'exec sleep 1000', 'POD');
    const config = message(ContainerConfig, { ...base, envs: [{ key: 'PASSWORD', value: Buffer.from(secret) }] });
    const containerId = await startIn(daemon, pod, config);
    await daemon.cri.runtime.execSync({ containerId, cmd: ['/bin/busybox', 'echo', secret], timeout: '10' });
    await troupe('record', 'start', join(world.dir, 'copy.jsonl'), '--config', world.configFile);
    process.kill(await pidOf(daemon, containerId), 'SIGKILL');
    await exitedOf(daemon, containerId);

    await daemon.kill();
    daemon = await world.start();
    const names = Array.from({ length: 20 }, (_, nth) => `many-${nth}`);
    const pods = await Promise.all(names.map((name) => runPod(daemon, podConfig(world, name, 'POD'))));
    await Promise.all(
      pods.flatMap(({ sandboxId }) => [0, 1].map(() => daemon.cri.runtime.stopPodSandbox({ podSandboxId: sandboxId }))),
    );
    await daemon.kill();
    daemon = await world.start();
    await removeAllPods(daemon);
    const snap = await troupe('record', 'snap', join(world.dir, 'snap.jsonl'), '--config', world.configFile);
    expect(snap).toMatchObject({ code: 0 });
    await daemon.stop();

    for (const path of [ringOf(world), join(world.dir, 'snap.jsonl'), join(world.dir, 'copy.jsonl')]) {
      const { code, text } = await troupe('replay', path, '--json');
      expect({ path, code, text: code === 0 ? '' : text }).toEqual({ path, code: 0, text: '' });
      expect(JSON.parse(text)).toMatchObject({ skipped: 0, gaps: 0, differences: [] });
      expect(JSON.parse(text).inputs).toBeGreaterThan(10);
    }
  }, 180_000);

  test('nobody else reads it, and no secret is in it', () => {
    expect(statSync(ringOf(world)).mode & 0o777).toBe(0o700);
    const files = readdirSync(ringOf(world)).map((name) => join(ringOf(world), name));
    for (const file of [...files, join(world.dir, 'snap.jsonl'), join(world.dir, 'copy.jsonl')]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8')).not.toContain(secret);
    }
    expect(files.map((file) => readFileSync(file, 'utf8')).join('')).toContain('$redacted:env:21:');
  });
});
