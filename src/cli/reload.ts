/** A reload, as the daemon does it: at SIGHUP, or when `troupe reload` asks. */
import type { Logger } from 'pino';
import type { CurrentConfig, Reloaded } from '../config/current.ts';
import type { Config } from '../config/schema.ts';
import { failureOf } from '../machines/failure.ts';
import type { Notify } from './systemd/notify.ts';

export interface ReloadOptions {
  readonly current: CurrentConfig;
  /** Reads the file again. Rejects with all that is wrong with it. */
  readonly read: () => Promise<Config>;
  readonly log: Logger;
  readonly notify: Notify | undefined;
}

/** @returns what does it, and rejects with what is wrong; nothing has changed then. */
export const reloader =
  ({ current, read, log, notify }: ReloadOptions): (() => Promise<Reloaded>) =>
  async () => {
    // systemd wants to know when it began. Source: sd_notify(3), MONOTONIC_USEC.
    void notify?.send('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`);
    try {
      const { changed, needsRestart } = await current.reload(await read());
      log.info({ changed, needsRestart }, 'configuration reloaded');
      if (needsRestart.length > 0) log.warn({ settings: needsRestart }, 'changed settings that need a restart');
      return { changed, needsRestart };
    } catch (error) {
      log.error({ failure: failureOf(error) }, 'the configuration cannot be reloaded; the one before stays');
      throw error;
    } finally {
      void notify?.send('READY=1');
    }
  };

/** For people. */
export const reloadedLines = ({ changed, needsRestart }: Reloaded): readonly string[] => [
  changed.length === 0 ? 'nothing has changed that can be reloaded' : `reloaded: ${changed.join(', ')}`,
  ...(needsRestart.length === 0 ? [] : [`needs a restart: ${needsRestart.join(', ')}`]),
];
