/**
 * The start gate of a created runc container, opened without running `runc start`.
 *
 * runc's init opens `exec.fifo` of the container's state directory for writing, which blocks until there is a reader, writes a
 * byte and executes the container's program. That the file is gone is what makes the container `running`. `runc start` reads
 * the byte and removes the file, no more: poststart hooks run in runc's create. Source: libcontainer, `Container.exec` and
 * standard_init_linux.go, the same in runc 1.1 to 1.5.
 */
import { constants, open } from 'node:fs';
import { readFile, unlink } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FailureError } from '../../machines/failure.ts';
import type { TaskIdentity } from '../../machines/services/tasks.ts';
import type { Processes } from '../processes.ts';
import { withinLimit } from '../tool.ts';
import { exists } from './files.ts';
import { stateDirOf } from './runtime.ts';
import type { Gate, RuntimeHandler } from './scene.ts';

export interface GateToOpen {
  readonly fifo: string;
  readonly identity: TaskIdentity;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Opens the gate.
 * @returns false when it did nothing, as this is not provably a created runc container: ask the runtime then.
 * @throws FailureError RuntimeFailed {message, command} when init ended at the gate or does not come to it; Cancelled
 */
export const openGate = async (processes: Processes, gate: GateToOpen): Promise<boolean> => {
  const { pid, startTicks } = gate.identity;
  const init = processes.openProcess(pid, startTicks);
  if (init === undefined) return false;
  try {
    if (!(await isAtGate(pid))) return false;
    // non-blocking: a blocking open would hold a thread of the pool for ever when init is dead
    const fd = await openFile(gate.fifo, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
    if (fd === undefined) return false;
    const reader = new Socket({ fd, readable: true, writable: false });
    try {
      const byte = hasByte(reader);
      const ended = new Promise<void>((resolve) => init.onExit(resolve));
      const end = ended.then(() => withinLimit(byte, lateByteMs, never)); // it may have come just before
      const outcome = await withinLimit(Promise.race([byte, end]), gate.limitMs, gate.signal);
      if (outcome === 'aborted') throw new FailureError('Cancelled');
      if (outcome !== true)
        throw new FailureError('RuntimeFailed', {
          message: 'the container ended before it was started',
          command: 'start',
        });
      await unlink(gate.fifo);
      return true;
    } finally {
      reader.destroy();
    }
  } finally {
    init.close();
  }
};

/** Whether this process is runc's init, before it executes the container's program. */
export const isAtGate = async (pid: number): Promise<boolean> => {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim() === 'runc:[2:INIT]';
};

export const fifoOf = (handler: RuntimeHandler, taskId: string): string =>
  join(stateDirOf(handler, taskId), 'exec.fifo');

/** How the first process of a created task waits. */
export const gateOf = async (handler: RuntimeHandler, taskId: string, pid: number): Promise<Gate> =>
  (await isAtGate(pid)) && (await exists(fifoOf(handler, taskId))) ? 'runc' : 'other';

const openFile = promisify(open);
const never = new AbortController().signal;
const lateByteMs = 100;

/** Settles with true at the first byte; with false when the writer closed without one. */
const hasByte = (reader: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    reader
      .once('data', () => resolve(true))
      .once('end', () => resolve(false))
      .once('error', () => resolve(false));
  });
