/** Pseudo-terminals and pipes of exec sessions. Source: pty(7), ioctl_tty(2), pipe(7), runc's docs/terminals.md. */
import { EventEmitter } from 'node:events';
import type { FailureError } from '../machines/failure.ts';
import { callNow, checkTexts, failureOfCall } from './addon.ts';

export interface ConsoleSocketPlace {
  readonly dir: string;
  /** Below `dir`; an existing one is EADDRINUSE. It stays when the socket is closed. */
  readonly name: string;
}

/** A socket that waits for an OCI runtime to hand over the master of a terminal (`--console-socket`). */
export interface ConsoleSocket {
  /** Rejects with SyscallFailed; ENOMSG where something else than a terminal was sent. After `close` it never settles. */
  readonly terminal: Promise<TerminalPort>;
  readonly close: () => void;
}

export const listenForTerminal = ({ dir, name }: ConsoleSocketPlace): ConsoleSocket => {
  checkTexts('bind', dir, name);
  const { promise, resolve, reject } = Promise.withResolvers<TerminalPort>();
  const socket = callNow(
    ({ ConsoleSocket: Native }: TerminalCalls) =>
      new Native(dir, name, {
        onTerminal: (fd) => {
          try {
            resolve(new TerminalPort(fd));
          } catch (error) {
            reject(error);
          }
        },
        onError: (error) => reject(failureOfCall(error)),
      }),
  );
  promise.catch(() => undefined); // who does not wait for it does not want to hear of it
  return { terminal: promise, close: () => socket.close() };
};

interface TerminalEvents {
  data: [data: Buffer];
  end: [];
  error: [failure: FailureError];
  drain: [];
}

/**
 * The master of a pseudo-terminal. It reads from `resume()` on.
 *
 * - `end`: nobody has the terminal open any more, and all that was written to it has come as `data`.
 * - `drain`: all is written, after a `write` that returned false.
 *
 * Holds a descriptor and the event loop until `close`, which hangs up: its processes get SIGHUP.
 */
export class TerminalPort extends EventEmitter<TerminalEvents> {
  readonly #port: NativeTerminal;
  readonly #queue: Buffer[] = [];
  #isClosed = false;

  constructor(fd: number) {
    super();
    this.#port = callNow(
      ({ Terminal }: TerminalCalls) =>
        new Terminal(fd, {
          onData: (data) => this.emit('data', data),
          onEnd: () => this.emit('end'),
          onError: (error) => this.emit('error', failureOfCall(error)),
          onWritable: () => this.#writeQueued() && this.emit('drain'),
        }),
    );
  }

  /** @returns false where bytes are waiting: write more after `drain`. Nothing is refused; a terminal that is gone drops it. */
  write(data: Buffer): boolean {
    if (this.#isClosed) return true;
    this.#queue.push(data);
    return this.#queue.length > 1 ? false : this.#writeQueued();
  }

  /** Each 0 to 65535. Its foreground processes get SIGWINCH where that is a change. */
  resize(size: { readonly columns: number; readonly rows: number }): void {
    if (!this.#isClosed) callNow(() => this.#port.resize(size.columns, size.rows));
  }

  pause(): void {
    if (!this.#isClosed) this.#port.read(false);
  }

  resume(): void {
    if (!this.#isClosed) this.#port.read(true);
  }

  close(): void {
    this.#isClosed = true;
    this.#queue.length = 0;
    this.#port.close();
  }

  /** @returns whether all is written. */
  #writeQueued(): boolean {
    try {
      for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
        const written = this.#port.write(first);
        if (written < first.length) {
          this.#queue[0] = first.subarray(written);
          return false;
        }
        this.#queue.shift();
      }
    } catch (error) {
      this.#queue.length = 0;
      const failure = failureOfCall(error);
      if (failure.details.code !== 'EIO') this.emit('error', failure);
    }
    return true;
  }
}

/** Two descriptors, close-on-exec. Unlike Node's own, a child can open it anew as /dev/stdout or /dev/stderr. */
export const makePipe = (): { readonly readFd: number; readonly writeFd: number } => {
  const [readFd, writeFd] = callNow((addon: TerminalCalls) => addon.makePipe());
  return { readFd, writeFd };
};

interface NativeTerminal {
  read(isOn: boolean): void;
  write(data: Buffer): number;
  resize(columns: number, rows: number): void;
  close(): void;
}
interface TerminalCalls {
  readonly ConsoleSocket: new (
    dir: string,
    name: string,
    listeners: { onTerminal: (fd: number) => void; onError: (error: Error) => void },
  ) => { close(): void };
  readonly Terminal: new (
    fd: number,
    listeners: {
      onData: (data: Buffer) => void;
      onEnd: () => void;
      onError: (error: Error) => void;
      onWritable: () => void;
    },
  ) => NativeTerminal;
  makePipe(): [number, number];
}
