/** The simulated node by crictl, served by a user without rights from a project without its addon. */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Crictl, crictlFor, crictlMissing } from '../helpers/crictl.ts';
import { makeSimulatedPlace, type SimulatedNode, type SimulatedPlace } from '../helpers/simulated-node.ts';

const missing = crictlMissing();
if (missing !== undefined) process.stderr.write(`tests of the simulated node are skipped: ${missing}\n`);

let place: SimulatedPlace;
let node: SimulatedNode | undefined;
let crictl: Crictl;
let files: string;

beforeAll(async () => {
  place = await makeSimulatedPlace();
  files = join(place.dir, '..', 'requests');
  await mkdir(files);
  crictl = crictlFor({ socketPath: place.socketPath });
});
afterEach(async () => {
  await node?.stop();
  node = undefined;
});
afterAll(() => place.end());

const written = async (name: string, content: object): Promise<string> => {
  const file = join(files, `${name}.json`);
  await writeFile(file, JSON.stringify(content));
  return file;
};
const podFile = (name: string) =>
  written(name, {
    metadata: { name, namespace: 'default', uid: name, attempt: 0 },
    hostname: 'simhost',
    log_directory: join(place.dir, 'logs', name),
  });
const runPod = async (name: string) => crictl.say('runp', await podFile(name));
const start = async (podId: string, podName: string, name: string, fields: object) => {
  const image = { image: 'busybox' };
  const config = { metadata: { name }, image, log_path: `${name}.log`, ...fields };
  const containerId = await crictl.say('create', podId, await written(name, config), await podFile(podName));
  await crictl.say('start', containerId);
  return containerId;
};
interface Status {
  readonly status: { readonly state: string; readonly exitCode: number; readonly reason: string };
}
const ended = async (containerId: string): Promise<Status['status']> => {
  for (;;) {
    const { status } = JSON.parse(await crictl.say('inspect', containerId)) as Status;
    if (status.state === 'CONTAINER_EXITED') return status;
  }
};
const typed = (input: string, ...args: readonly string[]) =>
  new Promise<{ readonly exitCode: number | null; readonly stdout: string }>((resolve) => {
    const { child } = crictl.follow();
    child.kill();
    const program = child.spawnfile;
    const endpoint = `unix://${place.socketPath}`;
    const said = spawn(program, ['--config', '/dev/null', '-r', endpoint, '-i', endpoint, ...args]);
    let stdout = '';
    said.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    said.once('close', (exitCode) => resolve({ exitCode, stdout }));
    said.stdin.end(input);
  });

test.skipIf(missing !== undefined)('a life: pod, containers, logs, exec, attach, stop, remove', async () => {
  node = await place.serve();
  expect(statSync(place.socketPath).mode & 0o777).toBe(0o600);
  expect(node.output()).toContain('state is lost at the end');
  const podId = await runPod('life');
  const script = 'echo one; echo two >&2; exit 3';
  const short = await start(podId, 'life', 'short', { command: ['sh', '-c', script] });
  const long = await start(podId, 'life', 'long', { command: ['cat'], stdin: true });
  const oom = await start(podId, 'life', 'oom', { command: ['oom'] });
  expect(await ended(short)).toMatchObject({ exitCode: 3, reason: 'Error' });
  expect(await ended(oom)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  expect(await crictl.run('logs', short)).toMatchObject({ stdout: 'one\n', stderr: 'two\n' });
  expect((await crictl.say('ps', '-q')).split('\n')).toEqual([long]);

  expect(await crictl.say('exec', '-s', long, 'hostname')).toBe('simhost');
  expect(await crictl.run('exec', long, 'sh', '-c', 'echo out; exit 4')).toMatchObject({
    exitCode: 1,
    stdout: 'out\n',
  });
  expect(await typed('bytes\n', 'exec', '-i', long, 'cat')).toEqual({ exitCode: 0, stdout: 'bytes\n' });
  expect(await typed('said\n', 'attach', '-i', long)).toMatchObject({ stdout: expect.stringMatching(/^(said\n)?$/) });
  await expect.poll(() => crictl.say('logs', long)).toBe('said');

  await crictl.say('update', '--memory', '200000000', long);
  expect(await crictl.say('inspect', long)).toContain('"memoryLimitInBytes": "200000000"');
  const { stats } = await crictl.json<{ stats: readonly { cpu?: object }[] }>('stats');
  expect(stats.flatMap(({ cpu }) => cpu ?? [])).toEqual([
    expect.objectContaining({ usageNanoCores: expect.anything() }),
  ]);

  await crictl.say('stop', '--timeout', '10', long);
  expect(await ended(long)).toMatchObject({ exitCode: 143 });
  await crictl.say('rmp', '-f', podId);
  expect([await crictl.say('ps', '-aq'), await crictl.say('pods', '-q')]).toEqual(['', '']);
  expect(await node.stop()).toBe(0);
  expect(existsSync(place.socketPath)).toBe(false);
  expect((await readdir(place.dir)).sort()).toEqual(['logs', 'package.json']);
});

test.skipIf(missing !== undefined)('images: any can be pulled and removed; some cannot be reached', async () => {
  node = await place.serve();
  await crictl.say('pull', 'example.com/any/thing:1');
  expect(await crictl.say('images')).toMatch(/example\.com\/any\/thing\s+1 /);
  await crictl.say('rmi', 'example.com/any/thing:1');
  expect(await crictl.say('images')).not.toContain('example.com');
  expect(await crictl.fails('pull', 'registry.invalid/x')).toContain('registry');
  expect(await crictl.fails('pull', 'busybox:missing')).toContain('missing');
});

test.skipIf(missing !== undefined)('faults: the first attachment fails, the second does not', async () => {
  node = await place.serve('--faults', 'attachNetwork: 1*error->off', '--latency', '*: 1ms..5ms', '--seed', '7');
  expect(node.output()).toContain('--seed 7');
  expect(await crictl.fails('runp', await podFile('faulty'))).toContain('injected');
  expect(await crictl.say('pods', '-q')).toBe('');
  expect(await runPod('faulty')).toMatch(/^[0-9a-f]{64}$/);
});

test.skipIf(missing !== undefined)('--root: after a restart pods are there as after a reboot', async () => {
  const root = join(place.dir, 'kept');
  node = await place.serve('--root', root);
  const podId = await runPod('kept');
  const containerId = await start(podId, 'kept', 'main', { command: ['sleep', '1000'] });
  await crictl.say('pull', 'example.com/kept:1');
  await node.stop();
  node = await place.serve('--root', root);
  expect(await ended(containerId)).toMatchObject({ state: 'CONTAINER_EXITED' });
  expect(await crictl.say('pods', '--state', 'NotReady', '-q')).toBe(podId);
  expect(await crictl.say('images')).toContain('example.com/kept');
  await crictl.say('rmp', '-f', podId);
});

test('mistakes: a plan that is wrong, a socket that is taken', async () => {
  await expect(place.serve('--latency', 'createTusk: 5ms')).rejects.toThrow(/createTusk/);
  await expect(place.serve('--faults', 'createTask: 1*explode')).rejects.toThrow(/explode/);
  await expect(place.serve('--seed', 'x')).rejects.toThrow(/exit code 64: .*--seed is a number/);
  node = await place.serve();
  await expect(place.serve()).rejects.toThrow(/another troupe serves here/);
});
