/**
 * Tells when a directory may say something else: entries that come, go, change or get other rights, and the directory
 * itself, which may be absent, come, go, or be another one of the same name, at any level of its path.
 *
 * Source: inotify(7): a watch is on an inode, so every directory on the way is watched for the next one's name.
 */
import { type FSWatcher, watch } from 'node:fs';
import { join, sep } from 'node:path';
import { errnoOf } from '../fs-failure.ts';

/**
 * @param onChange may be called when nothing has changed, and once for several changes: look again.
 * @returns releases everything.
 * Where the kernel has no watches left, the directory is looked at every `pollMs` instead.
 */
export const watchDirectory = (dir: string, onChange: () => void, pollMs = 5000): (() => void) => {
  const watchers: FSWatcher[] = [];
  let poll: NodeJS.Timeout | undefined;
  let isReleased = false;

  const release = () => {
    for (const watcher of watchers.splice(0)) watcher.close();
    clearInterval(poll);
    poll = undefined;
  };
  const pollInstead = () => {
    poll ??= setInterval(onChange, pollMs).unref();
  };
  const moved = () => {
    if (isReleased) return;
    arm();
    onChange();
  };
  const add = (path: string, listener: (name: string | null) => void) => {
    const watcher = watch(path, { persistent: false }, (_event, name) => listener(name));
    watcher.on('error', pollInstead);
    watchers.push(watcher);
  };
  const arm = () => {
    release();
    try {
      for (const { parent, name } of stepsTo(dir))
        add(parent, (changed) => {
          if (changed === null || changed === name) moved();
        });
      add(dir, onChange);
    } catch (error) {
      // Absent from here on: the steps above it are watched for its coming.
      if (!isAbsent(error)) pollInstead();
    }
  };

  arm();
  return () => {
    isReleased = true;
    release();
  };
};

/** From the root down: each directory on the way, with the name in it that leads on. */
const stepsTo = (dir: string): readonly { readonly parent: string; readonly name: string }[] => {
  const names = dir.split(sep).filter((name) => name !== '');
  return names.map((name, index) => ({ parent: join(sep, ...names.slice(0, index)), name }));
};

const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '');
