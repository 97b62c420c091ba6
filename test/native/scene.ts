/** A folder of its own for each native test, and the proof that nothing is left of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { FailureError } from '../../src/machines/failure.ts';

/** As `describe`, for what only root may do; skipped and saying so elsewhere, but where CI promises root it fails. */
export const describeAsRoot = (title: string, tests: () => void): void => {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && process.env.CI === 'true') throw new Error(`${title}: needs root, which CI promises`);
  describe.skipIf(!isRoot)(isRoot ? title : `${title} (skipped: needs root)`, tests);
};

export const makeScene = () => {
  const dir = mkdtempSync(join(tmpdir(), 'trp-native-'));
  const at = (...names: string[]) => join(dir, ...names);
  return {
    dir,
    at,
    /** Makes a directory, with its parents. */
    dirAt: (...names: string[]) => {
      mkdirSync(at(...names), { recursive: true });
      return at(...names);
    },
    fileAt: (path: string, content: string) => {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), content);
      return at(path);
    },
    mounts: () => mountsUnder(dir),
    /** Fails where a mount is left, so that nothing is ever removed through one. */
    remove: () => {
      expect(mountsUnder(dir)).toEqual([]);
      rmSync(dir, { recursive: true });
    },
  };
};

/** Mount points, in the order in which they were mounted. */
export const mountsUnder = (dir: string): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((target) => target.startsWith(`${dir}/`));

/** Options of the mount and of its filesystem, and the fields between (propagation). */
export const mountLineOf = (target: string): string =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.split(' ')[4] === target)
    .at(-1) ?? '';

/** What a call was refused with. */
export const refusalOf = async (work: Promise<unknown>): Promise<unknown> => {
  const error = await work.then(
    (value) => new Error(`not refused: ${String(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FailureError)) throw error;
  return { failure: error.code, ...error.details };
};

export const openFds = (): number => readdirSync('/proc/self/fd').length;

/** Ends with the test, also with one that fails. */
export const untilTestEnds = <Child extends ChildProcess>(child: Child): Child => {
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
};

/** A process that sleeps until it is killed; `ended` settles when it has been reaped. */
export const sleeper = () => {
  const child = untilTestEnds(spawn('sleep', ['1000'], { stdio: 'ignore' }));
  if (child.pid === undefined) throw new Error('no sleep(1)');
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { pid: child.pid, child, ended };
};
