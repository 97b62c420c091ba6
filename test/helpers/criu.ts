/**
 * A CRIU that works on this kernel: the one that the environment variable CRIU names, else the machine's. Debian's own is too
 * old for kernels much newer than itself, so where it does not work tests are skipped, and say why, also in CI.
 */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { programPath } from './programs.ts';

const path = process.env.CRIU ?? programPath('criu');

/** Where it is; a directory without one where there is none. */
export const criuDir = path === undefined ? '/nonexistent' : dirname(path);

const reasonOf = (): string | undefined => {
  if (path === undefined) return 'criu is not installed';
  const { status, stderr } = spawnSync(path, ['check'], { encoding: 'utf8', timeout: 60_000 });
  if (status === 0) return undefined;
  return `criu check says: ${stderr.trim().split('\n')[0] ?? `exit code ${status}`}`;
};

/** Why containers cannot be checkpointed here; undefined: they can. Said aloud, for nobody reads titles of skipped tests. */
export const criuMissing = (): string | undefined => {
  const reason = reasonOf();
  if (reason !== undefined) process.stderr.write(`tests of checkpoints are skipped: ${reason}\n`);
  return reason;
};

/** Lines of the table `cri` for a node that uses it. */
export const criuSettings = path === undefined ? '' : `criu_path = ${JSON.stringify(path)}\n`;
