/** Many pods at once, and the end of all. */
import { waiting } from './manifests.ts';
import { isRunning, type Scene } from './scene.ts';

export const burst = async (scene: Scene, pods: number): Promise<void> => {
  const { node, check, manifests } = scene;
  for (let index = 0; index < pods; index += 1)
    await node.put(manifests.pod(`burst-${index}`, [manifests.sh('main', waiting)]));
  await check(
    `${pods} pods at once`,
    async () =>
      (await node.api.pods()).filter(({ metadata, status }) => metadata.name.startsWith('burst-') && isRunning(status))
        .length,
    (running) => running === pods,
    180_000,
  );
  await allGone(scene, `${pods} pods`);
};

/** Takes every pod away. */
export const allGone = async (scene: Scene, what: string): Promise<void> => {
  const { node, check, runtime } = scene;
  await node.take();
  await check(
    `${what} are gone, none of their containers runs`,
    async () => {
      const { containers } = await runtime.daemon().cri.runtime.listContainers({ filter: undefined });
      return { pods: (await node.api.pods()).length, running: containers.filter(({ state }) => state === 1).length };
    },
    ({ pods, running }) => pods === 0 && running === 0,
    180_000,
  );
};

/** The kubelet collects once a minute. */
export const collected = async ({ check, runtime }: Scene): Promise<void> => {
  await check(
    'everything is collected: no sandbox, no container',
    async () => {
      const { cri } = runtime.daemon();
      const { items } = await cri.runtime.listPodSandbox({ filter: undefined });
      const { containers } = await cri.runtime.listContainers({ filter: undefined });
      return items.length + containers.length;
    },
    (left) => left === 0,
    200_000,
  );
};
