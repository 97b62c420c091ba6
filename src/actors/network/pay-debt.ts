/** CNI DEL for all that a sandbox's ledger row still owes: the one undo, whoever asks for it. */
import { failureOf } from '../../machines/failure.ts';
import type { Ledger } from '../../store/records.ts';
import { asDetails, type NetworkDetails, networkDetailsOf, networkKey, networkResultsOf } from './attachment.ts';
import { deleteChain } from './chain.ts';
import type { RunPlugin } from './plugin.ts';
import type { ResultCache } from './result-cache.ts';
import type { EndStrays } from './stray-plugins.ts';

export interface PayTools {
  readonly ledger: Ledger;
  readonly runPlugin: RunPlugin;
  readonly cache: ResultCache;
  /** Whether the path is a namespace; false: absent, or an ordinary file since a reboot. */
  readonly isNamespaceFile: (path: string) => Promise<boolean>;
  readonly endStrays: EndStrays;
  /** For each network. */
  readonly deleteLimitMs: number;
  readonly now: () => number;
}

/** Pays, or throws and keeps the rest as a debt. */
export type PayDebt = (sandboxId: string, signal: AbortSignal) => Promise<void>;

/**
 * DEL for each attachment, the last made first; one that is paid is struck out, the row goes with the last. No row: fine.
 *
 * Effects: the ledger row keeps the failure, the number of tries and since when (`debtsOf` lists them).
 */
export const debtPayer =
  (tools: PayTools): PayDebt =>
  async (sandboxId, signal) => {
    const key = networkKey(sandboxId);
    const row = tools.ledger.find(key);
    if (row === undefined) return;
    let { attachments, ...rest }: NetworkDetails = networkDetailsOf(row);
    const results = networkResultsOf(row);
    const wasCutShort = !row.isDone && rest.debt === undefined;
    try {
      if (wasCutShort) await tools.endStrays(sandboxId);
      for (const attachment of attachments.toReversed()) {
        const netnsPath = (await tools.isNamespaceFile(attachment.netnsPath)) ? attachment.netnsPath : '';
        const result = attachment.result ?? results[attachment.ifName];
        const budget = { limitMs: tools.deleteLimitMs, signal };
        await deleteChain(tools.runPlugin, attachment, result, netnsPath, budget);
        await tools.cache.remove(attachment);
        attachments = attachments.filter((other) => other !== attachment);
        if (attachments.length > 0) tools.ledger.intend({ ...key, details: asDetails({ attachments, ...rest }) });
      }
    } catch (error) {
      const nowMs = tools.now();
      const { tries = 0, sinceMs = nowMs } = rest.debt ?? {};
      const debt = { failure: failureOf(error), tries: tries + 1, sinceMs, lastMs: nowMs };
      tools.ledger.intend({ ...key, details: asDetails({ attachments, debt }) });
      throw error;
    }
    tools.ledger.undone(key);
  };

/** A sandbox whose DEL has failed and is still owed. */
export interface NetworkDebt extends NonNullable<NetworkDetails['debt']> {
  readonly sandboxId: string;
  readonly networks: readonly string[];
}

/** Every debt in the ledger: what `doctor` shows. A row that cannot be read is one, of unknown age. */
export const debtsOf = (ledger: Ledger): readonly NetworkDebt[] =>
  ledger
    .all()
    .filter(({ effect }) => effect === 'network')
    .flatMap((row) => {
      const sandboxId = row.ownerId;
      try {
        const { debt, attachments } = networkDetailsOf(row);
        return debt ? [{ sandboxId, networks: attachments.map(({ list }) => list.name), ...debt }] : [];
      } catch (error) {
        return [{ sandboxId, networks: [], failure: failureOf(error), tries: 0, sinceMs: 0, lastMs: 0 }];
      }
    });
