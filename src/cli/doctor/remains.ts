/**
 * Everything of troupe that is on the machine, whoever owns it: what must be gone after an uninstall, or after a test. Proven
 * ours by our directories, our names, the networks of our CNI configuration, or an id that was found there.
 */
import { basename } from 'node:path';
import { pathsOf } from '../../config/paths.ts';
import type { Config } from '../../config/schema.ts';
import { idsIn, type Known, type Leftover } from './leftovers.ts';
import { pinPrefix, type World } from './world.ts';

/** What is there beside {@link World}. */
export interface Traces {
  /** Processes that have something of these directories open, stand in them, or name them; without ourselves. */
  readonly users: readonly { readonly pid: number; readonly command: string }[];
  /** Of our directories those that exist. */
  readonly dirs: readonly string[];
  /** Of the CNI configuration that we use. */
  readonly networks: readonly { readonly name: string; readonly bridges: readonly string[] }[];
  /** Interfaces by the bridge that they are ports of. */
  readonly ports: Readonly<Record<string, readonly string[]>>;
}

export const remainsIn = (
  world: World,
  traces: Traces,
  config: Config,
  { owners, ledger }: Known,
): readonly Leftover[] => {
  const { users, dirs, networks, ports } = traces;
  const { netnsDir } = pathsOf(config);
  const isBelow = (path: string) =>
    [config.state, config.root].some((dir) => path === dir || path.startsWith(`${dir}/`));
  const mounts = world.mounts.filter((path) => isBelow(path) || path.startsWith(`${netnsDir}/${pinPrefix}`));
  const ids = new Set([
    ...owners,
    ...ledger.map(({ ownerId }) => ownerId),
    ...[...mounts, ...world.pins, ...world.entries, ...users.map(({ command }) => command)].flatMap(idsIn),
  ]);
  const hasId = (text: string) => idsIn(text).some((id) => ids.has(id));
  const isNamed = (rule: string) => networks.some(({ name }) => rule.includes(`name: \\"${name}\\"`));
  const bridges = networks.flatMap((network) => network.bridges).filter((bridge) => world.links.includes(bridge));
  return [
    ...users.map(({ pid, command }) => left('process', `${pid} ${command}`)),
    ...mounts.map((path) => left('mount', path)),
    ...world.pins.map((path) => left('pin', path)),
    ...bridges.flatMap((bridge) => [bridge, ...(ports[bridge] ?? [])]).map((link) => left('link', link)),
    ...world.cgroups
      .filter((path) => hasId(basename(path)) || /^troupe(-|\.|$)/.test(basename(path)))
      .map((path) => left('cgroup', path)),
    ...world.rules.filter((rule) => hasId(rule) || isNamed(rule)).map((rule) => left('rule', rule)),
    ...dirs.map((path) => left('directory', path)),
  ];
};

const left = (kind: Leftover['kind'], what: string): Leftover => ({ kind, what });
