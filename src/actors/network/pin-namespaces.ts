/** The `pinNamespaces` and `unpinNamespaces` contracts: a pod's namespaces, held by files and by no process. */
import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { Json } from '../../machines/json.ts';
import type { IdMap, NamespaceKind, PinPaths } from '../../machines/services/sandboxes.ts';
import type { Service } from '../../machines/services.ts';
import type { Ledger, LedgerKey } from '../../store/records.ts';
import { errnoOf, withFsFailures } from '../fs-failure.ts';
import { afterUndo } from './after-undo.ts';
import { containerIdOf } from './cni-args.ts';
import { type SysctlDefaults, sysctlsFor } from './sysctls.ts';
import type { InTurn } from './turns.ts';

/** What is needed of `native.ts`. */
export interface NamespaceCalls {
  readonly pinNamespaces: (
    pins: PinPaths & {
      readonly hostname?: string;
      readonly sysctls?: Record<string, string>;
      readonly ids?: IdMap | undefined;
    },
  ) => Promise<void>;
  readonly unpinNamespace: (path: string) => Promise<void>;
}
export interface PinTools extends NamespaceCalls {
  readonly ledger: Ledger;
  readonly inTurn: InTurn;
  /** Where network namespaces are pinned, as `troupe-<sandbox id>`; ip-netns(8) sees those in /run/netns. */
  readonly netnsDir: string;
  /** All others are pinned under `<stateDir>/pins/<sandbox id>`. */
  readonly stateDir: string;
  readonly defaults: SysctlDefaults;
}

/**
 * Makes and pins the namespaces that are asked for; none: nothing. What a cut-short attempt left is removed first.
 *
 * @throws FailureError RequestInvalid {field, reason}; SyscallFailed {syscall, path, code, errno}: nothing is left, or the
 * ledger row is.
 */
export const pinNamespaces =
  (tools: PinTools): Service<'pinNamespaces'> =>
  ({ sandboxId, kinds, ids, hostname, sysctls }, signal) =>
    tools.inTurn(sandboxId, async () => {
      const pins = pinsOf(tools, sandboxId, kinds);
      const written = sysctlsFor(sysctls, { kinds, gids: ids?.gids, defaults: tools.defaults });
      if (kinds.length === 0) return {};
      if (tools.ledger.find(keyOf(sandboxId)) !== undefined) await unpin(tools, sandboxId);
      if (signal.aborted) throw new FailureError('Cancelled', { sandboxId });
      tools.ledger.intend({ ...keyOf(sandboxId), details: { pins } });
      try {
        const dirs = dirsOf(pins);
        await withFsFailures(() => Promise.all(dirs.map((dir) => mkdir(dir, { recursive: true, mode: 0o755 }))));
        await tools.pinNamespaces({
          ...pins,
          ...(pins.uts === undefined || hostname === '' ? {} : { hostname }),
          sysctls: { ...written },
          ids,
        });
      } catch (error) {
        throw await afterUndo(error, () => unpin(tools, sandboxId));
      }
      tools.ledger.done(keyOf(sandboxId));
      return pins;
    });

/** Absent, unmounted, or an ordinary file since a reboot: all the same. Can be repeated. */
export const unpinNamespaces =
  (tools: PinTools): Service<'unpinNamespaces'> =>
  ({ sandboxId }) =>
    tools.inTurn(sandboxId, async () => {
      await unpin(tools, sandboxId);
      return {};
    });

const unpin = (tools: PinTools, sandboxId: string): Promise<void> => withFsFailures(() => remove(tools, sandboxId));

const remove = async (tools: PinTools, sandboxId: string): Promise<void> => {
  const row = tools.ledger.find(keyOf(sandboxId));
  if (row === undefined) return;
  const pins = recordedPins(row.details.pins);
  if (pins === undefined) throw new FailureError('RecordInvalid', { ...keyOf(sandboxId) });
  await Promise.all(Object.values(pins).map((path) => tools.unpinNamespace(path)));
  // The netns directory is everybody's; the other is this sandbox's own.
  for (const dir of dirsOf(pins).filter((dir) => dir !== tools.netnsDir)) await removeIfEmpty(dir);
  tools.ledger.undone(keyOf(sandboxId));
};

const keyOf = (sandboxId: string): LedgerKey => ({ ownerId: sandboxId, effect: 'pins' });

const pinsOf = ({ netnsDir, stateDir }: PinTools, sandboxId: string, kinds: readonly NamespaceKind[]): PinPaths => {
  const id = containerIdOf(sandboxId);
  return Object.fromEntries(
    kinds.map((kind) => [kind, kind === 'net' ? join(netnsDir, `troupe-${id}`) : join(stateDir, 'pins', id, kind)]),
  );
};

const dirsOf = (pins: PinPaths): readonly string[] => [...new Set(Object.values(pins).map((path) => dirname(path)))];

const recordedPins = (value: Json): PinPaths | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.values(value).every((path) => typeof path === 'string') ? (value as PinPaths) : undefined;
};

const removeIfEmpty = async (dir: string): Promise<void> => {
  try {
    await rmdir(dir);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error;
  }
};
