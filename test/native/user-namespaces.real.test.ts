import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type IdMap,
  mountOverlay,
  pinNamespaces,
  tryIdMappedOverlay,
  unmount,
  unpinNamespace,
} from '../../src/native.ts';
import { describeAsRoot, makeScene, mountLineOf, refusalOf } from './scene.ts';

const range = (hostId: number, length = 65_536) => ({ containerId: 0, hostId, length });
const ids: IdMap = { uids: range(100_000), gids: range(200_000) };
const addonUrl = new URL('../../src/native.ts', import.meta.url).href;

describeAsRoot('user namespaces', () => {
  let scene: ReturnType<typeof makeScene>;
  beforeEach(() => {
    scene = makeScene();
    chmodSync(scene.dir, 0o755);
  });
  afterEach(() => scene.remove());

  const pinsAt = (prefix = '') =>
    Object.fromEntries(['user', 'net', 'ipc', 'uts'].map((kind) => [kind, scene.at(`${prefix}${kind}`)])) as Record<
      'user' | 'net' | 'ipc' | 'uts',
      string
    >;
  const unpinAll = (pins: Record<string, string>) => Promise.all(Object.values(pins).map(unpinNamespace));
  const inside = (pins: Record<string, string>, script: string) =>
    execFileSync('nsenter', [...Object.entries(pins).map(([kind, path]) => `--${kind}=${path}`), 'sh', '-c', script], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  /** Children that have our memory, and so our command line: those that hold namespaces. */
  const holders = () => {
    const ours = readFileSync('/proc/self/cmdline', 'utf8');
    return processesWith(ours).filter(
      (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[3] === String(process.pid),
    );
  };

  describe('pinned', () => {
    test('with net, ipc and uts → its ids as said; who is root in it owns the others', async () => {
      const pins = pinsAt();
      await pinNamespaces({ ...pins, ids, hostname: 'pod-1' });
      expect(inside(pins, 'cat /proc/self/uid_map').split(/\s+/).filter(Boolean)).toEqual(['0', '100000', '65536']);
      expect(inside(pins, 'cat /proc/self/gid_map').split(/\s+/).filter(Boolean)).toEqual(['0', '200000', '65536']);
      expect(inside(pins, 'hostname; ip -o address show lo')).toMatch(/^pod-1\n.*127\.0\.0\.1\/8/);
      // Each needs a capability over the user namespace that the other namespace belongs to.
      expect(inside(pins, 'ip link set lo down && ip link show lo')).not.toMatch(/<[^>]*\bUP\b/);
      expect(inside(pins, 'hostname mine && hostname')).toBe('mine\n');
      inside(pins, 'echo 5 > /proc/sys/fs/mqueue/msg_max');
      expect(() => inside({ user: pins.user }, 'hostname not-mine')).toThrow(/not permitted|must be root/);
      expect(holders()).toEqual([]);
      await unpinAll(pins);
      expect(readdirSync(scene.dir)).toEqual([]);
    });

    test('sysctls of every kind → written inside, those of groups by the ids of the node', async () => {
      const pins = pinsAt();
      const sysctls = {
        'net.ipv4.ip_unprivileged_port_start': '7',
        'net.ipv4.ping_group_range': '200000 200009',
        'kernel.shm_rmid_forced': '1',
        'kernel.sem': '250 32000 100 77',
        'fs.mqueue.msg_max': '7',
        'kernel.domainname': 'example',
      };
      await pinNamespaces({ ...pins, ids, sysctls });
      const read = (name: string) =>
        inside(pins, `cat /proc/sys/${name.replaceAll('.', '/')}`)
          .trim()
          .replace(/\s+/g, ' ');
      expect(Object.keys(sysctls).map(read)).toEqual(['7', '0 9', '1', '250 32000 100 77', '7', 'example']);
      expect(readFileSync('/proc/self/status', 'utf8')).toMatch(/^Uid:\t0\t0\t0\t0$/m);
      await unpinAll(pins);
    });

    test('ids that the kernel refuses → EINVAL, write, uid_map; no process, no file', async () => {
      const pins = pinsAt();
      const bad = { ...ids, uids: range(100_000, 0) };
      expect(await refusalOf(pinNamespaces({ ...pins, ids: bad }))).toMatchObject({
        code: 'EINVAL',
        syscall: 'write',
        path: 'uid_map',
      });
      expect(readdirSync(scene.dir)).toEqual([]);
      expect(holders()).toEqual([]);
    });

    test('a sysctl that the kernel refuses → nothing is left', async () => {
      const pins = pinsAt();
      const sysctls = { 'net.ipv4.ping_group_range': 'x' };
      expect(await refusalOf(pinNamespaces({ ...pins, ids, sysctls }))).toMatchObject({ code: 'EINVAL' });
      expect(readdirSync(scene.dir)).toEqual([]);
      expect(holders()).toEqual([]);
    });

    test('30 at a time, each with ids of its own → 30 namespaces', async () => {
      const hostIds = Array.from({ length: 30 }, (_, index) => 100_000 + index * 65_536);
      const all = hostIds.map((hostId) => ({ hostId, pins: pinsAt(`${hostId}-`) }));
      await Promise.all(
        all.map(({ hostId, pins }) => pinNamespaces({ ...pins, ids: { uids: range(hostId), gids: range(hostId) } })),
      );
      for (const { hostId, pins } of all) expect(inside(pins, 'cat /proc/self/uid_map')).toContain(` ${hostId} `);
      await Promise.all(all.map(({ pins }) => unpinAll(pins)));
    });

    test('whoever pins is killed at any moment → nobody holds a namespace', async () => {
      const dir = scene.dirAt('killed');
      const script = `
        const { pinNamespaces, unpinNamespace } = await import(${JSON.stringify(addonUrl)});
        const ids = ${JSON.stringify(ids)};
        const once = async (name) => {
          const pins = { user: ${JSON.stringify(dir)} + '/user-' + name, net: ${JSON.stringify(dir)} + '/net-' + name };
          await pinNamespaces({ ...pins, ids });
          for (const path of Object.values(pins)) await unpinNamespace(path);
        };
        process.stdout.write('going');
        for (;;) await Promise.all([once('a'), once('b'), once('c')]);`;
      for (let round = 0; round < 8; round += 1) {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        await new Promise((resolve) => child.stdout.once('data', resolve));
        await pause(10 + round * 7); // somewhere in it
        child.kill('SIGKILL');
        await new Promise((resolve) => child.once('close', resolve));
        // They share its memory, so they have its command line; they end right after it.
        await expect.poll(() => processesWith(dir), { timeout: 10_000 }).toEqual([]);
        for (const name of readdirSync(dir)) await unpinNamespace(join(dir, name));
      }
    });
  });

  describe('an overlay with its ids', () => {
    const pin = async (hostId = 100_000) => {
      const user = scene.at(`user-${hostId}`);
      await pinNamespaces({ user, ids: { uids: range(hostId), gids: range(hostId + 7) } });
      return user;
    };
    const layer = (name: string) => {
      scene.fileAt(`${name}/of-${name}`, name);
      chownSync(scene.at(name, `of-${name}`), 5, 6);
      return scene.at(name);
    };
    const ownerOf = (...names: string[]) => {
      const { uid, gid } = statSync(scene.at(...names));
      return [uid, gid];
    };
    const writable = (name: string) => ({
      upperDir: scene.dirAt(`${name}-upper`),
      workDir: scene.dirAt(`${name}-work`),
      target: scene.dirAt(name),
    });

    test('two namespaces over the same layers at once → each sees its own owners, the layers keep theirs', async () => {
      const lowerDirs = [layer('l1'), layer('l2')];
      const before = scene.mounts();
      for (const hostId of [100_000, 300_000]) {
        const userNamespace = await pin(hostId);
        await mountOverlay({ lowerDirs, ...writable(`t${hostId}`), userNamespace });
      }
      for (const hostId of [100_000, 300_000]) {
        expect(ownerOf(`t${hostId}`, 'of-l1')).toEqual([hostId + 5, hostId + 13]);
        expect(ownerOf(`t${hostId}`, 'of-l2')).toEqual([hostId + 5, hostId + 13]);
      }
      expect(ownerOf('l1', 'of-l1')).toEqual([5, 6]);
      // Only what was asked for is mounted, and only there.
      expect(scene.mounts().filter((path) => !before.includes(path) && !path.includes('/user-'))).toEqual([
        scene.at('t100000'),
        scene.at('t300000'),
      ]);
      for (const hostId of [100_000, 300_000]) {
        await unmount(scene.at(`t${hostId}`));
        await unpinNamespace(scene.at(`user-${hostId}`));
      }
    });

    test('root of the namespace changes a file of a layer → the copy has its owner; the layer is as before', async () => {
      const userNamespace = await pin();
      const upper = writable('t');
      chownSync(upper.upperDir, 100_000, 100_007);
      await mountOverlay({ lowerDirs: [layer('l1'), layer('l2')], ...upper, userNamespace });
      inside(
        { user: userNamespace },
        `echo more >> ${scene.at('t', 'of-l1')}; chown 8 ${scene.at('t', 'of-l2')}; touch ${scene.at('t', 'new')}`,
      );
      expect(ownerOf('t-upper', 'of-l1')).toEqual([100_005, 100_013]);
      expect(ownerOf('t-upper', 'of-l2')).toEqual([100_008, 100_013]);
      expect(ownerOf('t-upper', 'new')).toEqual([100_000, 100_007]);
      expect(readFileSync(scene.at('l1', 'of-l1'), 'utf8')).toBe('l1');
      await unmount(scene.at('t'));
      await unpinNamespace(userNamespace);
    });

    test.each([1, 2])('%d layers and nothing to write to → read-only, with its owners', async (count) => {
      const userNamespace = await pin();
      const lowerDirs = ['l1', 'l2'].slice(0, count).map(layer);
      await mountOverlay({ lowerDirs, target: scene.dirAt('t'), isReadOnly: true, userNamespace });
      expect(ownerOf('t', 'of-l1')).toEqual([100_005, 100_013]);
      expect(() => writeFileSync(scene.at('t', 'x'), '')).toThrow('EROFS');
      await unmount(scene.at('t'));
      await unpinNamespace(userNamespace);
    });

    test('a filesystem without id-mapped mounts → EINVAL, mount_setattr, its path; nothing mounted', async () => {
      const userNamespace = await pin();
      const refused = mountOverlay({ lowerDirs: [layer('l1'), '/proc/sys'], ...writable('t'), userNamespace });
      expect(await refusalOf(refused)).toMatchObject({ code: 'EINVAL', syscall: 'mount_setattr', path: '/proc/sys' });
      expect(mountLineOf(scene.at('t'))).toBe('');
      await unpinNamespace(userNamespace);
    });

    test('no such namespace, or none at all → errno, nothing mounted', async () => {
      const mounting = (userNamespace: string) =>
        refusalOf(mountOverlay({ lowerDirs: [layer('l1'), layer('l2')], ...writable('t'), userNamespace }));
      expect(await mounting(scene.at('none'))).toMatchObject({ code: 'ENOENT', syscall: 'open' });
      expect(await mounting('')).toMatchObject({ code: 'ENOENT' });
      expect(await mounting(scene.fileAt('file', ''))).toMatchObject({ syscall: 'mount_setattr' });
      expect(scene.mounts()).toEqual([]);
    });

    test('tried out → nothing is mounted, whether it works or not', async () => {
      await tryIdMappedOverlay([layer('l1'), layer('l2')]);
      expect(await refusalOf(tryIdMappedOverlay([layer('l1'), '/proc/sys']))).toMatchObject({
        syscall: 'mount_setattr',
      });
      expect(existsSync(scene.at('l1', 'of-l2'))).toBe(false);
      expect(scene.mounts()).toEqual([]);
      expect(holders()).toEqual([]);
    });
  });
});

const processesWith = (text: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false; // gone
      }
    });
