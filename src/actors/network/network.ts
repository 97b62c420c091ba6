/** The network capability, put together: all that `actors/system.ts` and the CLI need of this folder. */
import { availableParallelism } from 'node:os';
import type { JsonObject } from '../../machines/json.ts';
import type { CniConfigFact, Driver, Nothing, Watch } from '../../machines/services.ts';
import type { Ledger } from '../../store/records.ts';
import type { Processes } from '../processes.ts';
import type { RunTool } from '../tool.ts';
import { attachNetwork } from './attach-network.ts';
import { type CheckNetwork, checkNetwork } from './check-network.ts';
import { cniConfig } from './cni-config.ts';
import type { IpPreference } from './cni-result.ts';
import { type CollectGarbage, collectGarbage } from './collect-garbage.ts';
import { detachNetwork } from './detach-network.ts';
import { debtPayer, debtsOf, type NetworkDebt } from './pay-debt.ts';
import { type NamespaceCalls, pinNamespaces, unpinNamespaces } from './pin-namespaces.ts';
import { pluginRunner } from './plugin.ts';
import { pluginPaths } from './plugin-paths.ts';
import { resultCache } from './result-cache.ts';
import { slots } from './slots.ts';
import { strayEnder } from './stray-plugins.ts';
import { turns } from './turns.ts';

export interface NetworkOptions {
  readonly ledger: Ledger;
  readonly runTool: RunTool;
  /** `native.ts`, or what stands in for it. */
  readonly native: NamespaceCalls &
    Pick<Processes, 'openProcess'> & { readonly isNamespaceFile: (path: string) => Promise<boolean> };
  /** `/etc/cni/net.d`. Need not exist. */
  readonly configDir: string;
  /** `/opt/cni/bin` …, in order of preference. */
  readonly pluginDirs: readonly string[];
  /** Pins of network namespaces: `/run/netns`. */
  readonly netnsDir: string;
  readonly stateDir: string;
  /** Where results are also kept for other tools, as libcni does (`/var/lib/cni`). Absent: nowhere. */
  readonly cacheDir?: string | undefined;
  /** The plugins' environment below the CNI variables. Default: a usual root `PATH`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Networks that a pod is attached to; 0: all that are configured. Default 1. */
  readonly maxNetworks?: number;
  /** Default `ipv4`. */
  readonly ipPreference?: IpPreference;
  /** Default true, both: as containerd does since 2.0. */
  readonly hasUnprivilegedPorts?: boolean;
  readonly hasUnprivilegedPing?: boolean;
  /** The node's pod subnets, for plugins that declare `ipRanges`. Default none. */
  readonly podCidrs?: () => readonly string[];
  /** ADDs that run at the same moment, as long as they are quick. Default: four for each processor. */
  readonly addsAtOnce?: number;
  /** For a whole ADD of one network. Default 2 minutes. */
  readonly addLimitMs?: number;
  /** For a whole DEL or CHECK of one network, and a plugin's GC. Default 1 minute. */
  readonly deleteLimitMs?: number;
  /** Default 10 s. */
  readonly statusEveryMs?: number;
  readonly statusLimitMs?: number;
  readonly now?: () => number;
  readonly warn?: (message: string, facts: JsonObject) => void;
}

export interface Network {
  readonly services: Driver<'pinNamespaces' | 'unpinNamespaces' | 'attachNetwork' | 'detachNetwork'>;
  readonly watchCniConfig: Watch<Nothing, CniConfigFact>;
  readonly checkNetwork: CheckNetwork;
  /** To be called once at start, after recovery. */
  readonly collectGarbage: CollectGarbage;
  /** Sandboxes whose DEL has failed and is still owed. */
  readonly debts: () => readonly NetworkDebt[];
  /** For `Status` with verbose. */
  readonly info: () => JsonObject;
}

/** The real driver: CNI plugins and pinned namespaces. */
export const network = (options: NetworkOptions): Network => {
  const { ledger, native } = options;
  // Read again at each use: what is configured may change.
  const deleteLimitMs = () => options.deleteLimitMs ?? 60_000;
  const now = options.now ?? Date.now;
  const paths = pluginPaths(options.pluginDirs);
  const env = options.env ?? { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
  const runPlugin = pluginRunner({ runTool: options.runTool, paths, env });
  const cache = resultCache(options.cacheDir);
  const config = cniConfig({
    configDir: options.configDir,
    maxNetworks: options.maxNetworks ?? 1,
    paths,
    runPlugin,
    statusEveryMs: options.statusEveryMs ?? 10_000,
    statusLimitMs: options.statusLimitMs ?? 10_000,
    now,
    warn: options.warn ?? (() => {}),
  });
  const payDebt = debtPayer({
    ledger,
    runPlugin,
    cache,
    isNamespaceFile: native.isNamespaceFile,
    endStrays: strayEnder(options.pluginDirs, native),
    get deleteLimitMs() {
      return deleteLimitMs();
    },
    now,
  });
  const networkTurns = turns();
  const pinTools = {
    ledger,
    inTurn: turns(),
    pinNamespaces: native.pinNamespaces,
    unpinNamespace: native.unpinNamespace,
    netnsDir: options.netnsDir,
    stateDir: options.stateDir,
    get defaults() {
      return {
        hasUnprivilegedPorts: options.hasUnprivilegedPorts ?? true,
        hasUnprivilegedPing: options.hasUnprivilegedPing ?? true,
      };
    },
  };
  return {
    services: {
      pinNamespaces: pinNamespaces(pinTools),
      unpinNamespaces: unpinNamespaces(pinTools),
      attachNetwork: attachNetwork({
        ledger,
        networks: config.networks,
        paths,
        runPlugin,
        payDebt,
        cache,
        inTurn: networkTurns,
        inSlot: slots(options.addsAtOnce ?? 4 * availableParallelism(), 500),
        podCidrs: options.podCidrs ?? (() => []),
        get ipPreference() {
          return options.ipPreference ?? 'ipv4';
        },
        get addLimitMs() {
          return options.addLimitMs ?? 120_000;
        },
      }),
      detachNetwork: detachNetwork(payDebt, networkTurns),
    },
    watchCniConfig: config.watch,
    checkNetwork: checkNetwork({ ledger, runPlugin, inTurn: networkTurns, checkLimitMs: deleteLimitMs() }),
    collectGarbage: collectGarbage({ ledger, networks: config.networks, runPlugin, limitMs: deleteLimitMs() }),
    debts: () => debtsOf(ledger),
    info: config.info,
  };
};
