/** CNI STATUS: whether a network's plugins say that they can serve. Source: CNI spec 1.1.0, STATUS. */
import { type Failure, FailureError, failureOf } from '../../machines/failure.ts';
import { isAtLeast } from './cni-version.ts';
import type { NetworkList } from './network-list.ts';
import type { RunPlugin } from './plugin.ts';

export const knowsStatus = ({ cniVersion }: NetworkList): boolean => isAtLeast(cniVersion, '1.1.0');

/**
 * Asks every plugin of the networks that know STATUS.
 *
 * @returns the first failure; undefined: all can serve. A plugin that does not know the command counts as one that can.
 */
export const statusOf = async (
  runPlugin: RunPlugin,
  lists: readonly NetworkList[],
  limitMs: number,
  signal: AbortSignal,
): Promise<Failure | undefined> => {
  for (const list of lists.filter(knowsStatus)) {
    for (const plugin of list.plugins) {
      try {
        await runPlugin({ command: 'STATUS', list, plugin, inserted: {}, limitMs, signal });
      } catch (error) {
        if (!isUnknownCommand(error)) return failureOf(error);
      }
    }
  }
  return undefined;
};

/** Code 4: invalid environment, CNI_COMMAND among it. */
const isUnknownCommand = (error: unknown): boolean =>
  error instanceof FailureError && error.code === 'NetworkPluginFailed' && error.details.code === 4;
