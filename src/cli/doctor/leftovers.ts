/** What of the world is troupe's and belongs to nobody: pure, over what {@link World} saw and what the records know. */
import { basename, dirname } from 'node:path';
import { pathsOf } from '../../config/paths.ts';
import type { Config } from '../../config/schema.ts';
import type { LedgerRow } from '../../store/records.ts';
import { isConmon, pinPrefix, type World } from './world.ts';

export interface Leftover {
  readonly kind: 'process' | 'mount' | 'pin' | 'directory' | 'cgroup' | 'rule' | 'link' | 'debt';
  /** pid, path, rule, link, or owner and effect. */
  readonly what: string;
}
export interface Known {
  /** Sandbox and container ids that a record, or a running daemon, knows. */
  readonly owners: ReadonlySet<string>;
  readonly ledger: readonly LedgerRow[];
}

/** Only what is proven ours: by a path under our directories, our prefix, or an id that was found there. */
export const leftoversIn = (world: World, config: Config, { owners, ledger }: Known): readonly Leftover[] => {
  const debts = ledger.filter(({ ownerId, effect }) => effect !== 'pull' && !owners.has(ownerId));
  const isOurs = (path: string) => path.startsWith(`${config.state}/`) || path.startsWith(`${config.root}/`);
  const isOwned = (text: string) => idsIn(text).some((id) => owners.has(id));
  const { netnsDir, exitsDir } = pathsOf(config);

  const monitors = world.processes.filter((seen) => isConmon(seen) && seen.args.includes(exitsDir));
  const pins = world.pins.filter((pin) => !owners.has(basename(pin).slice(pinPrefix.length)));
  const mounts = world.mounts.filter((path) => isOurs(path) || path.startsWith(`${netnsDir}/${pinPrefix}`));
  const entries = world.entries.filter((path) => !isOwned(path));

  const strays = new Set(
    [...monitors.flatMap(({ args }) => args), ...pins, ...mounts, ...entries, ...debts.map(({ ownerId }) => ownerId)]
      .flatMap(idsIn)
      .filter((id) => !owners.has(id)),
  );
  const isStray = (text: string) => idsIn(text).some((id) => strays.has(id));
  const isOurCgroup = (path: string) =>
    isStray(basename(path)) ||
    (/^troupe(-|$)/.test(basename(dirname(path))) && idsIn(basename(path)).some((id) => !owners.has(id)));

  return [
    ...monitors.filter(({ args }) => !isOwned(args.join(' '))).map(({ pid }) => left('process', String(pid))),
    ...mounts.filter((path) => !isOwned(path)).map((path) => left('mount', path)),
    ...pins.map((path) => left('pin', path)),
    ...entries.map((path) => left('directory', path)),
    ...world.cgroups.filter(isOurCgroup).map((path) => left('cgroup', path)),
    ...world.rules.filter(isStray).map((rule) => left('rule', rule)),
    ...debts.map(({ ownerId, effect }) => left('debt', `${effect} of ${ownerId}`)),
  ];
};

const left = (kind: Leftover['kind'], what: string): Leftover => ({ kind, what });

/** Sandbox and container ids in a text: 64 hex digits. */
export const idsIn = (text: string): readonly string[] => text.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g) ?? [];
