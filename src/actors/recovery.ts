/** From the store to the actors: what was there before a restart, and what of it nobody owns any more. */
import type { Failure } from '../machines/failure.ts';
import type { Json } from '../machines/json.ts';
import type { ContainerRecord, SandboxRecord } from '../machines/records.ts';
import type { Services } from '../machines/services.ts';
import type { StoredSandbox } from '../machines/supervisor.ts';
import type { LedgerRow, Store } from '../store/records.ts';
import type { Log } from './log.ts';

type UndoName =
  | 'detachNetwork'
  | 'unpinNamespaces'
  | 'removeSandboxFiles'
  | 'undoCheckpoint'
  | 'deleteTask'
  | 'unmountImages'
  | 'unmountRootfs'
  | 'removeBundle';
/** One call of one undoing service. */
export type Undo = { readonly [N in UndoName]: { readonly name: N; readonly input: Services[N]['input'] } }[UndoName];
/** Calls to make one after another, and who is told when one fails: what it undoes stays owed. */
export interface Undoing {
  readonly undoes: readonly Owed[];
  readonly failed: (owed: Owed, failure: Failure) => void;
}
export interface Owed {
  readonly ownerId: string;
  readonly undo: Undo;
}

export interface Recovery {
  /** Every stored sandbox with its containers. What cannot be read is put aside: one bad record bricks nothing. */
  readonly stored: () => readonly StoredSandbox[];
  readonly storedSandbox: (sandboxId: string) => StoredSandbox | undefined;
  readonly storedContainer: (containerId: string) => ContainerRecord | undefined;
  /** Undoes every effect in the ledger whose owner has no record; what fails stays owed. */
  readonly debts: () => Undoing;
}

export const openRecovery = (options: { readonly store: Store; readonly log: Log }): Recovery => {
  const { store, log } = options;

  const readable = <T>(kind: 'sandbox' | 'container', isWhole: (record: Json | undefined) => boolean): readonly T[] =>
    store.records.all(kind).flatMap(({ id, record }) => {
      if (isWhole(record)) return [record as unknown as T];
      log.error({ kind, id }, 'a stored record cannot be read; what it owned will be undone');
      store.records.remove(kind, id);
      return [];
    });

  const stored = () => {
    const sandboxes = readable<SandboxRecord>('sandbox', isSandboxRecord);
    const known = new Set(sandboxes.map(({ sandboxId }) => sandboxId));
    const bySandbox = new Map<string, ContainerRecord[]>();
    for (const container of readable<ContainerRecord>('container', isContainerRecord)) {
      const { containerId, sandboxId } = container;
      if (known.has(sandboxId)) bySandbox.set(sandboxId, [...(bySandbox.get(sandboxId) ?? []), container]);
      else {
        log.error({ containerId, sandboxId }, 'a stored container has no sandbox; what it owned will be undone');
        store.records.remove('container', containerId);
      }
    }
    return sandboxes.map((record) => ({ record, containers: bySandbox.get(record.sandboxId) ?? [] }));
  };

  const storedContainer = (containerId: string) => {
    const record = store.records.find('container', containerId);
    return isContainerRecord(record) ? (record as unknown as ContainerRecord) : undefined;
  };

  return {
    stored,
    storedContainer,
    storedSandbox: (sandboxId) => {
      const record = store.records.find('sandbox', sandboxId);
      if (!isSandboxRecord(record)) return undefined;
      const containers = store.records
        .all('container')
        .filter((row) => isContainerRecord(row.record))
        .map((row) => row.record as unknown as ContainerRecord)
        .filter((container) => container.sandboxId === sandboxId);
      return { record: record as unknown as SandboxRecord, containers };
    },
    debts: () => {
      const isOwned = ({ ownerId }: LedgerRow) =>
        store.records.find('sandbox', ownerId) !== undefined || store.records.find('container', ownerId) !== undefined;
      const orphans = store.ledger.all().filter((row) => row.effect !== 'pull' && !isOwned(row));
      const owners = [...new Set(orphans.map((row) => row.ownerId))];
      const owed = owners.flatMap((ownerId) =>
        undoesOf(orphans.filter((row) => row.ownerId === ownerId)).map((undo) => ({ ownerId, undo })),
      );
      // Who was whose nobody knows any more: no network and no namespace goes before the last process.
      const isOfPods = ({ undo }: Owed) => podUndoes.has(undo.name);
      return {
        undoes: [...owed.filter((each) => !isOfPods(each)), ...owed.filter(isOfPods)],
        failed: ({ ownerId }, failure) =>
          log.warn({ ownerId, failure: { ...failure } }, 'what a gone object left behind cannot be undone yet'),
      };
    },
  };
};

const isSandboxRecord = (record: Json | undefined): boolean =>
  hasText(record, 'sandboxId') && hasText(record, 'phase') && hasMetadata(record);
const isContainerRecord = (record: Json | undefined): boolean =>
  hasText(record, 'containerId') && hasText(record, 'sandboxId') && hasText(record, 'phase') && hasMetadata(record);

const hasText = (thing: unknown, key: string): boolean =>
  typeof thing === 'object' && thing !== null && typeof (thing as Record<string, unknown>)[key] === 'string';
const hasMetadata = (thing: unknown): boolean => {
  const config = (thing as { readonly config?: { readonly metadata?: unknown } }).config;
  return hasText(config?.metadata, 'name');
};

/** Last made, first undone. */
const undoOrder = [
  'checkpoint',
  'task',
  'imageMounts',
  'rootfs',
  'bundle',
  'network',
  'files',
  'label',
  'pins',
] as const;

/** What is taken from all containers of a pod. */
const podUndoes: ReadonlySet<UndoName> = new Set(['detachNetwork', 'removeSandboxFiles', 'unpinNamespaces']);

const undoesOf = (rows: readonly LedgerRow[]): readonly Undo[] => {
  const [first] = rows;
  if (first === undefined) return [];
  const { ownerId } = first;
  const undoes = {
    checkpoint: { name: 'undoCheckpoint', input: { taskId: ownerId } },
    task: { name: 'deleteTask', input: { taskId: ownerId, runtimeHandler: '' } },
    imageMounts: { name: 'unmountImages', input: { ownerId } },
    rootfs: { name: 'unmountRootfs', input: { ownerId } },
    bundle: { name: 'removeBundle', input: { containerId: ownerId } },
    network: { name: 'detachNetwork', input: { sandboxId: ownerId } },
    files: { name: 'removeSandboxFiles', input: { sandboxId: ownerId } },
    // The level of a pod goes with its files, also where these were never made.
    label: { name: 'removeSandboxFiles', input: { sandboxId: ownerId } },
    pins: { name: 'unpinNamespaces', input: { sandboxId: ownerId } },
  } as const satisfies Record<(typeof undoOrder)[number], Undo>;
  return undoOrder.filter((effect) => rows.some((row) => row.effect === effect)).map((effect) => undoes[effect]);
};
