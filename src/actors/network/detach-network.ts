/** The `detachNetwork` contract. */
import type { Service } from '../../machines/services.ts';
import type { PayDebt } from './pay-debt.ts';
import type { InTurn } from './turns.ts';

/**
 * CNI DEL for every ADD of the sandbox that was attempted and is still owed: with what ADD was given, whatever the
 * configuration says now, also when the namespace is gone. Nothing owed: fine. An ADD in flight is waited for.
 *
 * @throws FailureError NetworkPluginFailed, ToolMissing, ToolTimedOut, Cancelled, RecordInvalid: the debt stays, repeat.
 */
export const detachNetwork =
  (payDebt: PayDebt, inTurn: InTurn): Service<'detachNetwork'> =>
  ({ sandboxId }, signal) =>
    inTurn(sandboxId, async () => {
      await payDebt(sandboxId, signal);
      return {};
    });
