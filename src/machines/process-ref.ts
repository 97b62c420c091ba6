import type { ProcessRef } from './services/tasks.ts';

/** The process alone, where it comes with its monitor. */
export const processRefOf = (identity: ProcessRef | undefined): ProcessRef | undefined =>
  identity && { pid: identity.pid, startTicks: identity.startTicks };
