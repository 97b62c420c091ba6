/** How people call an actor: the kubelet's names where they are known. */
import { ownIdOf, partsOfName } from '../../journal/actor-name.ts';
import type { Source } from './source.ts';

export interface Label {
  readonly name: string;
  readonly namespace: string;
}

export const labelOf = ({ naming }: Source, actor: string): Label => {
  const parts = partsOfName(actor);
  const own = parts.at(-1);
  const podId = parts.find(({ kind }) => kind === 'pod')?.id ?? '';
  const pod = naming.pod(podId);
  if (own?.kind === 'ctr') {
    const container = naming.container(own.id);
    return { name: container?.name ?? own.id, namespace: (pod ?? naming.pod(container?.podId ?? ''))?.namespace ?? '' };
  }
  if (own?.kind === 'pod') return { name: pod?.name ?? own.id, namespace: pod?.namespace ?? '' };
  if (own?.kind === 'pull') return { name: naming.pull(own.id) ?? own.id, namespace: '' };
  return { name: ownIdOf(actor), namespace: pod?.namespace ?? '' };
};
