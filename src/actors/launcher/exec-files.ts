/** The files of one exec, which are there from just before the runtime starts until it has ended. */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { errnoOf, fsFailureOf } from '../fs-failure.ts';

/** Paths. They are small and in memory (the state directory): not worth a thread and its way back each. */
export interface ExecFiles {
  /** The process's description. */
  readonly spec: string;
  readonly pid: string;
  /** The pid's, until the runtime renames it. */
  readonly halfPid: string;
  /** The runtime's words. */
  readonly log: string;
}

/** @throws FailureError SyscallFailed, NoSpace */
export const writeSpec = ({ spec }: ExecFiles, text: string): void => {
  try {
    writeFileSync(spec, text, { mode: 0o600 });
  } catch (thrown) {
    throw fsFailureOf(thrown) ?? thrown;
  }
};

/** @returns undefined: absent, or not a pid. */
export const pidIn = ({ pid }: ExecFiles): number | undefined => {
  const text = readIfThere(pid).trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
};

/** The last of what the runtime said; empty: nothing. */
export const wordsIn = ({ log }: ExecFiles): string => readIfThere(log).slice(-65_536);

/** What cannot be removed goes with the bundle. */
export const removeFiles = (files: ExecFiles): void => {
  for (const file of Object.values(files) as readonly string[]) {
    try {
      unlinkSync(file);
    } catch {
      // absent, mostly
    }
  }
};

const readIfThere = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if (errnoOf(thrown) === undefined) throw thrown;
    return '';
  }
};
