import { existsSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programMissing } from '../helpers/programs.ts';

const script = join(import.meta.dirname, '../../scripts/in-own-node.sh');
const lack = process.getuid?.() === 0 ? (programMissing('unshare') ?? programMissing('ip')) : 'needs root';
if (lack !== undefined && process.env.CI === 'true') throw new Error(`these tests are promised here: ${lack}`);

describe.skipIf(lack !== undefined)(`a node of one's own${lack === undefined ? '' : ` (${lack})`}`, () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'trp-own-node-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  const inOwnNode = (command: string) =>
    execa('sh', [script, 'sh', '-c', command], { reject: false, timeout: 20_000, env: { DIR: dir } });

  test('network, System V objects and mounts are not the machine’s', async () => {
    const { stdout } = await inOwnNode('readlink /proc/self/ns/net /proc/self/ns/ipc /proc/self/ns/mnt; ip -br link');
    const [net, ipc, mnt, ...links] = stdout.split('\n');
    const ours = ['net', 'ipc', 'mnt'].map((kind) => readlinkSync(`/proc/self/ns/${kind}`));
    expect(new Set([...ours, net, ipc, mnt]).size).toBe(6);
    expect(links.map((line) => line.split(' ')[0])).toEqual(['lo']);
  });

  test('what is mounted there is not seen here', async () => {
    const { exitCode } = await inOwnNode('mount -t tmpfs tmpfs "$DIR" && touch "$DIR/there"');
    expect(exitCode).toBe(0);
    expect(existsSync(join(dir, 'there'))).toBe(false);
  });

  test('what is mounted there propagates to those who ask for it', async () => {
    const { stdout } = await inOwnNode(
      'unshare --mount --propagation slave sleep 20 & mkdir "$DIR/at"; until [ "$(readlink /proc/$!/ns/mnt)" != "$(readlink /proc/self/ns/mnt)" ]; do :; done; mount -t tmpfs tmpfs "$DIR/at" && grep -c "$DIR/at" /proc/$!/mountinfo; kill $!',
    );
    expect(stdout).toBe('1');
  });

  test('containers in user namespaces may mount /sys', async () => {
    const mount = 'unshare --user --map-root-user --net --mount mount -t sysfs sysfs "$DIR"';
    expect(await inOwnNode(mount)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('exit codes are handed on', async () => {
    expect(await inOwnNode('exit 7')).toMatchObject({ exitCode: 7 });
  });
});
