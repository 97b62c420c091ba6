/** CNI GC: plugins are told which attachments live, and drop what they still hold for others. Source: CNI spec 1.1.0. */
import { type Failure, failureOf } from '../../machines/failure.ts';
import type { Ledger } from '../../store/records.ts';
import { networkDetailsOf } from './attachment.ts';
import { isAtLeast } from './cni-version.ts';
import type { NetworkList } from './network-list.ts';
import type { RunPlugin } from './plugin.ts';

export interface GarbageTools {
  readonly ledger: Ledger;
  readonly networks: () => Promise<readonly NetworkList[]>;
  readonly runPlugin: RunPlugin;
  /** For each plugin. */
  readonly limitMs: number;
}

/** Settles with the failures of single plugins: none of them keeps the others from collecting. */
export type CollectGarbage = (signal: AbortSignal) => Promise<readonly Failure[]>;

/**
 * Owed DELs count as living: they have a DEL coming, which would otherwise find half of its work done by strangers.
 * Networks that disable GC, or are older than it (1.1.0), are left alone.
 */
export const collectGarbage =
  ({ ledger, networks, runPlugin, limitMs }: GarbageTools): CollectGarbage =>
  async (signal) => {
    const living = ledger
      .all()
      .filter(({ effect }) => effect === 'network')
      .flatMap((row) => networkDetailsOf(row).attachments);
    const failures: Failure[] = [];
    for (const list of await networks()) {
      if (list.disableGC || !isAtLeast(list.cniVersion, '1.1.0')) continue;
      const valid = living
        .filter((attachment) => attachment.list.name === list.name)
        .map(({ containerId, ifName }) => ({ containerID: containerId, ifname: ifName }));
      const inserted = { 'cni.dev/valid-attachments': valid, 'cni.dev/attachments': valid };
      for (const plugin of list.plugins) {
        try {
          await runPlugin({ command: 'GC', list, plugin, inserted, limitMs, signal });
        } catch (error) {
          failures.push(failureOf(error));
        }
      }
    }
    return failures;
  };
