/**
 * The CNI configuration in force: an immutable snapshot that is replaced when the disk says something else. Behind the
 * `watchCniConfig` contract, and asked by `attachNetwork`.
 */
import type { Failure } from '../../machines/failure.ts';
import type { JsonObject } from '../../machines/json.ts';
import type { CniConfigFact, Nothing, Watch } from '../../machines/services.ts';
import { type ConfigSnapshot, readConfigDir } from './config-dir.ts';
import type { NetworkList } from './network-list.ts';
import type { RunPlugin } from './plugin.ts';
import type { PluginPaths } from './plugin-paths.ts';
import { knowsStatus, statusOf } from './plugin-status.ts';
import { factOf } from './readiness.ts';
import { watchDirectory } from './watch-directory.ts';

export interface CniConfigOptions {
  readonly configDir: string;
  /** 0: every network that is configured. */
  readonly maxNetworks: number;
  readonly paths: PluginPaths;
  readonly runPlugin: RunPlugin;
  /** Between two STATUS questions, where the configuration is of a version that has STATUS. */
  readonly statusEveryMs: number;
  readonly statusLimitMs: number;
  readonly now: () => number;
  /** A file that cannot be used: said when it is first seen so, and when the reason changes. */
  readonly warn: (message: string, facts: JsonObject) => void;
}
export interface CniConfig {
  /** The networks to attach to now; from the disk while nobody watches. */
  readonly networks: () => Promise<readonly NetworkList[]>;
  readonly watch: Watch<Nothing, CniConfigFact>;
  /** For people: what is in force, what is broken, what is missing. */
  readonly info: () => JsonObject;
}

/** One for each configuration directory. Effects: while watched, inotify watches, a timer and short STATUS runs. */
export const cniConfig = (options: CniConfigOptions): CniConfig => {
  const { configDir, maxNetworks, paths, runPlugin, now, warn } = options;
  const listeners = new Set<(fact: CniConfigFact) => void>();
  let snapshot: ConfigSnapshot = { networks: [], broken: [] };
  let missingPlugins: readonly string[] = [];
  let status: Failure | undefined;
  let fact: CniConfigFact | undefined;
  let published = '';
  let asking: AbortController | undefined;
  let loading: Promise<void> | undefined;
  let isStale = false;

  const lists = () => snapshot.networks.map(({ list }) => list);

  const load = async () => {
    const before = snapshot;
    snapshot = await readConfigDir(configDir, maxNetworks, before);
    paths.forget();
    missingPlugins = await paths.missing([
      ...new Set(lists().flatMap(({ plugins }) => plugins.map(({ type }) => type))),
    ]);
    for (const broken of snapshot.broken) {
      const isNew = !before.broken.some(({ file, reason }) => file === broken.file && reason === broken.reason);
      if (isNew) warn('a CNI configuration file cannot be used', { ...broken });
    }
  };

  /** Loads; where a load is under way, it is followed by another, and both callers wait for that one. */
  const reload = (): Promise<void> => {
    isStale = true;
    loading ??= (async () => {
      while (isStale) {
        isStale = false;
        await load();
      }
    })().finally(() => {
      loading = undefined;
    });
    return loading;
  };

  const publish = () => {
    const next = factOf({ configDir, pluginDirs: paths.dirs, snapshot, missingPlugins, status }, now());
    const text = JSON.stringify([{ ...next, atMs: 0 }, snapshot.networks]);
    if (listeners.size === 0 || text === published) return;
    published = text;
    fact = next;
    for (const listener of listeners) listener(next);
  };

  /** Asks for STATUS where there is one, then tells. A newer question makes this one void. */
  const ask = async () => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    const needsAsking = missingPlugins.length === 0 && lists().some(knowsStatus);
    const answer = needsAsking ? await statusOf(runPlugin, lists(), options.statusLimitMs, mine.signal) : undefined;
    if (mine.signal.aborted) return;
    asking = undefined;
    status = answer;
    publish();
  };
  /** One question for all the changes that come while the last of them is being read. */
  let isChanging = false;
  const changed = () => {
    const loaded = reload();
    if (isChanging) return;
    isChanging = true;
    void loaded.then(() => {
      isChanging = false;
      return ask();
    });
  };

  let releases: (() => void)[] = [];
  const begin = () => {
    const dirs = [configDir, ...paths.dirs];
    const timer = setInterval(() => {
      if (asking === undefined && loading === undefined && lists().some(knowsStatus)) void ask();
    }, options.statusEveryMs).unref();
    releases = [...dirs.map((dir) => watchDirectory(dir, changed)), () => clearInterval(timer), () => asking?.abort()];
    changed();
  };
  const end = () => {
    for (const release of releases.splice(0)) release();
    published = '';
    fact = undefined;
  };

  return {
    networks: async () => {
      if (listeners.size === 0 || snapshot.networks.length === 0) await reload();
      return lists();
    },
    watch: (_input, send) => {
      const listener = (next: CniConfigFact) => send(next);
      listeners.add(listener);
      if (listeners.size === 1) begin();
      else if (fact !== undefined) listener(fact);
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) end();
      };
    },
    info: () => ({
      configDir,
      pluginDirs: paths.dirs,
      networks: snapshot.networks.map(({ file, list }) => ({ file, list: list as unknown as JsonObject })),
      broken: snapshot.broken.map((broken) => ({ ...broken })),
      missingPlugins,
      ...(status === undefined ? {} : { status: { code: status.code, details: status.details } }),
    }),
  };
};
