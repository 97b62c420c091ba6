/** Starts those who take part: troupe, the peers, and the floor. */
import { stat } from 'node:fs/promises';
import { findProgram } from '../src/cli/doctor/find-program.ts';
import { criClient } from '../src/cri/client.ts';
import { floorCycle } from './floor/floor.ts';
import { takeTemplate } from './floor/template.ts';
import { type Endpoint, execOnce, podDown, podUp, removeAllPods, slotOf, type Timed } from './pod/lives.ts';
import { containerdCommand } from './runtimes/containerd.ts';
import { type Command, clearHome, startRuntime } from './runtimes/runtime.ts';
import { troupeCommand } from './runtimes/troupe.ts';
import type { Contender, ServedContender } from './scenarios/contender.ts';
import { pullImage } from './scenarios/pull.ts';
import { accountCpu } from './scene/cgroups.ts';
import { saidFirst } from './scene/program.ts';
import { type Home, makeHome, type Scene } from './scene/scene.ts';

/** Pods that any scenario has at one moment. */
const slotCount = 30;

export const startTroupe = async (scene: Scene): Promise<ServedContender> => {
  const home = await makeHome(scene, { name: 'troupe', index: 0, slotCount });
  return startOurs(scene, { name: 'troupe', home, command: await troupeCommand(home) });
};

/** A peer of this name is troupe itself, without its journal: what recording costs. */
export const unrecorded = 'troupe-unrecorded';

/** @param peer a socket, a containerd, or {@link unrecorded}. */
export const startPeer = async (scene: Scene, peer: string, index: number): Promise<ServedContender> => {
  if (peer === unrecorded) {
    const home = await makeHome(scene, { name: unrecorded, index, slotCount });
    return startOurs(scene, {
      name: unrecorded,
      home,
      command: await troupeCommand(home, { journal: { level: 'off' } }),
    });
  }
  if ((await stat(peer).catch(() => undefined))?.isSocket()) return joinPeer(scene, peer, index);
  const program = peer.includes('/') ? peer : findProgram(peer, process.env.PATH ?? '');
  if (program === undefined) throw new Error(`${peer} is not in PATH`);
  const [, version = 'unknown', major = '2'] = /v?((\d+)\.\d+\.\d+)/.exec(await saidFirst(program, '--version')) ?? [];
  const name = `containerd ${version}`;
  const home = await makeHome(scene, { name: `containerd-${index}`, index, slotCount });
  const pauseImage = scene.images.pause;
  const command = await containerdCommand(home, { program, major: Number(major), pauseImage });
  return startOurs(scene, { name, home, command, extraImage: pauseImage });
};

interface Start {
  readonly name: string;
  readonly home: Home;
  readonly command: Command;
  readonly extraImage?: string;
}

const startOurs = async (scene: Scene, { name, home, command, extraImage }: Start): Promise<ServedContender> => {
  const { pid, cri } = await startRuntime(home, command, scene.undo);
  const endpoint = { name, cri, slots: home.slots, image: scene.images.workload };
  for (const image of [scene.images.workload, ...(extraImage === undefined ? [] : [extraImage])])
    await pullImage(endpoint, image);
  return {
    ...criContender(endpoint),
    home: { dir: home.dir, pid, cgroupRoot: home.cgroupRoot, cpuMs: await accountCpu(home.cgroupRoot, pid) },
  };
};

const joinPeer = async (scene: Scene, socketPath: string, index: number): Promise<ServedContender> => {
  const home = await makeHome(scene, { name: `peer-${index}`, index, slotCount });
  const cri = criClient({ socketPath });
  scene.undo.push(`the client of ${socketPath}`, cri.close);
  const { runtimeName, runtimeVersion } = await cri.runtime.version({ version: 'v1' });
  const endpoint = { name: `${runtimeName} ${runtimeVersion}`, cri, slots: home.slots, image: scene.images.workload };
  scene.undo.push(`pods of ${socketPath}`, () => removeAllPods(cri));
  await pullImage(endpoint, endpoint.image);
  return criContender(endpoint);
};

const criContender = (endpoint: Endpoint): ServedContender => ({
  name: endpoint.name,
  endpoint,
  cycle: async (timed: Timed) => {
    const pod = await podUp(endpoint, slotOf(endpoint, 0), timed);
    await execOnce(endpoint, pod, timed);
    await podDown(endpoint, pod, timed);
  },
});

/** The bare tools, without and with an infra container. */
export const makeFloor = async (scene: Scene, troupe: ServedContender): Promise<readonly Contender[]> => {
  const home = await makeHome(scene, { name: 'floor', index: 9, slotCount: 1 });
  scene.undo.push('containers of the floor', () => clearHome(home.dir));
  const template = await takeTemplate(troupe.endpoint, home.root, scene.undo);
  return [false, true].map((hasInfra) => ({
    name: hasInfra ? 'floor + infra' : 'floor',
    cycle: floorCycle({ home, template, hasInfra }),
  }));
};
