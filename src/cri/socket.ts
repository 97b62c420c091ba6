/** Taking a unix socket path from a dead server, but never from a live one. */
import { chmod, link, lstat, mkdir, rm, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { FailureError } from '../machines/failure.ts';

/** Linux, sun_path. */
const maxSocketPathBytes = 107;

export interface SocketPlace {
  /** Where to listen; nobody looks there. */
  readonly privatePath: string;
  /** Once it listens: sets its mode and lets it appear at its path, which no other server can have got meanwhile. */
  readonly publish: () => Promise<void>;
  /** Takes the path away, if it is still ours. */
  readonly withdraw: () => Promise<void>;
}

/**
 * Looks whether the path can be had, and makes its folder (0755). What a dead server left there goes.
 * @param mode of the socket.
 * @throws FailureError SocketInUse {path} where a server answers, or {path, reason} where something else is;
 *   SyscallFailed {syscall, path, code}
 */
export const placeOf = async (path: string, mode = 0o660): Promise<SocketPlace> => {
  const privatePath = join(dirname(path), `.${process.pid}`);
  const longest = Math.max(Buffer.byteLength(path), Buffer.byteLength(privatePath));
  if (longest > maxSocketPathBytes) {
    throw new FailureError('RequestInvalid', {
      field: 'socket path',
      reason: `is longer than ${maxSocketPathBytes} bytes`,
      path,
    });
  }
  await told('mkdir', path, mkdir(dirname(path), { recursive: true, mode: 0o755 }));
  await clear(path);
  await rm(privatePath, { force: true });
  let inode: bigint | undefined;
  return {
    privatePath,
    publish: async () => {
      await told('chmod', privatePath, chmod(privatePath, mode));
      // link(2) fails where the path is taken again, so of two servers that start at once one gets it.
      await link(privatePath, path).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw syscallFailed('link', path, error);
        await clear(path);
        await told('link', path, link(privatePath, path));
      });
      inode = (await told('stat', path, stat(path, { bigint: true }))).ino;
      await told('unlink', privatePath, unlink(privatePath));
    },
    withdraw: async () => {
      await rm(privatePath, { force: true });
      const seen = await lstat(path, { bigint: true }).catch(() => undefined);
      if (inode !== undefined && seen?.ino === inode) await rm(path, { force: true });
    },
  };
};

const clear = async (path: string): Promise<void> => {
  const seen = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw syscallFailed('lstat', path, error);
  });
  if (seen === undefined) return;
  if (!seen.isSocket()) throw new FailureError('SocketInUse', { path, reason: 'what is there is not a socket' });
  if (await answers(path)) throw new FailureError('SocketInUse', { path, reason: 'another troupe serves here' });
  await told('unlink', path, rm(path, { force: true }));
};

/** Only a refusal proves that nobody listens. A full backlog (EAGAIN) is a live server. */
const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    const settle = (isLive: boolean) => {
      socket.destroy();
      resolve(isLive);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      settle(!['ECONNREFUSED', 'ENOENT'].includes(error.code ?? '')),
    );
  });

const told = <Result>(syscall: string, path: string, done: Promise<Result>): Promise<Result> =>
  done.catch((error: NodeJS.ErrnoException) => {
    throw syscallFailed(syscall, path, error);
  });
const syscallFailed = (syscall: string, path: string, error: NodeJS.ErrnoException): FailureError =>
  new FailureError('SyscallFailed', { syscall, path, code: error.code ?? '' }, { cause: error });
