/** `troupe logs`: what a container wrote, to where it wrote it. */
import type { FileHandle } from 'node:fs/promises';
import type { CriClient } from '../../cri/client.ts';
import { FailureError } from '../../machines/failure.ts';
import { Complaint } from '../complain.ts';
import { answerMs, isServiceError } from './cri.ts';
import { followFile } from './follow-file.ts';
import { entryReader, type LogEntry } from './log-entries.ts';
import { tailOffset } from './log-tail.ts';
import { findContainer } from './select.ts';
import { readContainers } from './things.ts';

export interface LogsOptions {
  readonly isFollowing: boolean;
  /** The last lines only. */
  readonly tail: number | undefined;
  /** What was written at that time or later, ms since 1970. */
  readonly sinceMs: number | undefined;
  readonly hasTimestamps: boolean;
  /** Of the attempt before the last. */
  readonly isPrevious: boolean;
}

export interface LogsDesk {
  /** Settles when there is room for more. */
  readonly write: (stream: LogEntry['stream'], bytes: Buffer) => Promise<void>;
  readonly signal: AbortSignal;
}

export const logs = async (cri: CriClient, name: string, options: LogsOptions, desk: LogsDesk): Promise<void> => {
  const { id } = findContainer(await readContainers(cri), name, { isPrevious: options.isPrevious });
  const { status } = await cri.runtime.containerStatus({ containerId: id, verbose: false }, { timeoutMs: answerMs });
  const file = status?.logPath ?? '';
  if (file === '') throw new Complaint([`troupe: ${name} has no log: its pod has no log directory`]);
  const pieces: { stream: LogEntry['stream']; bytes: Buffer }[] = [];
  const reader = entryReader(printerOf(options, (stream, bytes) => pieces.push({ stream, bytes })));
  await followFile({
    file,
    beginAt: async (handle: FileHandle) => (options.tail === undefined ? 0 : tailOffset(handle, options.tail)),
    take: async (bytes) => {
      reader.take(bytes);
      for (const { stream, bytes: all } of joined(pieces.splice(0))) await desk.write(stream, all);
    },
    onNewFile: () => reader.reset(),
    ...(options.isFollowing ? { isOver: () => hasEnded(cri, id) } : {}),
    signal: desk.signal,
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.syscall === undefined) throw cause;
    if (cause.code === 'ENOENT' && status?.startedAt === '0') return; // it has not written anything yet
    throw new FailureError('SyscallFailed', { syscall: cause.syscall, path: file, code: cause.code ?? '' }, { cause });
  });
};

/** It and its log may have been removed meanwhile: what was open is read to its end. */
const hasEnded = async ({ runtime }: CriClient, containerId: string): Promise<boolean> => {
  try {
    const { status } = await runtime.containerStatus({ containerId, verbose: false }, { timeoutMs: answerMs });
    return status?.state === exited;
  } catch (error) {
    if (isServiceError(error)) return error.code === notFound ? true : unlessAway(error.code);
    throw error;
  }
};
const exited = 2;
const notFound = 5;
const unavailable = 14;

/** A daemon that restarts does not end anything: the container goes on, and so does its log. */
const unlessAway = (code: number): boolean => {
  if (code === unavailable) return false;
  throw new Complaint(['troupe: the daemon does not tell whether the container still runs']);
};

/** Entries as they are shown: parts of a line one after the other, a time only before its first. */
const printerOf = (
  { sinceMs, hasTimestamps }: LogsOptions,
  put: (stream: LogEntry['stream'], bytes: Buffer) => void,
) => {
  const isWithin = { stdout: false, stderr: false };
  let isLate = sinceMs === undefined;
  return ({ time, stream, isLast, content }: LogEntry): void => {
    isLate ||= Date.parse(time) >= (sinceMs ?? 0);
    if (!isLate) return;
    if (hasTimestamps && !isWithin[stream]) put(stream, Buffer.from(`${time} `));
    put(stream, content);
    if (isLast) put(stream, lineBreak);
    isWithin[stream] = !isLast;
  };
};
const lineBreak = Buffer.from('\n');

/** Few large writes: neighbours for the same stream together. */
const joined = (pieces: readonly { readonly stream: LogEntry['stream']; readonly bytes: Buffer }[]) => {
  const runs: { stream: LogEntry['stream']; parts: Buffer[] }[] = [];
  for (const { stream, bytes } of pieces) {
    const last = runs.at(-1);
    if (last?.stream === stream) last.parts.push(bytes);
    else runs.push({ stream, parts: [bytes] });
  }
  return runs.map(({ stream, parts }) => ({ stream, bytes: Buffer.concat(parts) }));
};
