/** `troupe serve`: the daemon, until a signal ends it. Containers go on without it. */
import type { Logger } from 'pino';
import type { CurrentConfig } from '../config/current.ts';
import type { Config } from '../config/schema.ts';
import { failureOf } from '../machines/failure.ts';
import type { Daemon, StartDaemon } from './daemon-face.ts';
import { type Finding, withVerdict } from './doctor/findings.ts';
import { exitCodes } from './exit-codes.ts';
import type { Notify } from './systemd/notify.ts';
import { giveSignsOfLife } from './systemd/signs-of-life.ts';

export interface ServeInput {
  /** The one to start with, and those after it. */
  readonly current: CurrentConfig;
  readonly log: Logger;
  readonly startDaemon: StartDaemon;
  /** What the machine has and lacks. */
  readonly examine: (config: Config) => Promise<readonly Finding[]>;
  /** Opens the daemon's control socket; settles with what closes it. */
  readonly serveControl: (daemon: Daemon) => Promise<() => Promise<void>>;
  /** Settles with the name of the signal that asks for the end. */
  readonly ended: Promise<string>;
  /** The service manager; undefined: there is none that listens. */
  readonly notify?: Notify | undefined;
}

/**
 * Serves until `ended` settles, then stops within `timeouts.shutdown`.
 * @returns the exit code.
 */
export const serve = async ({
  current,
  log,
  startDaemon,
  examine,
  serveControl,
  ended,
  notify,
}: ServeInput): Promise<number> => {
  const config = current.now();
  const findings = await examine(config);
  for (const { message, remedy } of withVerdict(findings, 'warn')) log.warn({ remedy }, message);
  const lacks = withVerdict(findings, 'fail');
  for (const { message, remedy } of lacks) log.error({ remedy }, message);
  if (lacks.length > 0) return lacks.some(({ check }) => check === 'root') ? exitCodes.notRoot : exitCodes.unavailable;

  void notify?.send('STATUS=recovering');
  const daemon = await startDaemon(config, log, current);
  const closeControl = await serveControl(daemon);
  log.info({ socket: daemon.socketPath }, 'serving');
  await notify?.send('READY=1', `STATUS=${daemon.status()}`);
  const endSigns = notify && giveSignsOfLife({ notify, log, prove: daemon.prove, status: daemon.status });
  const signal = await ended;
  endSigns?.();
  void notify?.send('STOPPING=1', 'STATUS=stopping; containers go on');
  log.info({ signal }, 'stopping; containers go on');
  return stopWithin(current.now().timeouts.shutdownMs, log, async () => {
    await Promise.all([closeControl(), daemon.stop()]);
  });
};

const stopWithin = async (limitMs: number, log: Logger, stop: () => Promise<void>): Promise<number> => {
  const late = Symbol('late');
  const { promise: limit, resolve } = Promise.withResolvers<typeof late>();
  const timer = setTimeout(resolve, limitMs, late);
  try {
    if ((await Promise.race([stop(), limit])) !== late) return exitCodes.fine;
    log.warn({ limitMs }, 'not everything was answered in time');
    return exitCodes.found;
  } catch (error) {
    log.error({ failure: failureOf(error) }, 'stopping failed');
    return exitCodes.internal;
  } finally {
    clearTimeout(timer);
  }
};
