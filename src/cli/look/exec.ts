/** `troupe exec`: a command in a running container, at this terminal. */
import type { ConnectionOptions } from 'node:tls';
import type { CriClient } from '../../cri/client.ts';
import { Complaint } from '../complain.ts';
import { answerMs } from './cri.ts';
import { runRemoteCommand, type Terminal } from './remote-command.ts';
import { findContainer } from './select.ts';
import { readContainers } from './things.ts';

export interface ExecOptions {
  readonly isInteractive: boolean;
  readonly isTerminal: boolean;
  /** Undefined: for as long as it takes. */
  readonly timeoutMs: number | undefined;
}

export interface ExecDesk {
  readonly stdin: NodeJS.ReadStream;
  readonly write: (stream: 'stdout' | 'stderr', bytes: Buffer) => Promise<void>;
  /** Calls with the terminal's size now and at every change; returns what ends that. Undefined: there is no terminal. */
  readonly onSize: ((tell: (size: Terminal) => void) => () => void) | undefined;
  /** Certificates for a server at this URL. */
  readonly tlsFor: (url: string) => Promise<ConnectionOptions>;
  readonly signal: AbortSignal;
}

/** As timeout(1) has it. */
const timedOut = 124;

/** @returns the command's exit code; 124 where it took too long, 126 where it could not be started. */
export const exec = async (
  cri: CriClient,
  {
    name,
    command,
    isInteractive,
    isTerminal,
    timeoutMs,
  }: ExecOptions & { readonly name: string; readonly command: readonly string[] },
  desk: ExecDesk,
): Promise<number> => {
  const hasTerminal = isTerminal && isInteractive;
  if (hasTerminal && desk.stdin.isTTY !== true) throw new Complaint(['troupe: -t needs a terminal, and stdin is none']);
  const found = findContainer(await readContainers(cri), name, { prefersRunning: true });
  if (found.state !== 'running') throw new Complaint([`troupe: ${name} is ${found.state}, not running`]);
  const { url } = await cri.runtime.exec(
    {
      containerId: found.id,
      cmd: [...command],
      tty: isTerminal,
      stdin: isInteractive,
      stdout: true,
      stderr: !isTerminal, // a terminal has one output
    },
    { timeoutMs: answerMs },
  );
  const late = new AbortController();
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => late.abort(), timeoutMs);
  const restore = hasTerminal ? takeTerminal(desk.stdin) : () => {};
  try {
    return await runRemoteCommand({
      url: url.replace(/^http/, 'ws'),
      tls: await desk.tlsFor(url),
      stdin: isInteractive ? desk.stdin : undefined,
      write: desk.write,
      onSize: isTerminal ? desk.onSize : undefined,
      signal: AbortSignal.any([desk.signal, late.signal]),
    });
  } catch (error) {
    if (!late.signal.aborted) throw error;
    throw new Complaint(
      [`troupe: no end within ${(timeoutMs ?? 0) / 1000} s; the command goes on in the container`],
      timedOut,
    );
  } finally {
    clearTimeout(timer);
    restore();
  }
};

/** Keys go to the command as they are, Ctrl-C too; given back also where the process just ends. */
const takeTerminal = (stdin: NodeJS.ReadStream): (() => void) => {
  const restore = () => void stdin.setRawMode(false);
  process.once('exit', restore);
  stdin.setRawMode(true);
  return () => {
    process.off('exit', restore);
    restore();
  };
};
