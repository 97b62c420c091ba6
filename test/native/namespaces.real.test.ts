import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isNamespaceFile, mount, pinNamespaces, unmount, unpinNamespace } from '../../src/native.ts';
import { describeAsRoot, makeScene, refusalOf } from './scene.ts';

describeAsRoot('namespaces', () => {
  let scene: ReturnType<typeof makeScene>;
  beforeEach(() => {
    scene = makeScene();
  });
  afterEach(() => scene.remove());

  const inside = (option: string, ...command: string[]) => execFileSync('nsenter', [option, ...command]).toString();
  const unpinAll = () => Promise.all(readdirSync(scene.dir).map((name) => unpinNamespace(scene.at(name))));

  test('net, ipc and uts → three namespaces apart from ours, each over its file', async () => {
    await pinNamespaces({ net: scene.at('net'), ipc: scene.at('ipc'), uts: scene.at('uts') });
    for (const kind of ['net', 'ipc', 'uts']) {
      expect(await isNamespaceFile(scene.at(kind))).toBe(true);
      expect(statSync(scene.at(kind)).ino).not.toBe(statSync(`/proc/self/ns/${kind}`).ino);
    }
    expect(scene.mounts()).toHaveLength(3);
    await unpinAll();
    expect(readdirSync(scene.dir)).toEqual([]);
  });

  test('a net namespace → lo is up and has its address', async () => {
    await pinNamespaces({ net: scene.at('net') });
    expect(inside(`--net=${scene.at('net')}`, 'ip', '-o', 'address', 'show', 'lo')).toContain('127.0.0.1/8');
    expect(inside(`--net=${scene.at('net')}`, 'ip', '-o', 'link', 'show', 'lo')).toMatch(/<[^>]*\bUP\b/);
    await unpinAll();
  });

  test('hostname → of the new namespace, not of the machine', async () => {
    const ours = hostname();
    await pinNamespaces({ uts: scene.at('uts'), hostname: 'pod-1' });
    expect(inside(`--uts=${scene.at('uts')}`, 'hostname').trim()).toBe('pod-1');
    expect(hostname()).toBe(ours);
    await unpinAll();
  });

  test('sysctls, with dots and with slashes → written inside, not on the machine', async () => {
    const forward = '/proc/sys/net/ipv4/ip_local_port_range';
    const ours = readFileSync(forward, 'utf8');
    await pinNamespaces({
      net: scene.at('net'),
      ipc: scene.at('ipc'),
      sysctls: {
        'net.ipv4.ip_local_port_range': '2000 3000',
        'net/ipv4/conf/lo/forwarding': '1',
        'kernel.shm_rmid_forced': '1',
        'fs.mqueue.msg_max': '7',
      },
    });
    const net = `--net=${scene.at('net')}`;
    expect(inside(net, 'cat', forward)).toMatch(/^2000\s3000\n$/);
    expect(inside(net, 'cat', '/proc/sys/net/ipv4/conf/lo/forwarding')).toBe('1\n');
    expect(inside(`--ipc=${scene.at('ipc')}`, 'cat', '/proc/sys/kernel/shm_rmid_forced')).toBe('1\n');
    expect(inside(`--ipc=${scene.at('ipc')}`, 'cat', '/proc/sys/fs/mqueue/msg_max')).toBe('7\n');
    expect(readFileSync(forward, 'utf8')).toBe(ours);
    await unpinAll();
  });

  test('our own threads → stay in the namespaces of the process', async () => {
    await pinNamespaces({ net: scene.at('net'), ipc: scene.at('ipc'), uts: scene.at('uts') });
    for (const kind of ['net', 'ipc', 'uts']) {
      const links = readdirSync('/proc/self/task').map((tid) => readlinkSync(`/proc/self/task/${tid}/ns/${kind}`));
      expect(new Set(links).size).toBe(1);
    }
    await unpinAll();
  });

  test('pin on an existing path → EEXIST, open, path; what was made before it is undone', async () => {
    const taken = scene.fileAt('uts', 'mine');
    expect(await refusalOf(pinNamespaces({ net: scene.at('net'), uts: taken }))).toEqual({
      failure: 'SyscallFailed',
      syscall: 'open',
      path: taken,
      code: 'EEXIST',
      errno: -17,
    });
    expect(readdirSync(scene.dir)).toEqual(['uts']);
    expect(readFileSync(taken, 'utf8')).toBe('mine');
  });

  test('two pins of one path → EEXIST, nothing left', async () => {
    const pins = { net: scene.at('one'), ipc: scene.at('one') };
    expect(await refusalOf(pinNamespaces(pins))).toMatchObject({ code: 'EEXIST', syscall: 'open' });
    expect(readdirSync(scene.dir)).toEqual([]);
  });

  test('a folder that is not there → ENOENT, open, path', async () => {
    const path = scene.at('none', 'net');
    expect(await refusalOf(pinNamespaces({ net: path }))).toMatchObject({ code: 'ENOENT', syscall: 'open', path });
  });

  test('a sysctl that the kernel does not have, or refuses → told with its path, nothing left', async () => {
    const pin = (sysctls: Record<string, string>) => refusalOf(pinNamespaces({ net: scene.at('net'), sysctls }));
    expect(await pin({ 'net.ipv4.nope': '1' })).toMatchObject({ code: 'ENOENT', path: '/proc/sys/net/ipv4/nope' });
    expect(await pin({ 'net.ipv4.ip_forward': 'many' })).toMatchObject({ code: 'EINVAL', syscall: 'write' });
    expect(readdirSync(scene.dir)).toEqual([]);
  });

  test.each([
    'net.ipv4.../../kernel.panic',
    'net/../kernel/panic',
    'net/./ipv4/ip_forward',
    '/proc/sys/net/ipv4/ip_forward',
    '../../etc/passwd',
    'net..ipv4',
    'net.',
    'net//ipv4',
    '',
    'net',
    'kernel.panic',
    'kernel.shm_rmid_forced',
    'kernel.hostname',
    'fs.mqueue.msg_max',
    'vm.swappiness',
  ])('sysctl %j in a net namespace only → EINVAL before anything is made', async (name) => {
    const work = pinNamespaces({ net: scene.at('net'), sysctls: { [name]: '1' } });
    expect(await refusalOf(work)).toMatchObject({ code: 'EINVAL', syscall: 'sysctl' });
    expect(readdirSync(scene.dir)).toEqual([]);
  });

  test('hostname without a uts namespace → EINVAL, for it would be the machine’s', async () => {
    const work = pinNamespaces({ net: scene.at('net'), hostname: 'pod-1' });
    expect(await refusalOf(work)).toMatchObject({ code: 'EINVAL', syscall: 'sethostname' });
  });

  test('a NUL in a path or a value → EINVAL', async () => {
    expect(await refusalOf(pinNamespaces({ net: `${scene.at('net')}\0x` }))).toMatchObject({ code: 'EINVAL' });
    const sysctls = { 'net.ipv4.ip_forward': '1\0' };
    expect(await refusalOf(pinNamespaces({ net: scene.at('net'), sysctls }))).toMatchObject({ code: 'EINVAL' });
    expect(readdirSync(scene.dir)).toEqual([]);
  });

  test('nothing to pin → nothing happens', async () => {
    await pinNamespaces({});
  });

  test('50 pins at a time → 50 namespaces', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `net-${index}`);
    await Promise.all(names.map((name) => pinNamespaces({ net: scene.at(name) })));
    expect(new Set(names.map((name) => statSync(scene.at(name)).ino)).size).toBe(50);
    await unpinAll();
  });

  test.each(['private', 'shared'] as const)('a %s parent mount → pinned and unpinned as ever', async (flag) => {
    const dir = scene.dirAt('run');
    await mount({ source: 'tmpfs', target: dir, fsType: 'tmpfs', flags: [flag] });
    await pinNamespaces({ net: scene.at('run', 'net') });
    expect(await isNamespaceFile(scene.at('run', 'net'))).toBe(true);
    await unpinNamespace(scene.at('run', 'net'));
    expect(readdirSync(dir)).toEqual([]);
    expect(await unmount(dir)).toBe(true);
  });

  test('unpin of what is absent, an ordinary file since a reboot, or stacked → done', async () => {
    await unpinNamespace(scene.at('none'));
    await unpinNamespace(scene.at('none', 'none'));
    await unpinNamespace(scene.fileAt('file', ''));
    await pinNamespaces({ net: scene.at('net') });
    await mount({ source: scene.at('net'), target: scene.at('net'), flags: ['bind'] });
    await Promise.all([unpinNamespace(scene.at('net')), unpinNamespace(scene.at('net'))]);
    expect(readdirSync(scene.dir)).toEqual([]);
  });

  test('unpin of a directory → EISDIR, and it stays', async () => {
    const dir = scene.dirAt('dir');
    expect(await refusalOf(unpinNamespace(dir))).toMatchObject({ syscall: 'unlink', code: 'EISDIR', path: dir });
  });

  test('isNamespaceFile of an absent path, below a file, an ordinary file → false', async () => {
    scene.fileAt('file', '');
    for (const path of ['none', 'file/x', 'file']) expect(await isNamespaceFile(scene.at(path))).toBe(false);
  });
});
