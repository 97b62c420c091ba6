import { FailureError } from '../machines/failure.ts';

/**
 * Runs file operations; what Node throws for a refused system call becomes a failure.
 * @throws FailureError SyscallFailed {syscall, path, code, errno}, NoSpace {path}; anything else as it was thrown
 */
export const withFsFailures = async <T>(operations: () => Promise<T>): Promise<T> => {
  try {
    return await operations();
  } catch (thrown) {
    throw fsFailureOf(thrown) ?? thrown;
  }
};

/** Undefined for what is no errno of a system call. */
export const fsFailureOf = (thrown: unknown): FailureError | undefined => {
  if (!(thrown instanceof Error) || thrown instanceof FailureError || !isErrno(thrown)) return undefined;
  const { code, errno = 0, syscall, path = '' } = thrown;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new FailureError('NoSpace', { path }, { cause: thrown });
  return new FailureError('SyscallFailed', { syscall, path, code, errno: Math.abs(errno) }, { cause: thrown });
};

/** The errno's name of what `node:fs` threw; undefined: something else was thrown. */
export const errnoOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && isErrno(thrown) ? thrown.code : undefined;

const isErrno = (error: Error): error is Error & { code: string; errno?: number; syscall: string; path?: string } =>
  'code' in error && typeof error.code === 'string' && 'syscall' in error;
