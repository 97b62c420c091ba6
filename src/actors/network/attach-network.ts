/** The `attachNetwork` contract: CNI ADD for every configured network, all or nothing. */
import { FailureError } from '../../machines/failure.ts';
import type { AttachInput, Attachment } from '../../machines/services/sandboxes.ts';
import type { Service } from '../../machines/services.ts';
import type { Ledger } from '../../store/records.ts';
import { afterUndo } from './after-undo.ts';
import { type AttachmentRecord, asDetails, type NetworkResults, networkKey } from './attachment.ts';
import { capabilityArgsOf } from './capability-args.ts';
import { addChain } from './chain.ts';
import { cniArgsOf, containerIdOf } from './cni-args.ts';
import { addressesOf, type CniResult, chooseIps, type IpPreference } from './cni-result.ts';
import type { NetworkList } from './network-list.ts';
import type { PayDebt } from './pay-debt.ts';
import type { RunPlugin } from './plugin.ts';
import type { PluginPaths } from './plugin-paths.ts';
import type { ResultCache } from './result-cache.ts';
import type { InSlot } from './slots.ts';
import type { InTurn } from './turns.ts';

export interface AttachTools {
  readonly ledger: Ledger;
  /** What pods are attached to now, the pod network first. Empty: none is configured. */
  readonly networks: () => Promise<readonly NetworkList[]>;
  readonly paths: PluginPaths;
  readonly runPlugin: RunPlugin;
  readonly payDebt: PayDebt;
  readonly cache: ResultCache;
  readonly inTurn: InTurn;
  readonly inSlot: InSlot;
  readonly podCidrs: () => readonly string[];
  readonly ipPreference: IpPreference;
  /** For each network. */
  readonly addLimitMs: number;
}

/**
 * Attaches a sandbox: `eth0` to the first network, `eth1` to the second, and so on.
 *
 * A debt of the same sandbox (an attempt that a crash cut short) is paid first. What fails, or is aborted, is undone at
 * once under a limit of its own; where that fails too, the ledger keeps the debt and the failure has it in `undo`.
 *
 * @throws FailureError RequestInvalid, NetworkNotReady {}, ToolMissing: nothing was done. NetworkPluginFailed,
 * ToolTimedOut, Cancelled: with `undo` in the details where DEL failed.
 */
export const attachNetwork =
  (tools: AttachTools): Service<'attachNetwork'> =>
  (input, signal) =>
    tools.inTurn(input.sandboxId, () => attach(tools, input, signal));

const attach = async (tools: AttachTools, input: AttachInput, signal: AbortSignal): Promise<Attachment> => {
  const { ledger, paths, payDebt } = tools;
  const { sandboxId } = input;
  const key = networkKey(sandboxId);
  const lists = await tools.networks();
  if (lists.length === 0) throw new FailureError('NetworkNotReady', {});
  const attachments = lists.map((list, index) => recordOf(tools, input, list, `eth${index}`));
  for (const { type } of lists.flatMap(({ plugins }) => plugins)) await paths.find(type);
  if (ledger.find(key) !== undefined) await payDebt(sandboxId, signal);
  if (signal.aborted) throw new FailureError('Cancelled', { sandboxId });

  ledger.intend({ ...key, details: asDetails({ attachments }) });
  const attempts = new Map<string, number>();
  const results: Record<string, CniResult> = {};
  try {
    for (const attachment of attachments) {
      const { ifName } = attachment;
      const budget = { limitMs: tools.addLimitMs, signal };
      const onAttempt = (count: number) => void attempts.set(ifName, count);
      const result = await tools.inSlot(() => addChain(tools.runPlugin, attachment, budget, onAttempt));
      results[ifName] = result;
      await tools.cache.write(attachment, result);
    }
    const found = ipsOf(attachments, results, tools.ipPreference);
    ledger.done(key, results);
    return found;
  } catch (error) {
    // Only what was run is owed: a plugin that never ran must not hold up the others' DEL.
    const owed = attachments.flatMap((attachment) => {
      const attempted = attempts.get(attachment.ifName);
      return attempted === undefined ? [] : [{ ...attachment, attempted, result: results[attachment.ifName] }];
    });
    ledger.intend({ ...key, details: asDetails({ attachments: owed }) });
    throw await afterUndo(error, () => payDebt(sandboxId, never));
  }
};

const recordOf = (tools: AttachTools, input: AttachInput, list: NetworkList, ifName: string): AttachmentRecord => ({
  list,
  containerId: containerIdOf(input.sandboxId),
  netnsPath: input.netnsPath,
  ifName,
  args: cniArgsOf(input.sandboxId, input.config.metadata),
  capabilityArgs: capabilityArgsOf(list, input.config, tools.podCidrs()),
  attempted: list.plugins.length,
});

/** The pod's addresses are those of its first network. */
const ipsOf = ([first]: readonly AttachmentRecord[], results: NetworkResults, preference: IpPreference): Attachment => {
  const result = (first && results[first.ifName]) ?? {};
  const ips = chooseIps(addressesOf(result), preference);
  if (ips === undefined)
    throw new FailureError('NetworkPluginFailed', {
      network: first?.list.name,
      command: 'ADD',
      msg: 'the result has no IP address for the pod',
      result,
    });
  return { ...ips, result };
};

/** Undoing has a budget of its own: it does not end with what it undoes. */
const never = new AbortController().signal;
