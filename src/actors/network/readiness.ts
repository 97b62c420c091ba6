/** Whether pods can be attached, as the fact that the machines are told: a pure function of what was seen. */
import type { Failure } from '../../machines/failure.ts';
import type { CniConfigFact } from '../../machines/services.ts';
import type { ConfigSnapshot } from './config-dir.ts';

export interface NetworkSeen {
  readonly configDir: string;
  readonly pluginDirs: readonly string[];
  readonly snapshot: ConfigSnapshot;
  /** Plugin types in use that have no program. */
  readonly missingPlugins: readonly string[];
  /** What STATUS said; undefined: it can serve, or nobody had to be asked. */
  readonly status: Failure | undefined;
}

export const factOf = (seen: NetworkSeen, atMs: number): CniConfigFact => {
  const [first] = seen.snapshot.networks;
  const message = obstacleOf(seen);
  return first === undefined || message !== undefined
    ? { type: 'cni.missing', reason: 'NetworkPluginNotReady', message: message ?? '', atMs }
    : { type: 'cni.loaded', network: first.list.name, file: first.file, atMs };
};

const obstacleOf = ({ configDir, pluginDirs, snapshot, missingPlugins, status }: NetworkSeen): string | undefined => {
  if (snapshot.networks.length === 0) {
    const broken = snapshot.broken.map(({ file, reason }) => `${file}: ${reason}`).join('; ');
    const beside = broken === '' ? '' : ` (broken: ${broken.slice(0, 500)})`;
    return `cni plugin not initialized: no network config found in ${configDir}${beside}`;
  }
  if (missingPlugins.length > 0)
    return `cni plugin not initialized: no program for ${missingPlugins.join(', ')} in ${pluginDirs.join(', ')}`;
  if (status === undefined) return undefined;
  const { network = '', plugin = '', msg = status.code, details = '' } = status.details;
  return `cni plugin not ready: ${[network, plugin, msg, details].filter((part) => part !== '').join(': ')}`;
};
