import type { ProcessHandle } from '../native.ts';

export type { ProcessHandle };

/** What is asked of the kernel about processes, by pid and start time: the native façade's, injected. */
export interface Processes {
  /** undefined: gone, a zombie, or another process of that number. Holds one fd until `close`. */
  readonly openProcess: (pid: number, startTicks?: string) => ProcessHandle | undefined;
  readonly startTicksOf: (pid: number) => string | undefined;
}

/** Whether this very process lives; holds nothing afterwards. */
export const isAlive = (processes: Processes, pid: number, startTicks: string): boolean => {
  const process = processes.openProcess(pid, startTicks);
  process?.close();
  return process !== undefined;
};

/** Settles with true when the process has ended, with false after the limit. Closes nothing. */
export const endOf = (process: ProcessHandle, limitMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const limit = setTimeout(() => resolve(false), limitMs);
    process.onExit(() => {
      clearTimeout(limit);
      resolve(true);
    });
  });
