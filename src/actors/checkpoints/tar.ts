/** GNU tar, which writes archives: extended attributes, which Node cannot read, are what it is needed for. */
import { FailureError } from '../../machines/failure.ts';
import { type RunTool, tail } from '../tool.ts';

export interface TarTool {
  /** Undefined: it is not installed. */
  readonly find: () => string | undefined;
  readonly runTool: RunTool;
}

/** In the C locale names are bytes. */
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } as const;

/**
 * Writes a tar file of paths, relative to a directory; directories do not stand for what is in them unless `isDeep`.
 *
 * @param listFile has the paths, each with a NUL behind it.
 * @throws FailureError ToolMissing, NoSpace, CheckpointFailed {reason}; Cancelled
 */
export const writeTar = async (
  { find, runTool }: TarTool,
  o: { dir: string; listFile: string; target: string; isDeep: boolean; signal: AbortSignal },
): Promise<void> => {
  const path = find();
  if (path === undefined) throw new FailureError('ToolMissing', { tool: 'tar', package: 'tar' });
  const { exitCode, stderr } = await runTool({
    path,
    args: [
      ...['--create', '--file', o.target, '--format=posix', '--pax-option=delete=atime,delete=ctime'],
      ...['--numeric-owner', '--xattrs', '--xattrs-include=*', '--xattrs-exclude=trusted.*'],
      ...['--directory', o.dir, '--null', '--verbatim-files-from', o.isDeep ? '--recursion' : '--no-recursion'],
      ...['--files-from', o.listFile],
    ],
    env,
    limitMs: Number.POSITIVE_INFINITY, // the caller's signal is the limit
    signal: o.signal,
    maxBytes: 65_536,
  });
  if (exitCode === 0) return;
  const reason = tail(stderr);
  if (/No space left on device|Disk quota exceeded/.test(reason)) throw new FailureError('NoSpace', { path: o.target });
  throw new FailureError('CheckpointFailed', { reason: `tar: ${reason === '' ? `exit code ${exitCode}` : reason}` });
};
