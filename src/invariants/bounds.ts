/** How long things may take, in ms: where time is real, or virtual with services that take theirs. */
export const bounds = {
  /** Beyond its own grace, until a stop is answered: SIGKILL, the cgroup's end, and how slow a machine may be. */
  stopMs: 60_000,
  /** From the end of the grace period until SIGKILL is sent: a call that was under way, and its limit. */
  killMs: 15_000,
  /** From the end of a process until it is shown as exited. */
  exitShownMs: 30_000,
  /** An answer to reopen a log, whatever else goes on. */
  reopenMs: 15_000,
  /** One call of a service that has a limit of its own: the longest of these limits, and its helpers' end. */
  callMs: 600_000,
  /** From the start of a daemon until it serves. */
  recoveryMs: 15_000,
  /** A change of the network's configuration until the node says so. */
  networkReadyMs: 10_000,
  /** A request that has no time of its own. */
  requestMs: 900_000,
} as const;
