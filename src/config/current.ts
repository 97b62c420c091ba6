/**
 * The configuration in force. Each value is frozen; a reload puts another in its place. Who asks at the beginning of a
 * piece of work and keeps the answer has one view of it until the end.
 */
import { changesBetween, withLive } from './live.ts';
import type { Config } from './schema.ts';

/**
 * Prepares for `next` without any effect, and rejects where that is not possible; what it returns puts it in force, and
 * does not fail. Undefined: nothing to put.
 */
export type Adopt = (next: Config, before: Config) => Promise<(() => void) | undefined> | (() => void) | undefined;

export interface Reloaded {
  /** Settings that are in force now, by their names in the file. */
  readonly changed: readonly string[];
  /** Those that would be after a restart; the daemon goes on with what it has. */
  readonly needsRestart: readonly string[];
}

export interface CurrentConfig {
  readonly now: () => Config;
  /** For who keeps a part of it; the function that is returned ends that. */
  readonly subscribe: (adopt: Adopt) => () => void;
  /**
   * Puts what can be changed of `written` in force, all of it or nothing. One reload at a time, in order.
   * Rejects with what the first subscriber that cannot take it says.
   */
  readonly reload: (written: Config) => Promise<Reloaded>;
}

export const openCurrentConfig = (first: Config): CurrentConfig => {
  let current = first;
  let last: Promise<unknown> = Promise.resolve();
  const subscribers = new Set<Adopt>();
  const reload = async (written: Config): Promise<Reloaded> => {
    const before = current;
    const next = withLive(before, written);
    const puts = await Promise.all([...subscribers].map(async (adopt) => adopt(next, before)));
    current = next;
    for (const put of puts) put?.();
    return {
      changed: changesBetween(before, next),
      needsRestart: changesBetween(next, written),
    };
  };
  return {
    now: () => current,
    subscribe: (adopt) => {
      subscribers.add(adopt);
      return () => void subscribers.delete(adopt);
    },
    reload: (written) => {
      const reloaded = last.then(() => reload(written));
      last = reloaded.catch(() => undefined);
      return reloaded;
    },
  };
};

/**
 * What is made of a configuration, made again when there is another: work that began with the one before keeps it.
 * @returns the one for now.
 */
export const perConfig = <Made>(now: () => Config, make: (config: Config) => Made): (() => Made) => {
  let made: { readonly config: Config; readonly thing: Made } | undefined;
  return () => {
    const config = now();
    if (made?.config !== config) made = { config, thing: make(config) };
    return made.thing;
  };
};
