import type { ExecSyncRequest, ExecSyncResponse } from '../../../proto/generated/api.ts';
import type { Draft, ExecContainer } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { each, invalid, named, secondsToMs, text } from '../validate.ts';

/**
 * Runs a command in a container and waits for its end. An exit code other than 0 is an answer, not an error; a command
 * over its time is DeadlineExceeded. Output that does not fit into a message is dropped in silence (CRI).
 */
export const execSync: Rpc<ExecSyncRequest, ExecSyncResponse> = asking({
  logsAt: 'debug', // probes: many, and no life changes
  command: (request, { ids }): Draft<ExecContainer> => {
    const containerId = named(request.containerId, 'container_id');
    if (request.cmd.length === 0 || request.cmd[0] === '') throw invalid('cmd', 'is empty');
    each(request.cmd, 'cmd', (argument, field) => text(argument, field, 131_072));
    const timeoutMs = secondsToMs(request.timeout, 'timeout');
    return { type: 'container.exec', containerId, execId: ids.execId(), command: request.cmd, timeoutMs };
  },
  response: ({ exitCode, stdoutKey, stderrKey }, { sideband }, { maxResponseBytes }) => ({
    exitCode,
    ...fitting(
      { stdout: sideband.take(stdoutKey) ?? empty, stderr: sideband.take(stderrKey) ?? empty },
      maxResponseBytes - overheadBytes,
    ),
  }),
});

const empty = Buffer.alloc(0);
/** Tags, lengths and the exit code take less than this. */
const overheadBytes = 64;

interface Output {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Where both do not fit, standard error keeps at least half: it says why. */
const fitting = ({ stdout, stderr }: Output, limitBytes: number): Output => {
  const stderrKept = stderr.subarray(0, Math.max(limitBytes - stdout.byteLength, Math.floor(limitBytes / 2)));
  return { stdout: stdout.subarray(0, limitBytes - stderrKept.byteLength), stderr: stderrKept };
};
