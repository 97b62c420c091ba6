/** TCP connections inside a network namespace, without the process ever entering it. Source: setns(2), ip(7). */
import { Socket } from 'node:net';
import { FailureError } from '../machines/failure.ts';
import { call, callNow, checkTexts, failureOfCall } from './addon.ts';

export interface LocalTarget {
  /** Absent: the network of this process. */
  readonly netnsPath?: string | undefined;
  readonly family: 4 | 6;
  /** 1 to 65535. */
  readonly port: number;
}

/**
 * Connects to the loopback address of a netns. A signal that fires ends it with Cancelled.
 * @throws FailureError SyscallFailed {syscall, code}: ECONNREFUSED where nobody listens; Cancelled
 */
export const connectInNetns = async (target: LocalTarget, signal: AbortSignal): Promise<Socket> => {
  const fd = await call((addon: ConnectionCalls) => {
    checkTexts('open', target.netnsPath);
    return addon.beginConnect(target.netnsPath, target.family, target.port);
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const connecting = callNow(
    ({ Connecting }: ConnectionCalls) =>
      new Connecting(fd, { onConnected: resolve, onError: (error) => reject(failureOfCall(error)) }),
  );
  const abort = () => reject(new FailureError('Cancelled', {}));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return new Socket({ fd: await promise, readable: true, writable: true, allowHalfOpen: true });
  } finally {
    signal.removeEventListener('abort', abort);
    connecting.close();
  }
};

interface ConnectionCalls {
  beginConnect(netnsPath: string | undefined, family: number, port: number): Promise<number>;
  readonly Connecting: new (
    fd: number,
    listeners: { onConnected: (fd: number) => void; onError: (error: Error) => void },
  ) => { close(): void };
}
