/** The user namespace of a pod: whose ids are whose. Pure. Source: CRI runtime.v1 UserNamespace; user_namespaces(7). */
import { NamespaceMode, type SandboxConfig } from './config.ts';
import type { SandboxScene } from './services/bundles.ts';
import type { IdMap, PinnedUserNamespace } from './services/sandboxes.ts';

/** What a validated configuration asks for; undefined: the node's user namespace. */
export const idMapOf = ({ linux }: Pick<SandboxConfig, 'linux'>): IdMap | undefined => {
  const asked = linux?.securityContext?.namespaceOptions?.usernsOptions;
  const [uids] = asked?.uids ?? [];
  const [gids] = asked?.gids ?? [];
  if (asked?.mode !== NamespaceMode.POD || uids === undefined || gids === undefined) return undefined;
  return { uids, gids };
};

/** The pinned one that containers of the sandbox live in; undefined: the node's. */
export const userNamespaceOf = ({
  config,
  pins,
}: Pick<SandboxScene, 'config' | 'pins'>): PinnedUserNamespace | undefined => {
  const ids = idMapOf(config);
  // Without its pin, which a ready sandbox has, opening it fails: never the node's ids instead.
  return ids === undefined ? undefined : { path: pins.user ?? '', ids };
};

/** Who is root in there, in ids of the node. */
export const rootOf = ({ uids, gids }: IdMap): { readonly uid: number; readonly gid: number } => ({
  uid: uids.hostId - uids.containerId,
  gid: gids.hostId - gids.containerId,
});
