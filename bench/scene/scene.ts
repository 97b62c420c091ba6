/** All that the runtimes of one run share: a directory, a registry with the images, tools, and what has to be undone. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../src/cli/doctor/find-program.ts';
import { clearLogs, makeSlots, type Slot } from '../pod/slots.ts';
import type { RuntimeHome } from '../runtimes/runtime.ts';
import { pauseFile } from '../runtimes/troupe.ts';
import { removeCgroup } from './cgroups.ts';
import { makeNetwork, type PodNetwork } from './cni.ts';
import { run } from './program.ts';
import { type Registry, startRegistry, writeHosts } from './registry.ts';
import { pushSmallImages, type SmallImages } from './small-images.ts';
import type { UndoStack } from './undo-stack.ts';

export interface Scene {
  /** A folder for each runtime. */
  readonly homesDir: string;
  readonly registry: Registry;
  readonly images: SmallImages;
  readonly tools: Tools;
  readonly undo: UndoStack;
  readonly certsDir: string;
}
export interface Tools {
  readonly runc: string;
  readonly cniBinDir: string;
  readonly registry: string;
  readonly busybox: string;
}

/** @throws Error that names the first tool which is not there. */
export const findTools = (searchPath: string): Tools => {
  const program = (name: string): string => {
    const found = findProgram(name, searchPath);
    if (found === undefined) throw new Error(`${name} is not in PATH`);
    return found;
  };
  const cniBinDir = ['/opt/cni/bin', '/usr/lib/cni'].find((dir) => existsSync(join(dir, 'bridge')));
  if (cniBinDir === undefined) throw new Error('no CNI plugins in /opt/cni/bin or /usr/lib/cni');
  if (!existsSync(pauseFile)) throw new Error('the pause program is not built: npm run setup');
  const fetched = fileURLToPath(new URL('../../node_modules/.cache/troupe/bin/busybox', import.meta.url));
  return {
    runc: program('runc'),
    cniBinDir,
    registry: program('docker-registry'),
    busybox: existsSync(fetched) ? fetched : program('busybox'),
  };
};

export interface SceneInput {
  readonly searchPath: string;
  /** Where the scene's directory is made. */
  readonly parentDir: string;
  /** The runtimes get a fresh ext4 with a journal, as nodes have, on a loop device. */
  readonly hasOwnDisk: boolean;
}

/** The caller unwinds `undo`, also where this throws. */
export const openScene = async (undo: UndoStack, { searchPath, parentDir, hasOwnDisk }: SceneInput): Promise<Scene> => {
  const tools = findTools(searchPath);
  const workDir = await mkdtemp(join(parentDir, 'trp-bench-'));
  undo.push(workDir, () => rm(workDir, { recursive: true, force: true, maxRetries: 5 }));
  undo.push(`cgroups ${cgroupRoot}`, () => removeCgroup(cgroupRoot).then(() => undefined));
  const registry = await startRegistry(join(workDir, 'registry'), tools.registry);
  undo.push('the registry', registry.end);
  const certsDir = join(workDir, 'certs.d');
  await writeHosts(certsDir, registry.host);
  const homesDir = join(workDir, 'homes');
  await mkdir(homesDir);
  if (hasOwnDisk) await mountDisk(join(workDir, 'disk.img'), homesDir, undo);
  const images = await pushSmallImages({ host: registry.host, busybox: tools.busybox, pauseFile });
  return { homesDir, registry, images, tools, undo, certsDir };
};

const mountDisk = async (file: string, target: string, undo: UndoStack): Promise<void> => {
  await run('truncate', ['--size=20G', file]); // as large as what is written, not larger
  await run('mkfs.ext4', ['-q', '-F', file]);
  await run('mount', ['-o', 'loop', file, target]);
  undo.push(target, async () => void (await run('umount', [target])));
};

const cgroupRoot = `/trp-bench-${process.pid}`;

export interface Home extends RuntimeHome {
  readonly network: PodNetwork;
  readonly slots: readonly Slot[];
  readonly cgroupRoot: string;
}

/** Directories, a pod network and slots of one contender. `index` tells networks apart. */
export const makeHome = async (
  scene: Scene,
  { name, index, slotCount }: { readonly name: string; readonly index: number; readonly slotCount: number },
): Promise<Home> => {
  const dir = join(scene.homesDir, name);
  await mkdir(dir, { recursive: true });
  const network = await makeNetwork(join(dir, 'network'), index);
  scene.undo.push(`the network of ${name}`, network.remove);
  const cgroup = `${cgroupRoot}/${name}`;
  const slots = await makeSlots(join(dir, 'pods'), cgroup, slotCount);
  scene.undo.push(`logs of ${name}`, () => clearLogs(slots));
  return {
    dir,
    root: join(dir, 'root'),
    state: join(dir, 'state'),
    socketPath: join(dir, 'cri.sock'),
    runc: scene.tools.runc,
    cniBinDir: scene.tools.cniBinDir,
    cniConfDir: network.confDir,
    certsDir: scene.certsDir,
    network,
    slots,
    cgroupRoot: cgroup,
  };
};
