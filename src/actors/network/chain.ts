/**
 * A list's plugins, one after the other: ADD forwards, DEL backwards, CHECK forwards.
 * Source: CNI spec 1.1.0, section 3.
 */
import { FailureError } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { AttachmentRecord } from './attachment.ts';
import { runtimeConfigOf } from './capability-args.ts';
import { type CniResult, parseResult, resultAs } from './cni-result.ts';
import { isAtLeast } from './cni-version.ts';
import type { PluginConfig } from './network-list.ts';
import type { RunPlugin } from './plugin.ts';

export interface Budget {
  /** For the whole chain. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * ADD by every plugin; each gets the one before's result.
 *
 * @param onAttempt told how many plugins have perhaps run: before each run, and again where one could not be started.
 * @throws FailureError of the first plugin that fails; NetworkPluginFailed also for one whose output is not a result.
 */
export const addChain = async (
  runPlugin: RunPlugin,
  attachment: AttachmentRecord,
  budget: Budget,
  onAttempt: (attempted: number) => void,
): Promise<CniResult> => {
  const { list } = attachment;
  const remainingMs = stopwatch(budget.limitMs);
  let result: CniResult | undefined;
  for (const [index, plugin] of list.plugins.entries()) {
    onAttempt(index + 1);
    const inserted = insertedFor(plugin, attachment, result);
    const call = { command: 'ADD', list, plugin, inserted, attachment } as const;
    const stdout = await runPlugin({ ...call, limitMs: remainingMs(), signal: budget.signal }).catch((error) => {
      if (neverRan(error)) onAttempt(index);
      throw error;
    });
    result = parseResult(stdout, list.cniVersion);
    if (result === undefined)
      throw new FailureError('NetworkPluginFailed', {
        network: list.name,
        plugin: plugin.type,
        command: 'ADD',
        exitCode: 0,
        msg: 'what the plugin printed is not a CNI result',
        stdout: stdout.slice(0, 2048),
      });
  }
  return result ?? {};
};

/**
 * DEL by every plugin that may have run, the last first, with the same configuration as ADD. The first failure ends it:
 * a plugin nearer to the address must not release it while a later one's rules still point there. It is to be repeated.
 *
 * @param netnsPath empty where the namespace is gone.
 */
export const deleteChain = async (
  runPlugin: RunPlugin,
  attachment: AttachmentRecord,
  result: CniResult | undefined,
  netnsPath: string,
  budget: Budget,
): Promise<void> => {
  const { list, attempted } = attachment;
  const remainingMs = stopwatch(budget.limitMs);
  // Plugins get the cached result on DEL from 0.4.0 on; older ones may refuse the field.
  const prevResult = isAtLeast(list.cniVersion, '0.4.0') && result ? resultAs(result, list.cniVersion) : undefined;
  for (const plugin of list.plugins.slice(0, attempted).reverse()) {
    const inserted = insertedFor(plugin, attachment, prevResult);
    const call = { command: 'DEL', list, plugin, inserted, attachment: { ...attachment, netnsPath } } as const;
    await runPlugin({ ...call, limitMs: remainingMs(), signal: budget.signal });
  }
};

/** CHECK by every plugin, where the configuration allows and its version knows it. */
export const checkChain = async (
  runPlugin: RunPlugin,
  attachment: AttachmentRecord,
  result: CniResult,
  budget: Budget,
): Promise<void> => {
  const { list } = attachment;
  if (list.disableCheck || !isAtLeast(list.cniVersion, '0.4.0')) return;
  const remainingMs = stopwatch(budget.limitMs);
  for (const plugin of list.plugins) {
    const inserted = insertedFor(plugin, attachment, resultAs(result, list.cniVersion));
    const call = { command: 'CHECK', list, plugin, inserted, attachment } as const;
    await runPlugin({ ...call, limitMs: remainingMs(), signal: budget.signal });
  }
};

const neverRan = (error: unknown): boolean =>
  error instanceof FailureError &&
  (error.code === 'ToolMissing' || (error.code === 'SyscallFailed' && error.details.syscall === 'spawn'));

const insertedFor = (
  plugin: PluginConfig,
  { capabilityArgs }: AttachmentRecord,
  prevResult: CniResult | undefined,
): JsonObject => {
  const runtimeConfig = runtimeConfigOf(plugin, capabilityArgs);
  return { ...(runtimeConfig && { runtimeConfig }), ...(prevResult && { prevResult }) };
};

/** What is left of a budget; at least 1 ms, for 0 would mean that there is no limit. */
const stopwatch = (limitMs: number) => {
  const startMs = performance.now();
  return () => Math.max(1, limitMs - (performance.now() - startMs));
};
