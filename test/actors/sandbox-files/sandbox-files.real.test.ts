import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { sandboxFilesServices } from '../../../src/actors/sandbox-files/services.ts';
import { mount } from '../../../src/native.ts';
import { parseMountinfo } from '../../../src/oci/mountinfo.ts';
import { openStore } from '../../../src/store/store.ts';
import { sandboxFileOwnersContract, sandboxFilesContract } from '../../contracts/sandbox-files.ts';
import { dnsConfig, sandboxConfig } from '../../helpers/oci-scenes.ts';
import { describeAsRoot } from '../../native/scene.ts';

const signal = new AbortController().signal;

describeAsRoot('sandbox files on a real node', () => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-files-'));
  const sandboxesDir = join(dir, 'sandboxes');
  const nodeFiles = { resolvConf: join(dir, 'resolv.conf'), hosts: join(dir, 'hosts') };
  const { ledger } = openStore(':memory:');
  const driver = sandboxFilesServices({ sandboxesDir, nodeName: 'node-1', nodeFiles, ledger });
  const mounts = () =>
    parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8')).filter(({ mountPoint }) => mountPoint.startsWith(dir));
  const isEmpty = () => mounts().length === 0 && readdirSync(sandboxesDir).length === 0;
  mkdirSync(sandboxesDir);
  writeFileSync(nodeFiles.resolvConf, 'nameserver 192.0.2.1\n');
  writeFileSync(nodeFiles.hosts, '127.0.0.1 localhost\n');

  const prepare = (sandboxId: string, config = sandboxConfig()) =>
    driver.prepareSandboxFiles({ sandboxId, config }, signal);
  const remove = (sandboxId: string) => driver.removeSandboxFiles({ sandboxId }, signal);

  afterEach(() => expect(mounts()).toEqual([]));
  afterAll(() => {
    expect(isEmpty()).toBe(true);
    rmSync(dir, { recursive: true });
  });

  sandboxFilesContract('files and tmpfs', () => ({ driver, ledger, isEmpty }));
  sandboxFileOwnersContract('files and tmpfs', () => ({ driver, ledger, isEmpty }));

  test('nothing said about DNS → the node’s resolv.conf; hosts and hostname', async () => {
    const files = await prepare('plain');
    expect(readFileSync(files.resolvConf, 'utf8')).toBe('nameserver 192.0.2.1\n');
    expect(readFileSync(files.hosts, 'utf8')).toBe('127.0.0.1 localhost\n');
    expect(readFileSync(files.hostname, 'utf8')).toBe('web\n');
    expect(statSync(files.hosts).mode & 0o777).toBe(0o644);
    await remove('plain');
  });

  test('files of the node that are closed to others, a umask that closes more → the pod’s can be read by all', async () => {
    chmodSync(nodeFiles.hosts, 0o600);
    chmodSync(nodeFiles.resolvConf, 0o751);
    const umask = process.umask(0o077);
    const files = await prepare('modes').finally(() => process.umask(umask));
    for (const file of [files.hosts, files.resolvConf, files.hostname]) expect(statSync(file).mode & 0o777).toBe(0o644);
    await remove('modes');
  });

  test('DNS of its own → that', async () => {
    const files = await prepare('dns', sandboxConfig({ dnsConfig: dnsConfig({ servers: ['10.0.0.10'] }) }));
    expect(readFileSync(files.resolvConf, 'utf8')).toBe('nameserver 10.0.0.10\n');
    await remove('dns');
  });

  test('shm → tmpfs of 64 MiB, open to all, nothing executable, no devices', async () => {
    const { shmDir = '' } = await prepare('shm');
    expect(statSync(shmDir).mode & 0o7777).toBe(0o1777);
    const { bsize, blocks } = statfsSync(shmDir);
    expect(bsize * blocks).toBe(64 * 1024 * 1024);
    const line = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .find((text) => text.includes(` ${shmDir} `));
    expect(line).toMatch(/nosuid,nodev,noexec/);
    await remove('shm');
  });

  test('a file in use in shm → removed all the same', async () => {
    const { shmDir = '' } = await prepare('busy');
    const file = join(shmDir, 'open');
    writeFileSync(file, 'x');
    const { open } = await import('node:fs/promises');
    await using handle = await open(file);
    await remove('busy');
    expect(isEmpty()).toBe(true);
    expect((await handle.readFile()).toString()).toBe('x');
  });

  test('a crash between mount and commit, doubled → remove finds both mounts', async () => {
    const shmDir = join(sandboxesDir, 'crashed', 'shm');
    mkdirSync(shmDir, { recursive: true });
    for (const source of ['one', 'two']) await mount({ source, target: shmDir, fsType: 'tmpfs' });
    ledger.intend({ ownerId: 'crashed', effect: 'files', details: {} });
    await remove('crashed');
    expect(ledger.all()).toEqual([]);
    expect(isEmpty()).toBe(true);
  });

  test('something else mounted in the directory → EBUSY, and nothing is deleted through it', async () => {
    const { hosts } = await prepare('foreign');
    const precious = join(dir, 'precious');
    const target = join(sandboxesDir, 'foreign', 'foreign');
    mkdirSync(precious);
    mkdirSync(target);
    writeFileSync(join(precious, 'data'), 'keep');
    await mount({ source: precious, target, flags: ['bind'] });
    await expect(remove('foreign')).rejects.toMatchObject({
      code: 'SyscallFailed',
      details: { path: target, code: 'EBUSY' },
    });
    expect(statSync(hosts).isFile()).toBe(true);
    expect(ledger.all()).toHaveLength(1);
    const { unmount } = await import('../../../src/native.ts');
    await unmount(target);
    await remove('foreign');
    expect(readFileSync(join(precious, 'data'), 'utf8')).toBe('keep');
  });
});
