/** What the specs mean to a real kernel: run with runc, seen from inside. */
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BundleWorld, bundleWorld } from '../../helpers/bundle-world.ts';
import {
  capability,
  type containerConfig,
  linuxContainer,
  mount,
  namespaceOptions,
  resources,
  secured,
  securedSandbox,
  securityContext,
} from '../../helpers/oci-scenes.ts';
import { describeAsRoot } from '../../native/scene.ts';

const own = namespaceOptions({ pid: 1 });
const status = (name: string) => `/bin/busybox grep '^${name}:' /proc/self/status`;

describeAsRoot('bundles, run by runc', () => {
  let world: BundleWorld;
  beforeAll(async () => {
    world = await bundleWorld();
  });
  afterAll(async () => {
    await world.close();
    expect(world.mounts()).toEqual([]);
    expect(world.ledger.all()).toEqual([]);
    world.remove();
  });

  /** Lines that the script printed, in a container with this security context. */
  const lines = async (
    script: string,
    context: Parameters<typeof securityContext>[0] = {},
    wishes: Parameters<BundleWorld['runScript']>[2] = {},
    more: Parameters<typeof containerConfig>[0] = {},
  ) => {
    const config = { ...secured({ namespaceOptions: own, ...context }), ...more };
    const { stdout, stderr, exitCode } = await world.runScript(script, config, wishes);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    return stdout.split('\n');
  };

  test('plain container → the pod’s host name, 14 capabilities, no filter, own pids, files of the pod', async () => {
    const out = await lines(
      `hostname; ${status('CapEff')}; ${status('Seccomp')}; echo $$; cat /etc/hostname; echo $HOSTNAME; cut -d' ' -f5 /proc/self/mountinfo | sort`,
    );
    expect(out.slice(0, 6)).toEqual(['web', 'CapEff:\t00000000a80425fb', 'Seccomp:\t0', '1', 'web', 'web']);
    const mounted = out.slice(6);
    expect(mounted).toEqual(
      expect.arrayContaining([
        '/proc',
        '/dev',
        '/dev/shm',
        '/dev/mqueue',
        '/dev/pts',
        '/sys',
        '/etc/resolv.conf',
        '/etc/hosts',
      ]),
    );
  });

  test('seccomp RuntimeDefault → mode 2; unshare refused; with SYS_ADMIN allowed', async () => {
    const seccomp = { profileType: 0, localhostRef: '' } as const;
    const script = `${status('Seccomp')}; /bin/busybox unshare -u true 2>/dev/null && echo can || echo cannot`;
    expect(await lines(script, { seccomp })).toEqual(['Seccomp:\t2', 'cannot']);
    const capabilities = capability({ addCapabilities: ['SYS_ADMIN'] });
    expect(await lines(script, { seccomp, capabilities })).toEqual(['Seccomp:\t2', 'can']);
  });

  test('seccomp Localhost in Docker’s form → it is the one in force', async () => {
    const file = world.at('no-hostname.json');
    const rule = { names: ['sethostname'], action: 'SCMP_ACT_ERRNO', errnoRet: 1, includes: {}, excludes: {} };
    const archMap = [{ architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86'] }];
    writeFileSync(file, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', archMap, syscalls: [rule] }));
    const capabilities = capability({ addCapabilities: ['SYS_ADMIN'] });
    const script = `${status('Seccomp')}; hostname other 2>/dev/null && echo can || echo cannot`;
    const asked = { seccomp: { profileType: 2, localhostRef: file } as const, capabilities };
    expect(await lines(script, asked)).toEqual(['Seccomp:\t2', 'cannot']);
  });

  test('user by name of the image → uid, gid and groups; policy Strict → only those listed', async () => {
    const rootfsDir = world.makeRootfs({
      'etc/passwd': 'root:x:0:0::/root:/bin/sh\napp:x:1000:2000::/home/app:/bin/sh\n',
      'etc/group': 'app:x:2000:\nstaff:x:50:app\n',
    });
    const asked = { runAsUsername: 'app', supplementalGroups: ['60'] };
    expect(await lines('id -u; id -g; id -G; echo $HOME', asked, { rootfsDir })).toEqual([
      '1000',
      '2000',
      '2000 50 60',
      '/home/app',
    ]);
    expect(await lines('id -G', { ...asked, supplementalGroupsPolicy: 1 }, { rootfsDir })).toEqual(['2000 60']);
  });

  test('masked and read-only paths, no_new_privs, read-only root', async () => {
    const script = `wc -c </proc/timer_list; (echo 1 >/proc/sys/kernel/panic) 2>/dev/null || echo ro; ${status('NoNewPrivs')}; (echo >/x) 2>/dev/null || echo ro-root; echo >/dev/shm/x && echo shm`;
    const asked = {
      maskedPaths: ['/proc/timer_list'],
      readonlyPaths: ['/proc/sys'],
      noNewPrivs: true,
      readonlyRootfs: true,
    };
    expect(await lines(script, asked)).toEqual(['0', 'ro', 'NoNewPrivs:\t1', 'ro-root', 'shm']);
  });

  test('privileged → all the daemon’s capabilities, host devices, writable /sys, no filter', async () => {
    const sandbox = world.scene(securedSandbox({ privileged: true }));
    const script = `${status('CapEff')}; ${status('Seccomp')}; test -e /dev/loop-control && echo device; grep ' /sys ' /proc/self/mountinfo | cut -d' ' -f6 | cut -d, -f1`;
    const mask = /^CapEff:\s*(\w+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    const asked = { privileged: true, seccomp: { profileType: 0, localhostRef: '' } as const };
    expect(await lines(script, asked, { sandbox })).toEqual([`CapEff:\t${mask}`, 'Seccomp:\t0', 'device', 'rw']);
  });

  test('mounts: read-only, recursively read-only, symlinked and missing sources, a file', async () => {
    mkdirSync(world.at('data'));
    writeFileSync(world.at('data/file'), 'content');
    const { symlink } = await import('node:fs/promises');
    await symlink('data', world.at('link'));
    const mounts = [
      mount({ hostPath: world.at('link'), containerPath: '/ro', readonly: true }),
      mount({ hostPath: world.at('data'), containerPath: '/rro', readonly: true, recursiveReadOnly: true }),
      mount({ hostPath: world.at('data/file'), containerPath: '/etc/file' }),
      mount({ hostPath: world.at('made/here'), containerPath: '/made' }),
    ];
    const script = `cat /ro/file; echo; for d in /ro /rro /made; do (echo > $d/new) 2>/dev/null && echo rw || echo ro; done; cat /etc/file`;
    expect(await lines(script, {}, {}, { mounts })).toEqual(['content', 'ro', 'ro', 'rw', 'content']);
    expect(readFileSync(world.at('made/here/new'), 'utf8')).toBe('\n');
  });

  test('propagation from a mount that is not shared → SpecInvalid; from a shared one → what the host mounts appears', async () => {
    const { mount: bind, unmount } = await import('../../../src/native.ts');
    const shared = world.at('shared');
    mkdirSync(shared);
    await bind({ source: 'tmpfs', target: shared, fsType: 'tmpfs' });
    await bind({ source: 'none', target: shared, flags: ['private'] });
    const asked = { mounts: [mount({ hostPath: shared, containerPath: '/mnt', propagation: 2 })] };
    const config = { ...secured({ namespaceOptions: own }), ...asked };
    try {
      await expect(world.write(config)).rejects.toMatchObject({
        code: 'SpecInvalid',
        details: { field: 'mounts[0].propagation' },
      });
      await bind({ source: 'none', target: shared, flags: ['shared'] });
      const script = 'mkdir /mnt/in && mount -t tmpfs none /mnt/in && echo x >/mnt/in/file && echo mounted';
      const capabilities = capability({ addCapabilities: ['SYS_ADMIN'] });
      expect(await lines(script, { capabilities }, {}, asked)).toEqual(['mounted']);
      expect(readFileSync(join(shared, 'in/file'), 'utf8')).toBe('x\n');
    } finally {
      await unmount(join(shared, 'in'));
      await unmount(shared);
      for (const { ownerId } of world.ledger.all().filter(({ effect }) => effect === 'bundle'))
        await world.bundles.removeBundle({ containerId: ownerId }, new AbortController().signal);
    }
  });

  test('devices: a node and a directory of nodes, usable as allowed', async () => {
    const devices = [{ hostPath: '/dev/zero', containerPath: '/dev/my-zero', permissions: 'r' }];
    const script = 'head -c 4 /dev/my-zero | wc -c; (echo x >/dev/my-zero) 2>/dev/null && echo w || echo "no w"';
    expect((await lines(script, {}, {}, { devices }))[0]).toBe('4');
    const net = [{ hostPath: '/dev/cpu', containerPath: '/dev/xcpu', permissions: 'r' }];
    expect((await lines('find /dev/xcpu -type c | wc -l', {}, {}, { devices: net }))[0]).not.toBe('0');
  });

  test('volumes of the image → writable copies with owners, modes and links; gone with the bundle', async () => {
    const rootfsDir = world.makeRootfs({ 'data/a/file': 'of the image' });
    const { chown, chmod, symlink, readdir } = await import('node:fs/promises');
    await symlink('/etc/shadow', join(rootfsDir, 'data/link'));
    await chown(join(rootfsDir, 'data/a'), 1000, 50);
    await chmod(join(rootfsDir, 'data/a/file'), 0o4751);
    const image = { volumes: ['/data', '/fresh'] };
    const script =
      'cat /data/a/file; echo; stat -c "%u %g" /data/a; stat -c %a /data/a/file; readlink /data/link; echo x >/data/new && echo x >/fresh/new && echo rw';
    const out = await lines(script, { readonlyRootfs: true }, { rootfsDir, image });
    expect(out).toEqual(['of the image', '1000 50', '4751', '/etc/shadow', 'rw']);
    expect(await readdir(join(rootfsDir, 'data'))).toEqual(['a', 'link']);
    expect(await readdir(world.at('volumes'))).toEqual([]);
  });

  test('host network, IPC and pids → the node’s namespaces and name', async () => {
    const host = namespaceOptions({ network: 2, ipc: 2, pid: 2 });
    const { shmDir, ...files } = world.scene().files;
    expect(shmDir).toBeDefined();
    const sandbox = world.scene(securedSandbox({ namespaceOptions: host }), { files, pins: {} });
    const script = 'hostname; for ns in net ipc uts pid; do readlink /proc/self/ns/$ns; done';
    const ofNode = ['net', 'ipc', 'uts', 'pid'].map((name) => readlinkSync(`/proc/self/ns/${name}`));
    expect(await lines(script, { namespaceOptions: host }, { sandbox })).toEqual([world.host.nodeName, ...ofNode]);
  });

  test('limits and oom_score_adj are in force', async () => {
    const limits = resources({
      memoryLimitInBytes: String(64 * 1024 * 1024),
      cpuShares: '512',
      oomScoreAdj: '500',
      hugepageLimits: [{ pageSize: '2MB', limit: '0' }],
    });
    const linux = linuxContainer({ resources: limits, securityContext: securityContext({ namespaceOptions: own }) });
    const file = world.host.cgroups.mode === 'v2' ? 'memory.max' : 'memory/memory.limit_in_bytes';
    const script = `cat /proc/self/oom_score_adj /sys/fs/cgroup/${file}`;
    expect(await lines(script, {}, {}, { linux })).toEqual(['500', String(64 * 1024 * 1024)]);
  });

  test('oom_score_adj below what can be given → clamped, not failed', async () => {
    const linux = linuxContainer({
      resources: resources({ oomScoreAdj: '-998' }),
      securityContext: securityContext({ namespaceOptions: own }),
    });
    const [adjusted] = await lines('cat /proc/self/oom_score_adj', {}, {}, { linux });
    expect(Number(adjusted)).toBe(world.host.oomScoreAdjFloor ?? -998);
  });
});
