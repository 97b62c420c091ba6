/** Processes by identity, so that a number that was given to another process is never taken for it. */
import { callNow } from './addon.ts';

export interface ProcessHandle {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: with the pid, the identity of a process until the next boot. */
  readonly startTicks: string;
  /** @returns false where it has exited, reaped or not; signal 0 only asks. */
  signal(signal: number): boolean;
  /** Called once, in a later turn, when all threads of it have ended; soon, where they have. Keeps no event loop alive. */
  onExit(listener: () => void): void;
  /** Releases the descriptor; listeners are not called any more, and signals are EBADF. */
  close(): void;
}

/**
 * Takes hold of a process by its pidfd, which is one descriptor until `close`. Source: pidfd_open(2).
 * @returns undefined where it is gone, a zombie, or (other `startTicks`) another process of that number.
 */
export const openProcess = (pid: number, startTicks?: string): ProcessHandle | undefined => {
  const opened = callNow((addon: ProcessCalls) => addon.Process.open(pid, startTicks));
  return opened === undefined ? undefined : new OpenProcess(pid, opened);
};

/** @returns undefined where it is gone or a zombie. */
export const startTicksOf = (pid: number): string | undefined =>
  callNow((addon: ProcessCalls) => addon.startTicksOf(pid));

class OpenProcess implements ProcessHandle {
  readonly pid: number;
  readonly startTicks: string;
  readonly #process: NativeProcess;
  #listeners: (() => void)[] = [];
  #state: 'open' | 'watched' | 'exited' | 'closed' = 'open';

  constructor(pid: number, process: NativeProcess) {
    this.pid = pid;
    this.startTicks = process.startTicks;
    this.#process = process;
  }

  signal(signal: number): boolean {
    return callNow(() => this.#process.signal(signal));
  }

  onExit(listener: () => void): void {
    if (this.#state === 'closed') return;
    this.#listeners.push(listener);
    if (this.#state === 'exited') queueMicrotask(() => this.#tellExit());
    if (this.#state !== 'open') return;
    callNow(() => this.#process.watch(() => this.#tellExit()));
    this.#state = 'watched';
  }

  close(): void {
    this.#state = 'closed';
    this.#listeners = [];
    this.#process.close();
  }

  #tellExit(): void {
    if (this.#state === 'closed') return;
    this.#state = 'exited';
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

interface NativeProcess {
  readonly startTicks: string;
  signal(signal: number): boolean;
  watch(onExit: () => void): void;
  close(): void;
}
interface ProcessCalls {
  readonly Process: { open(pid: number, startTicks?: string): NativeProcess | undefined };
  startTicksOf(pid: number): string | undefined;
}
