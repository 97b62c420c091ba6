/**
 * The least that a pod of one container can take with these tools: network namespace, CNI plugins, overlay and runc, called
 * one by one with no daemon, monitor, log or record. In the order that the CRI gives: no container before the pod has its address.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mountOverlay, openProcess, pinNamespaces, unmount, unpinNamespace } from '../../src/native.ts';
import type { Timed } from '../pod/lives.ts';
import { runQuiet } from '../scene/program.ts';
import type { Home } from '../scene/scene.ts';
import { addNetwork, type CniCall, deleteNetwork } from './cni-chain.ts';
import type { Spec, Template } from './template.ts';

export interface FloorInput {
  readonly home: Home;
  readonly template: Template;
  readonly hasInfra: boolean;
}

/** @returns the cycle of a contender. */
export const floorCycle =
  (input: FloorInput) =>
  async (timed: Timed): Promise<void> => {
    const floor = floorOf(input, `floor-${process.pid}-${++cycles}`);
    await timed('RunPodSandbox', floor.makePod);
    await timed('CreateContainer', floor.createContainer);
    await timed('StartContainer', floor.startContainer);
    await timed('ExecSync', floor.exec);
    await timed('StopContainer', floor.stopContainer);
    await timed('RemoveContainer', floor.removeContainer);
    await timed('StopPodSandbox', floor.undoPod);
    await timed('RemovePodSandbox', async () => {});
  };
let cycles = 0;

const floorOf = ({ home, template, hasInfra }: FloorInput, id: string) => {
  const dir = join(home.dir, id);
  const pins = { net: join(dir, 'net'), ipc: join(dir, 'ipc'), uts: join(dir, 'uts') };
  const call: CniCall = {
    configuration: home.network.configuration,
    binDir: home.cniBinDir,
    containerId: id,
    netnsPath: pins.net,
  };
  const runc = (...args: string[]) => runQuiet(home.runc, [`--root=${home.state}`, ...args]);
  const container = runcContainer(runc, home, { template, id, dir: join(dir, 'main'), pins });
  const infra = runcContainer(runc, home, { template, id: `${id}-infra`, dir: join(dir, 'infra'), pins });
  let result = '';
  return {
    makePod: async () => {
      await mkdir(dir);
      await pinNamespaces({ ...pins, hostname: id });
      const attached = addNetwork(call).then((text) => {
        result = text;
      });
      await Promise.all([attached, ...(hasInfra ? [infra.create().then(infra.start)] : [])]);
    },
    createContainer: container.create,
    startContainer: container.start,
    exec: () => runc('exec', id, '/bin/true'),
    stopContainer: container.stop,
    removeContainer: container.remove,
    undoPod: async () => {
      await Promise.all([deleteNetwork(call, result), ...(hasInfra ? [infra.stop().then(infra.remove)] : [])]);
      await Promise.all(Object.values(pins).map(unpinNamespace));
      await rm(dir, { recursive: true });
    },
  };
};

interface RuncContainer {
  readonly template: Template;
  readonly id: string;
  readonly dir: string;
  readonly pins: Readonly<Record<'net' | 'ipc' | 'uts', string>>;
}

const runcContainer = (
  runc: (...args: string[]) => Promise<void>,
  home: Home,
  { template, id, dir, pins }: RuncContainer,
) => {
  const pidFile = join(dir, 'pid');
  const rootfs = join(dir, 'rootfs');
  return {
    create: async () => {
      const [upperDir, workDir] = [join(dir, 'upper'), join(dir, 'work')];
      for (const made of [dir, rootfs, upperDir, workDir]) await mkdir(made);
      await mountOverlay({ lowerDirs: [template.lowerDir], upperDir, workDir, target: rootfs });
      const cgroupsPath = `${home.slots[0]?.cgroupParent ?? ''}/${id}`;
      await writeFile(join(dir, 'config.json'), JSON.stringify(placed(template.spec, { rootfs, cgroupsPath, pins })));
      await runc('create', '--bundle', dir, '--pid-file', pidFile, id);
    },
    start: () => runc('start', id),
    stop: async () => {
      const init = openProcess(Number(await readFile(pidFile, 'utf8')));
      if (init === undefined) return;
      const ended = new Promise<void>((resolve) => init.onExit(resolve));
      init.signal(15);
      // On a busy machine it can come before the program has blocked it, and pid 1 is spared then. (A pidfd alone does not
      // keep the event loop either.)
      const again = setInterval(() => init.signal(15), 200);
      await ended;
      clearInterval(again);
      init.close();
    },
    remove: async () => {
      await runc('delete', id);
      await unmount(rootfs);
    },
  };
};

const placed = (
  spec: Spec,
  { rootfs, cgroupsPath, pins }: { rootfs: string; cgroupsPath: string; pins: RuncContainer['pins'] },
): Spec => ({
  ...spec,
  root: { ...spec.root, path: rootfs },
  linux: {
    ...spec.linux,
    cgroupsPath,
    namespaces: spec.linux.namespaces.map(({ type, path }) => {
      if (path === undefined) return { type };
      return { type, path: { network: pins.net, ipc: pins.ipc, uts: pins.uts }[type] ?? path };
    }),
  },
});
