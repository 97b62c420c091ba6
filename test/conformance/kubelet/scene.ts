/** What the rooms of a run share. */
import type { NodeWorld } from '../../helpers/node-world.ts';
import type { Checks } from './checks.ts';
import type { PodStatus, SeenContainer } from './client.ts';
import type { KubeletNode } from './kubelet.ts';
import type { Manifests } from './manifests.ts';
import type { Runtime } from './runtime.ts';
import { openSession } from './streams.ts';

export interface Scene {
  readonly world: NodeWorld;
  readonly runtime: Runtime;
  readonly node: KubeletNode;
  readonly manifests: Manifests;
  readonly check: Checks['check'];
  /** In a registry: of user 1000, whom /etc/group has in group 555; its `/data/word` is `troupe`. */
  readonly image: string;
  readonly hasAlphaGates: boolean;
  readonly hasUserNamespaces: boolean;
}

export const isRunning = (status: PodStatus | undefined): boolean =>
  status?.phase === 'Running' && (status.containerStatuses ?? []).every(({ ready }) => ready);

export const containerIn = (status: PodStatus | undefined, name: string): SeenContainer | undefined =>
  [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find((one) => one.name === name);

/** Output of `sh -c script` in a container, by the kubelet. @throws where it fails. */
export const shIn = async ({ node }: Scene, pod: string, container: string, script: string): Promise<string> => {
  const path = `/exec/default/${pod}-${node.nodeName}/${container}`;
  const session = await openSession(node.api.url, path, { command: ['sh', '-c', script] }, 'spdy');
  const { stdout, stderr, status } = await session.ended;
  if (!status.includes('"Success"')) throw new Error(`${status} ${stderr}`);
  return stdout.trim();
};

/** Ids of containers and how often they were started anew, of all pods. */
export const identities = async ({ node }: Scene): Promise<string> =>
  (await node.api.pods())
    .flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? []).map(
        ({ name, containerID, restartCount }) => `${metadata.name}/${name} ${containerID} ${restartCount}`,
      ),
    )
    .toSorted()
    .join('\n');
