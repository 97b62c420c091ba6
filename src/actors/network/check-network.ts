/** CNI CHECK: whether a sandbox's networks are still as ADD left them. */
import { FailureError } from '../../machines/failure.ts';
import type { Ledger } from '../../store/records.ts';
import { networkDetailsOf, networkKey, networkResultsOf } from './attachment.ts';
import { checkChain } from './chain.ts';
import type { RunPlugin } from './plugin.ts';
import type { InTurn } from './turns.ts';

export interface CheckTools {
  readonly ledger: Ledger;
  readonly runPlugin: RunPlugin;
  readonly inTurn: InTurn;
  /** For each network. */
  readonly checkLimitMs: number;
}
export type CheckNetwork = (input: { readonly sandboxId: string }, signal: AbortSignal) => Promise<void>;

/**
 * Networks that disable CHECK, or are older than it (0.4.0), pass.
 *
 * @throws FailureError NetworkNotReady {sandboxId}: not attached; NetworkPluginFailed: what CHECK found.
 */
export const checkNetwork =
  ({ ledger, runPlugin, inTurn, checkLimitMs }: CheckTools): CheckNetwork =>
  ({ sandboxId }, signal) =>
    inTurn(sandboxId, async () => {
      const row = ledger.find(networkKey(sandboxId));
      if (!row?.isDone) throw new FailureError('NetworkNotReady', { sandboxId });
      const results = networkResultsOf(row);
      for (const attachment of networkDetailsOf(row).attachments) {
        const result = results[attachment.ifName] ?? {};
        await checkChain(runPlugin, attachment, result, { limitMs: checkLimitMs, signal });
      }
    });
