/**
 * Exit codes as conmon leaves them: one file a task, its decimal code, put in place by rename; and who is to be told.
 * One inotify watch serves all tasks.
 */
import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';

export interface ExitRecord {
  /** absent: conmon could not tell it. */
  readonly exitCode?: number | undefined;
  /** The file's time: all output was in the log by then. */
  readonly atMs: number;
}

export interface ExitFiles {
  readonly pathOf: (taskId: string) => string;
  /** Calls back whenever the task's exit file may have come; also after the watch had to be renewed. */
  readonly listen: (taskId: string, listener: () => void) => () => void;
}

export const openExitFiles = (exitDir: string, log: Log): ExitFiles => {
  const listeners = new Map<string, Set<() => void>>();
  let watcher: FSWatcher | undefined;

  const tell = (taskId: string) => {
    for (const listener of listeners.get(taskId) ?? []) listener();
  };
  const tellAll = () => {
    for (const taskId of [...listeners.keys()]) tell(taskId);
  };
  const start = () => {
    mkdirSync(exitDir, { recursive: true, mode: 0o700 });
    watcher = watch(exitDir, { persistent: false }, (_, file) => (file === null ? tellAll() : tell(file)));
    watcher.on('error', (error) => {
      log.warn({ path: exitDir, error: error.message }, 'watch of exit files failed, renewing');
      stop();
      if (listeners.size === 0) return;
      start();
      tellAll();
    });
  };
  const stop = () => {
    watcher?.close();
    watcher = undefined;
  };

  return {
    pathOf: (taskId) => join(exitDir, taskId),
    listen: (taskId, listener) => {
      if (watcher === undefined) start();
      const those = listeners.get(taskId) ?? new Set();
      listeners.set(taskId, those.add(listener));
      return () => {
        those.delete(listener);
        if (those.size === 0 && listeners.get(taskId) === those) listeners.delete(taskId);
        if (listeners.size === 0) stop();
      };
    },
  };
};

/**
 * The last of these files that is there, in the order in which they are given; undefined: none is.
 * @param files the one that was written last first. Then every call says the same, also one in the midst of the writing.
 */
export const readExit = async (files: readonly string[]): Promise<ExitRecord | undefined> => {
  let exit: ExitRecord | undefined;
  for (const file of files) {
    try {
      const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
      const exitCode = /^\d+$/.test(text.trim()) ? Number(text) : undefined; // -1: conmon lost it
      exit = { exitCode, atMs: mtimeMs };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return exit;
};
