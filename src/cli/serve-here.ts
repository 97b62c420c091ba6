/** `troupe serve` on this machine: {@link serve} with the real daemon, log and signals. */
import { pathsOf } from '../config/paths.ts';
import type { Config } from '../config/schema.ts';
import { failureOf } from '../machines/failure.ts';
import { sendDatagram } from '../native.ts';
import { serveControl } from './control.ts';
import { startDaemon } from './daemon.ts';
import type { Finding } from './doctor/findings.ts';
import { exitCodes } from './exit-codes.ts';
import { openLog } from './log.ts';
import { serve } from './serve.ts';
import { awaitEnd } from './signals.ts';
import { openNotify } from './systemd/notify.ts';

/** Does not come back before the daemon has stopped; the process ends then, whatever is still open. */
export const serveHere = async (
  config: Config,
  examine: (config: Config) => Promise<readonly Finding[]>,
): Promise<never> => {
  const log = openLog(config.log.level);
  const die = (error: unknown) => {
    log.fatal({ failure: failureOf(error) }, 'broken invariant: the daemon ends, containers go on');
    process.exit(exitCodes.internal);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  const { ended } = awaitEnd();
  const { controlSocket } = pathsOf(config);
  const exitCode = await serve({
    config,
    log,
    startDaemon,
    examine,
    serveControl: (importImage) => serveControl(controlSocket, importImage),
    ended,
    notify: openNotify(process.env, { pid: process.pid, sendDatagram, log }),
  });
  process.exit(exitCode);
};
