/** Which sandboxes and containers are known, and what the ledger has: from the store where no daemon runs, else from the daemon. */
import { existsSync } from 'node:fs';
import { pathsOf } from '../../config/paths.ts';
import type { Config } from '../../config/schema.ts';
import type { ShownContainer } from '../../invariants/machine.ts';
import { FailureError } from '../../machines/failure.ts';
import type { LedgerRow } from '../../store/records.ts';
import { openStore } from '../../store/store.ts';
import { askKnown } from '../control.ts';
import { connectCri } from '../cri-client.ts';
import type { Known } from './leftovers.ts';

export interface KnownNow extends Known {
  /** As the daemon shows them; none where no daemon runs. */
  readonly shown: readonly ShownContainer[];
  readonly daemonPid?: number | undefined;
  /** A daemon holds the store: what it is at work on may look like a leftover. */
  readonly isDaemonRunning: boolean;
}

/** @throws Error where the store cannot be read for another reason than a running daemon. */
export const readKnown = async (config: Config): Promise<KnownNow> => {
  const { databaseFile, socketFile, controlSocket } = pathsOf(config);
  if (!existsSync(databaseFile)) return { owners: new Set(), ledger: [], shown: [], isDaemonRunning: false };
  try {
    return { ...fromStore(databaseFile), shown: [], isDaemonRunning: false };
  } catch (error) {
    if (!isLocked(error)) throw error;
    return { ...(await askDaemon(controlSocket, socketFile)), isDaemonRunning: true };
  }
};

const fromStore = (file: string): { owners: ReadonlySet<string>; ledger: readonly LedgerRow[] } => {
  const store = openStore(file);
  try {
    const ids = (['sandbox', 'container'] as const).flatMap((kind) => store.records.all(kind).map(({ id }) => id));
    return { owners: new Set(ids), ledger: store.ledger.all() };
  } finally {
    store.close();
  }
};

const isLocked = (error: unknown) =>
  error instanceof FailureError && error.code === 'StoreUnavailable' && error.details.isLocked === true;

/** One that does not know the question, or recovers still, is asked as a kubelet would: without its ledger then. */
const askDaemon = async (controlSocket: string, socketFile: string): Promise<Omit<KnownNow, 'isDaemonRunning'>> => {
  try {
    const { owners, ledger, shown = [], pid } = await askKnown(controlSocket);
    return { owners: new Set(owners), ledger, shown, daemonPid: pid };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { owners: await askIds(socketFile), ledger: [], shown: [] };
  }
};

const askIds = async (socketFile: string): Promise<ReadonlySet<string>> => {
  const cri = connectCri(socketFile, 10_000);
  try {
    return new Set([...(await cri.podIds()), ...(await cri.containerIds())]);
  } finally {
    cri.close();
  }
};
