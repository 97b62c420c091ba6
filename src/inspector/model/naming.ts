/** How the kubelet calls pods and containers, and what is pulled, as commands, stored records and contexts tell it; by their ids. */
import { partsOfName } from '../../journal/actor-name.ts';
import type { ContextRecord, InputRecord } from '../../journal/format.ts';
import { numberOr } from './fields.ts';

export interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly attempt: number;
  /** Of a container: its pod's id. */
  readonly podId: string;
}

export interface Naming {
  readonly input: (record: InputRecord) => void;
  readonly context: (record: ContextRecord) => void;
  /** Those that were named longest ago are forgotten, where there are very many. */
  readonly drop: () => void;
  readonly pod: (id: string) => Named | undefined;
  readonly container: (id: string) => Named | undefined;
  /** Reference of the image that a pull is for. */
  readonly pull: (id: string) => string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsIn = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const namedIn = (config: unknown, podId: string): Named | undefined => {
  const metadata = fieldsIn(fieldsIn(config).metadata);
  const name = textIn(metadata.name);
  if (name === '') return undefined;
  return {
    name,
    namespace: textIn(metadata.namespace),
    uid: textIn(metadata.uid),
    attempt: numberOr(metadata.attempt, 0),
    podId,
  };
};

const mostNamed = 50_000;

export const openNaming = (): Naming => {
  const pods = new Map<string, Named>();
  const containers = new Map<string, Named>();
  const pulls = new Map<string, string>();
  const keep = (among: Map<string, Named>, id: string, named: Named | undefined) => {
    if (id !== '' && named !== undefined) among.set(id, named);
  };
  /** A command, or a record of the store. */
  const take = (fields: Fields) => {
    const [pullId, reference] = [textIn(fields.pullId), textIn(fields.reference)];
    if (pullId !== '' && reference !== '') pulls.set(pullId, reference);
    const podId = textIn(fields.sandboxId);
    const containerId = textIn(fields.containerId);
    if (containerId !== '') keep(containers, containerId, namedIn(fields.config, podId));
    else keep(pods, podId, namedIn(fields.config, ''));
  };
  return {
    input: (record) => {
      if (record.s === 'rpc') take(fieldsIn(record.e));
      else if (record.s === 'svc' && Array.isArray(record.e))
        for (const each of record.e as readonly unknown[]) {
          const stored = fieldsIn(each);
          take(fieldsIn(stored.record ?? stored));
          if (Array.isArray(stored.containers))
            for (const container of stored.containers as readonly unknown[])
              take(fieldsIn(fieldsIn(container).record ?? container));
        }
    },
    context: ({ a, d }) => {
      const part = partsOfName(a).at(-1);
      const reference = textIn(d['command.reference']);
      if (part?.kind === 'pull' && reference !== '') pulls.set(part.id, reference);
      const among = part?.kind === 'pod' ? pods : part?.kind === 'ctr' ? containers : undefined;
      if (part === undefined || among === undefined || among.has(part.id)) return;
      const config = fieldsIn(d.record).config ?? d['record.config'];
      const metadata = d['record.config.metadata'];
      const podId = partsOfName(a).at(0)?.id ?? '';
      if (config !== undefined) keep(among, part.id, namedIn(config, podId));
      else if (metadata !== undefined) keep(among, part.id, namedIn({ metadata }, podId));
      else if (typeof d['record.config.metadata.name'] === 'string')
        keep(among, part.id, {
          name: d['record.config.metadata.name'],
          namespace: textIn(d['record.config.metadata.namespace']),
          uid: textIn(d['record.config.metadata.uid']),
          attempt: numberOr(d['record.config.metadata.attempt'], 0),
          podId,
        });
    },
    drop: () => {
      for (const among of [pods, containers, pulls])
        for (const id of among.keys()) {
          if (among.size <= mostNamed) break;
          among.delete(id);
        }
    },
    pod: (id) => pods.get(id),
    container: (id) => containers.get(id),
    pull: (id) => pulls.get(id),
  };
};

const machines: Readonly<Record<string, string>> = { pod: 'sandbox', ctr: 'container', exec: 'exec', pull: 'pull' };

/** The chart that an actor of this name has, where its birth was not told. */
export const machineOfName = (name: string): string | undefined => {
  const kind = partsOfName(name).at(-1)?.kind;
  return kind !== undefined && Object.hasOwn(machines, kind) ? machines[kind] : undefined;
};
