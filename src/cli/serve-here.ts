/** `troupe serve` on this machine: {@link serve} with the real daemon, log and signals. */
import { openCurrentConfig } from '../config/current.ts';
import { loadConfig } from '../config/load.ts';
import { pathsOf } from '../config/paths.ts';
import type { Config } from '../config/schema.ts';
import { failureOf } from '../machines/failure.ts';
import { sendDatagram } from '../native.ts';
import { serveControl } from './control.ts';
import { startDaemon } from './daemon.ts';
import type { Finding } from './doctor/findings.ts';
import { exitCodes } from './exit-codes.ts';
import { openLevelled } from './log.ts';
import { reloader } from './reload.ts';
import { serve } from './serve.ts';
import { awaitEnd } from './signals.ts';
import { openNotify } from './systemd/notify.ts';

/** Does not come back before the daemon has stopped; the process ends then, whatever is still open. */
export const serveHere = async (
  { config, file }: { readonly config: Config; readonly file: string | undefined },
  examine: (config: Config) => Promise<readonly Finding[]>,
): Promise<never> => {
  const { log, setLevel } = openLevelled(config.log.level);
  const current = openCurrentConfig(config);
  current.subscribe((next) => () => setLevel(next.log.level));
  const die = (error: unknown) => {
    log.fatal({ failure: failureOf(error) }, 'broken invariant: the daemon ends, containers go on');
    process.exit(exitCodes.internal);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  // A terminal that closes ends us; without one, SIGHUP is how daemons are told to look again.
  const { ended } = awaitEnd({ hangsUp: process.stderr.isTTY === true });
  const notify = openNotify(process.env, { pid: process.pid, sendDatagram, log });
  const reload = reloader({ current, read: () => loadConfig(file), log, notify });
  const { controlSocket } = pathsOf(config);
  const exitCode = await serve({
    current,
    log,
    startDaemon,
    examine,
    serveControl: (daemon) => {
      if (process.stderr.isTTY !== true) process.on('SIGHUP', () => void reload().catch(() => undefined));
      return serveControl(controlSocket, {
        importImage: daemon.importImage,
        known: daemon.known,
        actors: daemon.actors,
        record: daemon.record,
        inspect: daemon.inspect,
        reload,
      });
    },
    ended,
    notify,
  });
  process.exit(exitCode);
};
