/** What the command's exit codes mean. The high ones are those of sysexits.h. */
export const exitCodes = {
  fine: 0,
  /** Something is wrong with what was looked at: doctor found something, the demo left something. */
  found: 1,
  usage: 64,
  /** The machine lacks something. */
  unavailable: 69,
  /** A bug of ours. */
  internal: 70,
  notRoot: 77,
  config: 78,
} as const;

/** Of the commands that simulate, replay and look into recordings. */
export const simExitCodes = {
  fine: 0,
  /** An invariant does not hold. */
  found: 1,
  usage: 2,
  /** What was recorded cannot be played in this build. */
  diverged: 3,
  /** The budget ended before all was tried. */
  cut: 4,
} as const;
