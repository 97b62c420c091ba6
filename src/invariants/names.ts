/** Same metadata, same object (I02); identity for ever (I17). */
import type { ContainerConfig, SandboxConfig } from '../machines/config.ts';
import type { Draft } from '../machines/messages.ts';
import type { ContainerView, SandboxView } from '../machines/views.ts';
import type { LifeFacts } from './facts.ts';
import type { Invariant } from './invariant.ts';

type Metadata = SandboxConfig['metadata'] | ContainerConfig['metadata'];

const podName = ({ config }: Pick<SandboxView, 'config'>): string => textOf(config.metadata);
const containerName = ({ sandboxId, config }: Pick<ContainerView, 'sandboxId' | 'config'>): string =>
  `${sandboxId} ${textOf(config.metadata)}`;
const textOf = (metadata: Metadata): string => {
  if (metadata === undefined) return '';
  const { name, attempt } = metadata;
  return 'uid' in metadata ? `${metadata.namespace}/${name}/${metadata.uid}/${attempt}` : `${name}/${attempt}`;
};

export const oneHolderOfAName: Invariant<LifeFacts> = {
  id: 'I02',
  name: 'one-holder-of-a-name',
  kind: 'always',
  on: ['view'],
  check: (facts) => {
    if (!facts.changes.some(({ before, now }) => before === undefined && now !== undefined)) return undefined;
    const holders = new Map<string, string>();
    const all = [
      ...facts.sandboxes().map((view) => ({ name: podName(view), id: view.sandboxId })),
      ...facts.containers().map((view) => ({ name: containerName(view), id: view.containerId })),
    ];
    for (const { name, id } of all) {
      const other = holders.get(name);
      if (other !== undefined) return `${other} and ${id} are both called ${name}`;
      holders.set(name, id);
    }
    return undefined;
  },
};

/** Whoever has the name is listed; and who asks for what is being made is not refused, but gets what comes of it. */
export const refusedForAHolder: Invariant<LifeFacts> = {
  id: 'I02',
  name: 'refused-for-a-holder',
  kind: 'always',
  on: ['answer'],
  check: (facts) => {
    for (const { request, reply } of facts.fresh) {
      if (reply.ok || reply.failure.code !== 'NameTaken') continue;
      const name = nameIn(request.command);
      for (const other of facts.requests.values())
        if (other !== request && other.state === 'open' && nameIn(other.command) === name)
          return `${request.requestId} was refused while ${other.requestId} makes the same`;
      const isHeld = [...facts.sandboxes().map(podName), ...facts.containers().map(containerName)].includes(name);
      if (!isHeld) return `${request.requestId} was refused, and nobody has its name`;
    }
    return undefined;
  },
};
const nameIn = (command: Draft): string =>
  command.type === 'sandbox.run' ? podName(command) : command.type === 'container.create' ? containerName(command) : '';

export const identityStays: Invariant<LifeFacts> = {
  id: 'I17',
  name: 'identity-stays',
  kind: 'always',
  on: ['view'],
  check: ({ changes, chronicle }) => {
    for (const { kind, id, now } of changes) {
      if (now === undefined) continue;
      const first = (kind === 'sandbox' ? chronicle.sandboxes : chronicle.containers).get(id)?.first;
      if (first === undefined || first === now) continue;
      if (first.createdAtMs !== now.createdAtMs)
        return `${id} was created at ${first.createdAtMs}, and now at ${now.createdAtMs}`;
      if (first.runtimeHandler !== now.runtimeHandler) return `${id} has another runtime handler than before`;
      if (first.config === now.config) continue;
      for (const field of ['metadata', 'labels', 'annotations'] as const)
        if (JSON.stringify(first.config[field]) !== JSON.stringify(now.config[field]))
          return `${id} has another ${field} than before: ${JSON.stringify(now.config[field])}`;
    }
    return undefined;
  },
};

/** From unknown, too: a stop and a removal get through; what cannot be undone yet stays to be asked again, so not a wrong state. */
export const unknownHasAWayOut: Invariant<LifeFacts> = {
  id: 'I17',
  name: 'unknown-has-a-way-out',
  kind: 'end',
  on: [],
  check: (facts) => {
    if (!facts.isServing()) return undefined;
    const stuck = [
      ...facts.containers().map(({ containerId, state }) => `${containerId} ${state}`),
      ...facts.sandboxes().map(({ sandboxId, state }) => `${sandboxId} ${state}`),
    ];
    return stuck.length === 0 ? undefined : `cannot be removed: ${stuck.join(', ')}`;
  },
};

export const nameInvariants = {
  life: [oneHolderOfAName, refusedForAHolder, identityStays, unknownHasAWayOut],
  world: [],
};
