/**
 * Bundles for real tasks: busybox in a root filesystem of one file, and the least of a runtime spec.
 */
import { randomBytes } from 'node:crypto';
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCgroups } from '../../src/actors/cgroup.ts';
import { cgroupDirsOf, readCgroupFacts } from '../../src/actors/cgroup-paths.ts';

export interface TestBundle {
  readonly taskId: string;
  readonly bundleDir: string;
  readonly cgroupsPath: string;
  readonly logPath: string;
}
export interface BundleWishes {
  readonly args: readonly string[];
  /** Default: everything of its own. */
  readonly sharesHostPids?: boolean;
  readonly isTerminal?: boolean;
  readonly memoryBytes?: number;
  readonly env?: readonly string[];
}

/** A folder for everything of one test file; `remove` takes all of it away. */
export const bundleRoot = (name: string) => {
  const dir = mkdtempSync(join(tmpdir(), `trp-${name}-`));
  const rootfs = join(dir, 'rootfs');
  for (const each of ['bin', 'proc', 'dev', 'sys', 'tmp']) mkdirSync(join(rootfs, each), { recursive: true });
  copyFileSync('/bin/busybox', join(rootfs, 'bin/busybox'));
  linkSync(join(rootfs, 'bin/busybox'), join(rootfs, 'bin/sh'));
  for (const applet of [
    'sleep',
    'cat',
    'echo',
    'yes',
    'head',
    'setsid',
    'id',
    'dd',
    'seq',
    'env',
    'kill',
    'true',
    'ps',
    'stty',
    'sha256sum',
  ])
    symlinkSync('busybox', join(rootfs, 'bin', applet));
  return {
    dir,
    make: (wishes: BundleWishes): TestBundle => {
      const taskId = randomBytes(16).toString('hex');
      const bundleDir = join(dir, 'bundles', taskId);
      mkdirSync(bundleDir, { recursive: true });
      const cgroupsPath = `/trp-${name}/${taskId}`;
      writeFileSync(join(bundleDir, 'config.json'), JSON.stringify(specOf(wishes, rootfs, cgroupsPath)));
      return { taskId, bundleDir, cgroupsPath, logPath: join(dir, 'logs', `${taskId}.log`) };
    },
    remove: async () => {
      rmSync(dir, { recursive: true, force: true });
      await removeCgroups(cgroupDirsOf(readCgroupFacts(), `/trp-${name}`));
    },
  };
};

const specOf = (wishes: BundleWishes, rootfs: string, cgroupsPath: string) => ({
  ociVersion: '1.0.2',
  process: {
    terminal: wishes.isTerminal ?? false,
    user: { uid: 0, gid: 0, additionalGids: [7] },
    args: wishes.args,
    env: ['PATH=/bin', 'FROM=spec', ...(wishes.env ?? [])],
    cwd: '/tmp',
    capabilities: Object.fromEntries(
      ['bounding', 'effective', 'permitted'].map((set) => [set, ['CAP_KILL', 'CAP_SETUID', 'CAP_SETGID']]),
    ),
    noNewPrivileges: true,
  },
  root: { path: rootfs, readonly: true },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: ['newinstance', 'ptmxmode=0666', 'mode=0620'],
    },
    { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid'] },
  ],
  linux: {
    cgroupsPath,
    resources: {
      devices: [{ allow: true, access: 'rwm' }],
      ...(wishes.memoryBytes === undefined ? {} : { memory: { limit: wishes.memoryBytes } }),
    },
    namespaces: ['mount', 'ipc', 'uts', 'network', ...(wishes.sharesHostPids === true ? [] : ['pid'])].map((type) => ({
      type,
    })),
  },
});
