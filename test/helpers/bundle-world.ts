/** A pod on a real node, without a network: pinned namespaces and files; bundles written for it, run with runc itself. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { openCdiFiles } from '../../src/actors/bundle/cdi/cdi-files.ts';
import { hostFacts } from '../../src/actors/bundle/host-facts.ts';
import type { BundleOptions } from '../../src/actors/bundle/options.ts';
import { bundleServices } from '../../src/actors/bundle/services.ts';
import { removeCgroups } from '../../src/actors/cgroup.ts';
import { cgroupDirsOf, readCgroupFacts } from '../../src/actors/cgroup-paths.ts';
import { sandboxFilesServices } from '../../src/actors/sandbox-files/services.ts';
import type { ContainerConfig, SandboxConfig } from '../../src/machines/config.ts';
import type { SandboxScene } from '../../src/machines/services/bundles.ts';
import type { ImageConfig, ImageMount } from '../../src/machines/services/images.ts';
import { pinNamespaces, unpinNamespace } from '../../src/native.ts';
import { parseMountinfo } from '../../src/oci/mountinfo.ts';
import type { Spec } from '../../src/oci/spec.ts';
import { openStore } from '../../src/store/store.ts';
import { aHandler, aPolicy, imageSeen, sandboxConfig } from './oci-scenes.ts';

const signal = new AbortController().signal;
const cgroupRoot = '/trp-bundle';

export const bundleWorld = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-bundle-'));
  const at = (...parts: string[]) => join(dir, ...parts);
  const { ledger } = openStore(':memory:');
  const host = hostFacts({ isOomScoreAdjRestricted: false });
  const options: BundleOptions = {
    containersDir: at('containers'),
    volumesDir: at('volumes'),
    pauseRootfsDir: at('pause-rootfs'),
    pauseFile: new URL('../../native/build/pause', import.meta.url).pathname,
    host,
    handlers: new Map([['runc', aHandler]]),
    cgroups: { driver: 'cgroupfs', defaultParent: cgroupRoot, prefix: 'troupe' },
    policy: aPolicy,
    ignoresImageDefinedVolumes: false,
    ledger,
    cdi: openCdiFiles([at('cdi')]),
  };
  const bundles = bundleServices(options);
  const nodeFiles = { resolvConf: '/etc/resolv.conf', hosts: '/etc/hosts' };
  const files = sandboxFilesServices({ sandboxesDir: at('sandboxes'), nodeName: host.nodeName, nodeFiles, ledger });
  const pins = { net: at('net'), ipc: at('ipc'), uts: at('uts') };
  await pinNamespaces({ ...pins, hostname: 'web' });
  const podFiles = await files.prepareSandboxFiles({ sandboxId: 'pod', config: sandboxConfig() }, signal);

  const scene = (config: SandboxConfig = sandboxConfig(), more: Partial<SandboxScene> = {}): SandboxScene => ({
    sandboxId: 'pod',
    config,
    runtimeHandler: 'runc',
    pins,
    files: podFiles,
    ...more,
  });

  let count = 0;
  /** A fresh root with busybox and the files given by path. */
  const makeRootfs = (content: Record<string, string> = {}): string => {
    count += 1;
    const rootfsDir = at(`rootfs-${count}`);
    mkdirSync(join(rootfsDir, 'bin'), { recursive: true });
    mkdirSync(join(rootfsDir, 'etc'));
    copyFileSync('/bin/busybox', join(rootfsDir, 'bin/busybox'));
    copyFileSync('/bin/busybox', join(rootfsDir, 'bin/sh'));
    for (const [path, text] of Object.entries(content)) {
      mkdirSync(join(rootfsDir, path, '..'), { recursive: true });
      writeFileSync(join(rootfsDir, path), text);
    }
    return rootfsDir;
  };

  interface Wishes {
    readonly image?: Partial<ImageConfig>;
    readonly rootfsDir?: string;
    readonly sandbox?: SandboxScene;
    readonly imageMounts?: readonly ImageMount[];
    /** Of the node. */
    readonly configured?: Partial<BundleOptions>;
  }
  const write = (config: ContainerConfig, wishes: Wishes = {}) => {
    const { image = {}, rootfsDir = makeRootfs(), sandbox = scene(), imageMounts = [] } = wishes;
    count += 1;
    const containerId = `c${count}`;
    const imageOf = { ...imageSeen(image), imageId: `sha256:${count}` };
    const { writeBundle } = wishes.configured ? bundleServices({ ...options, ...wishes.configured }) : bundles;
    return writeBundle({ containerId, config, image: imageOf, rootfsDir, imageMounts, sandbox }, signal).then(
      (bundle) => ({ ...bundle, containerId }),
    );
  };
  /** Runs a bundle to its end with runc in the foreground. */
  const runc = async (bundleDir: string, id: string) => {
    const args = ['--root', at('runc'), 'run', '--bundle', bundleDir, id];
    const { stdout, stderr, exitCode } = await execa('/usr/sbin/runc', args, {
      reject: false,
      stdin: 'ignore',
      timeout: 30_000,
    });
    return { stdout, stderr, exitCode };
  };

  return {
    dir,
    at,
    ledger,
    bundles,
    host,
    scene,
    makeRootfs,
    write,
    runc,
    /** Writes, runs with `sh -c script`, removes; the container's output. */
    runScript: async (script: string, config: ContainerConfig, wishes: Wishes = {}) => {
      const bundle = await write({ ...config, command: ['/bin/busybox', 'sh', '-c', script] }, wishes);
      const ended = await runc(bundle.bundleDir, bundle.containerId);
      await bundles.removeBundle({ containerId: bundle.containerId }, signal);
      return { ...ended, bundle };
    },
    specOf: (bundleDir: string) => JSON.parse(readFileSync(join(bundleDir, 'config.json'), 'utf8')) as Spec,
    mounts: () =>
      parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8')).filter(({ mountPoint }) =>
        mountPoint.startsWith(dir),
      ),
    /** Takes the pod away; what of it is left then makes the removal of the folder fail. */
    close: async () => {
      await files.removeSandboxFiles({ sandboxId: 'pod' }, signal);
      await Promise.all(Object.values(pins).map((pin) => unpinNamespace(pin)));
      await removeCgroups(cgroupDirsOf(readCgroupFacts(), cgroupRoot));
    },
    remove: () => rmSync(dir, { recursive: true }),
  };
};

export type BundleWorld = Awaited<ReturnType<typeof bundleWorld>>;
