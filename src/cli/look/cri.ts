/** A connection to the daemon for one command, and what may be wrong with it in words for people. */
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type ServiceError, status } from '@grpc/grpc-js';
import { type CriClient, criClient } from '../../cri/client.ts';
import { FailureError, meanings } from '../../machines/failure.ts';
import { Complaint } from '../complain.ts';
import { exitCodes } from '../exit-codes.ts';

/** Of each call; a list waits for nothing in the daemon. */
export const answerMs = 30_000;

export interface Patience {
  /** How long a daemon may recover. */
  readonly recoveryMs: number;
  /** Told once, when we begin to wait. */
  readonly onWait: () => void;
}

/**
 * Does `work` with a daemon that serves; one that recovers is waited for.
 * @throws FailureError SyscallFailed {syscall: connect, path, code} where none listens; Complaint where it says no.
 */
export const withCri = async <Result>(
  socketPath: string,
  work: (cri: CriClient) => Promise<Result>,
  patience: Patience,
): Promise<Result> => {
  await knock(socketPath);
  const cri = criClient({ socketPath });
  try {
    await untilServing(cri, patience);
    return await work(cri);
  } catch (error) {
    throw isServiceError(error) ? complaintOf(error) : error;
  } finally {
    cri.close();
  }
};

/** Whether anybody listens: grpc would only say so in a sentence. */
const knock = (path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new FailureError('SyscallFailed', { syscall: 'connect', path, code: cause.code ?? '' }, { cause })),
    );
  });

const untilServing = async (cri: CriClient, { recoveryMs, onWait }: Patience): Promise<void> => {
  const deadline = performance.now() + recoveryMs;
  const nobody = { id: 'none', state: undefined, labelSelector: {} };
  for (let isFirst = true; ; isFirst = false) {
    try {
      await cri.runtime.listPodSandbox({ filter: nobody }, { timeoutMs: answerMs });
      return;
    } catch (error) {
      if (!isServiceError(error) || !isRecovering(error) || performance.now() > deadline) throw error;
      if (isFirst) onWait();
    }
    await pause(200);
  }
};

export const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'details' in error && 'code' in error && typeof error.code === 'number';

const isRecovering = ({ code, details }: ServiceError) =>
  code === status.UNAVAILABLE && details.startsWith(meanings.Recovering);

const complaintOf = (error: ServiceError): Complaint => {
  const { code, details } = error;
  if (code === status.DEADLINE_EXCEEDED)
    return new Complaint([`troupe: the daemon did not answer within ${answerMs / 1000} s`], exitCodes.unavailable);
  if (isRecovering(error))
    return new Complaint([`troupe: ${meanings.Recovering}; try again in a while`], exitCodes.unavailable);
  if (code === status.UNAVAILABLE) return new Complaint([`troupe: ${details}`], exitCodes.unavailable);
  if (code === status.RESOURCE_EXHAUSTED && /larger than max/i.test(details))
    return new Complaint([`troupe: the answer is too long: ${details}`], exitCodes.found);
  return new Complaint([`troupe: ${details}`], exitCodes.found);
};
