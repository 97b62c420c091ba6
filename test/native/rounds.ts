/**
 * Every function in all its ways, again and again, and what it costs: nothing may be left. Run by rounds.real.test.ts, and
 * as a program by scripts/test-native-asan.sh, for the leak checker looks when a process ends by itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as native from '../../src/native.ts';

type Round = (dir: string) => Promise<unknown>;

const peerScript = fileURLToPath(new URL('seqpacket-peer.py', import.meta.url));
const refused = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error('not refused')),
    () => undefined,
  );

/** Python takes its time to start. */
const connectionsPerPeer = 20;

/** By function: one round, which leaves nothing. */
export const rounds: Readonly<Record<string, Round>> = {
  pinNamespaces: async (dir) => {
    const pins = { net: join(dir, 'net'), ipc: join(dir, 'ipc'), uts: join(dir, 'uts') };
    await native.pinNamespaces({ ...pins, hostname: 'pod', sysctls: { 'net.ipv4.ip_forward': '1' } });
    await refused(native.pinNamespaces({ net: join(dir, 'other'), uts: pins.uts }));
    await native.isNamespaceFile(pins.net);
    await Promise.all(Object.values(pins).map(native.unpinNamespace));
    await refused(native.pinNamespaces({ ...pins, sysctls: { 'net.none': '1' } }));
  },
  userNamespaces: async (dir) => {
    const pins = { user: join(dir, 'user'), net: join(dir, 'net'), ipc: join(dir, 'ipc'), uts: join(dir, 'uts') };
    const ids = { containerId: 0, hostId: 100_000, length: 65_536 };
    const sysctls = { 'kernel.shm_rmid_forced': '1', 'net.ipv4.ping_group_range': '100000 100001' };
    await native.pinNamespaces({ ...pins, ids: { uids: ids, gids: ids }, hostname: 'pod', sysctls });
    const target = join(dir, 'target');
    const lowerDirs = [join(dir, 'upper'), join(dir, 'root')];
    await native.mountOverlay({ lowerDirs, target, userNamespace: pins.user });
    await native.unmount(target);
    await native.mountOverlay({ lowerDirs: lowerDirs.slice(1), target, userNamespace: pins.user });
    await native.unmount(target);
    await refused(native.mountOverlay({ lowerDirs: [...lowerDirs, '/proc/sys'], target, userNamespace: pins.user }));
    await native.tryIdMappedOverlay(lowerDirs);
    await Promise.all(Object.values(pins).map(native.unpinNamespace));
    await refused(native.pinNamespaces({ ...pins, ids: { uids: { ...ids, length: 0 }, gids: ids } }));
    await refused(native.pinNamespaces({ ...pins, ids: { uids: ids, gids: ids }, sysctls: { 'net.none': '1' } }));
  },
  mount: async (dir) => {
    const target = join(dir, 'target');
    await native.mount({ source: 'tmpfs', target, fsType: 'tmpfs', flags: ['nosuid', 'private'] });
    await native.mount({ source: target, target, flags: ['bind', 'ro'] });
    await refused(native.mount({ source: 'tmpfs', target, fsType: 'none' }));
    await refused(native.mount({ source: 'tmpfs', target, fsType: 'tmpfs', flags: ['shared', 'private'] }));
    await native.unmount(target);
    await native.unmount(target, { isLazy: true });
    await native.unmount(target);
  },
  mountOverlay: async (dir) => {
    const [upperDir, workDir, target] = [join(dir, 'upper'), join(dir, 'work'), join(dir, 'target')];
    const lowerDirs = [join(dir, 'root'), join(dir, 'root/etc')];
    await native.mountOverlay({ lowerDirs: [join(dir, 'upper'), join(dir, 'root')], target });
    await native.unmount(target);
    for (const way of ['append', 'join', 'legacy']) {
      const { mountOverlay } = native.loadAddon<{ mountOverlay(input: object): Promise<void> }>();
      const long = Array.from({ length: way === 'legacy' ? 150 : 1 }, (_, index) =>
        join(dir, 'lower', `layer-${index}`),
      );
      await mountOverlay({ lowerDirs: long, upperDir, workDir, target, isReadOnly: false, options: [], ways: [way] });
      await native.unmount(target);
    }
    await refused(native.mountOverlay({ lowerDirs: [...lowerDirs, '/none'], upperDir, workDir, target }));
    await refused(native.mountOverlay({ lowerDirs, upperDir, workDir, target, options: ['none=1'] }));
    await refused(native.mountOverlay({ lowerDirs, upperDir, workDir, target: '/none' }));
  },
  paths: async (dir) => {
    const root = join(dir, 'root');
    closeSync(await native.openInRoot(root, '/link'));
    await refused(native.openInRoot(root, 'none'));
    await refused(native.openInRoot('/dev', 'null'));
    await refused(native.openInRoot('/none', 'x'));
    await native.readFileInRoot(root, 'link', 100);
    await native.readFileInRoot(root, 'none', 100);
    await refused(native.readFileInRoot(root, 'link', 1));
    await refused(native.readFileInRoot(root, 'etc', 1));
    await native.resolveInRoot(root, 'link');
    await native.resolveInRoot(root, 'none');
    await refused(native.resolveInRoot(root, 'circle'));
    await native.makeDirInRoot(root, 'dangling/a/../b', 0o755);
    await refused(native.makeDirInRoot(root, 'link/x', 0o755));
    rmSync(join(root, 'var'), { recursive: true });
  },
  processes: async () => {
    const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const watched = native.openProcess(child.pid ?? 0);
    const other = native.openProcess(child.pid ?? 0);
    native.openProcess(child.pid ?? 0, '1');
    native.openProcess(0);
    other?.onExit(() => {});
    other?.close();
    const exited = new Promise<void>((resolve) => watched?.onExit(resolve));
    watched?.signal(9);
    await exited;
    await ended;
    watched?.close();
    native.startTicksOf(process.pid);
  },
  seqpacket: async (dir) => {
    const path = join(dir, 'attach');
    const peer = spawn('python3', [peerScript, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(peer.stdout, 'data');
    for (let connection = 0; connection < connectionsPerPeer; connection += 1) {
      const socket = await native.SeqpacketSocket.connect(path);
      socket.on('packet', () => {});
      socket.send(Buffer.from('in'));
      peer.stdin.write('["sendMany", 20, 1000]\n["close"]\n');
      await once(socket, 'end');
      socket.end();
      socket.close();
      if (connection + 1 < connectionsPerPeer) peer.stdin.write('["accept"]\n');
    }
    peer.stdin.end();
    peer.stdout.resume();
    await once(peer, 'close');
    await refused(native.SeqpacketSocket.connect(path));
    rmSync(path);
    await refused(native.SeqpacketSocket.connect(path));
  },
  diskUsage: async (dir) => {
    await native.diskUsage(dir);
    await refused(native.diskUsage(join(dir, 'none')));
  },
};

export const makeRoundsDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-native-'));
  for (const name of ['target', 'upper', 'work', 'root/etc']) mkdirSync(join(dir, name), { recursive: true });
  for (let index = 0; index < 150; index += 1) mkdirSync(join(dir, 'lower', `layer-${index}`), { recursive: true });
  writeFileSync(join(dir, 'root/etc/file'), 'content');
  symlinkSync('/etc/file', join(dir, 'root/link'));
  symlinkSync('circle', join(dir, 'root/circle'));
  symlinkSync('/var/made', join(dir, 'root/dangling'));
  return dir;
};

/** How many descriptors this process has; a closing handle's is gone at once. */
export const countFds = (): number => readdirSync('/proc/self/fd').length;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dir = makeRoundsDir();
  for (const round of Object.values(rounds)) for (let index = 0; index < 20; index += 1) await round(dir);
  rmSync(dir, { recursive: true });
}
