/** What a service manager that started us wants to hear. Source: sd_notify(3), sd_watchdog_enabled(3). */
import type { Log } from '../../actors/log.ts';
import { failureOf } from '../../machines/failure.ts';

export interface NotifyEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  readonly WATCHDOG_USEC?: string | undefined;
  readonly WATCHDOG_PID?: string | undefined;
}

export interface Notify {
  /** `READY=1` and so on, one datagram. Never rejects: a manager that does not listen is no reason to end. */
  readonly send: (...assignments: readonly string[]) => Promise<void>;
  /** Undefined: nobody waits for signs of life. */
  readonly watchdogMs: number | undefined;
}

/** Undefined: nobody wants to hear anything. */
export const openNotify = (
  environment: NotifyEnvironment,
  options: {
    readonly pid: number;
    readonly sendDatagram: (name: string, text: string) => Promise<void>;
    readonly log: Log;
  },
): Notify | undefined => {
  const { NOTIFY_SOCKET: name = '', WATCHDOG_USEC: usec = '', WATCHDOG_PID: watched = '' } = environment;
  if (!/^[/@]./.test(name)) return undefined;
  const isForUs = watched === '' || Number(watched) === options.pid;
  const watchdogMs = Number(usec) / 1000;
  let last = Promise.resolve();
  return {
    watchdogMs: isForUs && watchdogMs >= 1 ? watchdogMs : undefined,
    send: (...assignments) => {
      const text = assignments.map((each) => each.replaceAll('\n', ' ')).join('\n');
      last = last
        .then(() => options.sendDatagram(name, text))
        .catch((error: unknown) =>
          options.log.warn({ failure: { ...failureOf(error) } }, 'the service manager was not told'),
        );
      return last;
    },
  };
};
