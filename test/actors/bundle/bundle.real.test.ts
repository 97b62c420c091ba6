/** What is left where, and what fails how. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { mount as mountFs, unmount } from '../../../src/native.ts';
import { bundlesContract } from '../../contracts/bundles.ts';
import { type BundleWorld, bundleWorld } from '../../helpers/bundle-world.ts';
import {
  containerConfig,
  imageSeen,
  mount,
  namespaceOptions,
  sandboxConfig,
  secured,
  securedSandbox,
} from '../../helpers/oci-scenes.ts';
import { describeAsRoot } from '../../native/scene.ts';

const signal = new AbortController().signal;
const own = secured({ namespaceOptions: namespaceOptions({ pid: 1 }) });

describeAsRoot('bundles on a real node', () => {
  let world: BundleWorld;
  beforeAll(async () => {
    world = await bundleWorld();
  });
  const bundleRows = () => world.ledger.all().filter(({ effect }) => effect === 'bundle');
  const removeAll = async () => {
    for (const { ownerId } of bundleRows()) await world.bundles.removeBundle({ containerId: ownerId }, signal);
  };
  afterEach(removeAll);
  afterAll(async () => {
    await world.close();
    expect(world.mounts()).toEqual([]);
    expect(readdirSync(world.at('containers'))).toEqual([]);
    world.remove();
  });

  bundlesContract('real', () => ({
    driver: world.bundles,
    ledger: world.ledger,
    input: (containerId) => ({
      containerId,
      config: own,
      image: imageSeen(),
      rootfsDir: world.makeRootfs(),
      imageMounts: [],
      sandbox: world.scene(),
    }),
    infraInput: (sandboxId) => ({ sandbox: { ...world.scene(), sandboxId } }),
    exists: ({ bundleDir }) => existsSync(bundleDir),
  }));

  test('config.json is for root only, and alone; the request’s stop signal wins; the cgroup has the id', async () => {
    const bundle = await world.write({ ...own, stopSignal: 8 }, { image: { stopSignal: 'SIGINT' } });
    expect(bundle).toMatchObject({ stopSignal: 'SIGHUP', cgroupsPath: `/trp-bundle/${bundle.containerId}` });
    expect(readdirSync(bundle.bundleDir)).toEqual(['config.json']);
    expect(statSync(join(bundle.bundleDir, 'config.json')).mode & 0o777).toBe(0o600);
  });

  test('mounts of images → bound from where they are mounted, in the order of the request', async () => {
    const image = mount({ containerPath: '/i', readonly: true, image: { ...own.image, image: 'x' } });
    const mounts = [mount({ hostPath: world.at('data'), containerPath: '/d' }), image];
    const imageMounts = [{ mountIndex: 1, imageId: 'sha256:x', sourceDir: world.at('images/x/sub') }];
    const { bundleDir } = await world.write({ ...own, mounts }, { imageMounts });
    const spec = JSON.parse(readFileSync(join(bundleDir, 'config.json'), 'utf8'));
    expect(spec.mounts.filter(({ destination }: { destination: string }) => /^\/[di]$/.test(destination))).toEqual([
      { destination: '/d', type: 'bind', source: world.at('data'), options: ['rbind', 'rprivate', 'rw'] },
      { destination: '/i', type: 'bind', source: world.at('images/x/sub'), options: ['rbind', 'rprivate', 'ro'] },
    ]);
    expect(existsSync(world.at('images'))).toBe(false);
  });

  test('log path → its directory is there', async () => {
    const sandbox = world.scene(sandboxConfig({ logDirectory: world.at('logs') }));
    const bundle = await world.write({ ...own, logPath: 'main/0.log' }, { sandbox });
    expect(bundle.logPath).toBe(world.at('logs/main/0.log'));
    expect(statSync(world.at('logs/main')).mode & 0o777).toBe(0o755);
  });

  test('a request that cannot be → refused before anything is made', async () => {
    const missing = mount({ hostPath: world.at('never'), containerPath: '/a' });
    const image = mount({ containerPath: '/b', image: { ...own.image, image: 'x' } });
    await expect(world.write({ ...own, mounts: [missing, image] })).rejects.toMatchObject({
      code: 'ImageVolumeMountFailed',
    });
    expect(existsSync(world.at('never'))).toBe(false);
    expect(bundleRows()).toEqual([]);
  });

  test.each([
    [
      'seccomp file that is absent',
      secured({ seccomp: { profileType: 2, localhostRef: '/nowhere.json' } }),
      'SpecInvalid',
    ],
    [
      'device that is absent',
      { ...own, devices: [{ hostPath: '/dev/nope', containerPath: '/dev/x', permissions: 'r' }] },
      'SpecInvalid',
    ],
    [
      'device that is a file',
      { ...own, devices: [{ hostPath: '/etc/hosts', containerPath: '/dev/x', permissions: 'r' }] },
      'SpecInvalid',
    ],
    ['user that is unknown', secured({ runAsUsername: 'ghost' }), 'SpecInvalid'],
    [
      'mount source below a file',
      { ...own, mounts: [mount({ hostPath: '/etc/hosts/x', containerPath: '/x' })] },
      'SpecInvalid',
    ],
  ])('%s → %s, with the intent left for the undo', async (_, config, code) => {
    await expect(world.write(config)).rejects.toMatchObject({ code });
    expect(bundleRows()).toMatchObject([{ isDone: false }]);
  });

  test('unknown handler → HandlerUnknown; id that is a path → refused', async () => {
    const sandbox = world.scene(sandboxConfig(), { runtimeHandler: 'kata' });
    await expect(world.write(own, { sandbox })).rejects.toMatchObject({ code: 'HandlerUnknown' });
    await expect(world.bundles.removeBundle({ containerId: '../rootfs' }, signal)).rejects.toMatchObject({
      code: 'SpecInvalid',
    });
  });

  test('hostile image: passwd is a link out of the root → the image’s own file is meant', async () => {
    const rootfsDir = world.makeRootfs();
    const { symlink } = await import('node:fs/promises');
    await symlink('../../../../../../etc/passwd', join(rootfsDir, 'etc/passwd'));
    await expect(world.write(own, { rootfsDir, image: { user: 'daemon' } })).rejects.toMatchObject({
      code: expect.stringMatching(/SpecInvalid|SyscallFailed/),
    });
  });

  test('volumes that the image declares are ignored, where the node says so → none is made or mounted', async () => {
    const image = { volumes: ['/data'] };
    const mountsOf = async (configured: object) => {
      const { bundleDir, containerId } = await world.write(own, { image, configured });
      const destinations = world.specOf(bundleDir).mounts.map(({ destination }) => destination);
      return [destinations.includes('/data'), existsSync(world.at('volumes', containerId))];
    };
    expect(await mountsOf({ ignoresImageDefinedVolumes: true })).toEqual([false, false]);
    expect(await mountsOf({})).toEqual([true, true]);
  });

  test('hostile image: volume behind a link to the host → nothing of the host is copied', async () => {
    const rootfsDir = world.makeRootfs({ 'etc/own': 'inside' });
    const { symlink } = await import('node:fs/promises');
    await symlink('/etc', join(rootfsDir, 'data'));
    const { containerId } = await world.write(own, { rootfsDir, image: { volumes: ['/data'] } });
    expect(readdirSync(world.at('volumes', containerId, '0'))).toEqual(['own']);
  });

  test('something mounted in the bundle → EBUSY, nothing deleted through it', async () => {
    const { bundleDir, containerId } = await world.write(own);
    mkdirSync(world.at('precious'), { recursive: true });
    writeFileSync(world.at('precious/data'), 'keep');
    mkdirSync(join(bundleDir, 'rootfs'));
    await mountFs({ source: world.at('precious'), target: join(bundleDir, 'rootfs'), flags: ['bind'] });
    await expect(world.bundles.removeBundle({ containerId }, signal)).rejects.toMatchObject({
      details: { code: 'EBUSY' },
    });
    await unmount(join(bundleDir, 'rootfs'));
    await world.bundles.removeBundle({ containerId }, signal);
    expect(readFileSync(world.at('precious/data'), 'utf8')).toBe('keep');
  });

  test('infra container: the built-in program runs as nobody, is joined by a container, and ends at SIGTERM', async () => {
    const sandbox = world.scene(securedSandbox({ seccomp: { profileType: 0, localhostRef: '' } }));
    const bundle = await world.bundles.writeInfraBundle({ sandbox }, signal);
    expect(bundle).toMatchObject({ user: { uid: 65535, gid: 65535, groups: [65535] }, hasOwnPidNamespace: true });
    const runc = (...args: string[]) =>
      execa('/usr/sbin/runc', ['--root', world.at('runc'), ...args], {
        stdin: 'ignore',
        stdout: 'ignore',
        stderr: 'ignore',
        timeout: 30_000,
      });
    const pidFile = world.at('infra.pid');
    await runc('create', '--bundle', bundle.bundleDir, '--pid-file', pidFile, 'pod');
    await runc('start', 'pod');
    const infraPid = Number(readFileSync(pidFile, 'utf8'));
    try {
      const status = readFileSync(`/proc/${infraPid}/status`, 'utf8');
      expect(status).toMatch(/^Uid:\s65535\s65535/m);
      expect(status).toMatch(/^CapEff:\s0{16}$/m);
      expect(status).toMatch(/^Seccomp:\s2$/m);
      const { stdout } = await world.runScript('cat /proc/1/comm; echo $$', containerConfig(), {
        sandbox: { ...sandbox, infra: { pid: infraPid, startTicks: '1' } },
      });
      expect(stdout.split('\n')[0]).toBe('pause');
      expect(Number(stdout.split('\n')[1])).toBeGreaterThan(1);
    } finally {
      await runc('kill', 'pod', 'TERM');
      await runc('delete', '--force', 'pod');
    }
    await world.bundles.removeBundle({ containerId: 'pod' }, signal);
  });

  test('built-in root: made once, for many at the same time', async () => {
    const sandboxes = ['p1', 'p2', 'p3'].map((sandboxId) => ({ ...world.scene(), sandboxId }));
    const bundles = await Promise.all(sandboxes.map((sandbox) => world.bundles.writeInfraBundle({ sandbox }, signal)));
    expect(bundles.map(({ bundleDir }) => world.specOf(bundleDir).root.path)).toEqual(
      Array(3).fill(world.at('pause-rootfs')),
    );
    expect(readdirSync(world.at('pause-rootfs')).toSorted()).toEqual(['dev', 'pause', 'proc']);
  });
});
