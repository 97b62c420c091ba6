/** What a simulated program has: its words, its files, its streams. */
import type { Input } from './input.ts';

export interface User {
  readonly uid: number;
  readonly gid: number;
  /** The gid is among them. */
  readonly groups: readonly number[];
}

export interface Machine {
  readonly hostname: string;
  readonly env: Map<string, string>;
  /** Contents by absolute path, of one container. */
  readonly files: Map<string, string>;
  readonly user: User;
  /** Nothing can be written to its root file system. */
  readonly isReadOnly: boolean;
  /** In bytes; 0: none. */
  readonly memoryLimit: number;
  /** The kernel ends the container's first process for memory. */
  readonly runOutOfMemory: () => void;
}

export interface Streams {
  readonly stdin: Input;
  readonly stdout: (text: string | Buffer) => Promise<void>;
  readonly stderr: (text: string | Buffer) => Promise<void>;
  readonly isTerminal: boolean;
}

export interface Running {
  readonly machine: Machine;
  readonly streams: Streams;
  /** Its reason is thrown by whatever waits. */
  readonly signal: AbortSignal;
  /** What becomes of a command that nobody knows: a container's own runs, an exec's is not there. */
  readonly unknown: 'runs' | 'isMissing';
  /** The little shell, for who has a script. */
  readonly runScript: (script: string, running: Running) => Promise<number>;
  /** Reads commands until there are no more. */
  readonly readScript: (running: Running) => Promise<number>;
}

/** @returns the exit code. */
export type Program = (args: readonly string[], running: Running) => Promise<number>;

/** Never before the signal. */
export const forever = ({ signal }: Pick<Running, 'signal'>): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
