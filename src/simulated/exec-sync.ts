/** A command whose output is kept for who asked. */
import type { Sideband } from '../actors/sideband.ts';
import { FailureError } from '../machines/failure.ts';
import type { ExecEnded, ExecTaskInput } from '../machines/services/tasks.ts';
import { noInput } from './programs/input.ts';
import { Killed, type Tasks } from './tasks.ts';

/** CRI: what ExecSync keeps of each output. */
const maxBytes = 16 * 1024 * 1024;

/** @throws FailureError ExecTimedOut {timeoutMs} */
export const execute = async (
  { tasks, sideband }: { readonly tasks: Tasks; readonly sideband: Sideband },
  { taskId, command, timeoutMs }: ExecTaskInput,
  signal: AbortSignal,
): Promise<ExecEnded> => {
  const [stdout, stderr] = [collector(), collector()];
  const limit = new AbortController();
  const late = new Killed(137);
  const timer = timeoutMs > 0 ? setTimeout(() => limit.abort(late), timeoutMs) : undefined;
  try {
    const streams = { stdin: noInput(), stdout: stdout.write, stderr: stderr.write, isTerminal: false };
    const exitCode = await tasks.exec(taskId, command, streams, AbortSignal.any([signal, limit.signal]));
    if (limit.signal.aborted) throw new FailureError('ExecTimedOut', { timeoutMs });
    return { exitCode, stdoutKey: sideband.keep(stdout.bytes()), stderrKey: sideband.keep(stderr.bytes()) };
  } finally {
    clearTimeout(timer);
  }
};

const collector = () => {
  const chunks: Buffer[] = [];
  let length = 0;
  return {
    write: async (text: string | Buffer) => {
      const chunk = Buffer.from(text).subarray(0, maxBytes - length);
      length += chunk.length;
      if (chunk.length > 0) chunks.push(chunk);
    },
    bytes: () => Buffer.concat(chunks),
  };
};
