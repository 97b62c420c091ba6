/**
 * The children of the launcher process. Those that it started are libuv's to reap; those that became its children when
 * their own parent ended (monitors, commands of execs, what these left behind) are reaped here, as an init would.
 */
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { adoptOrphans, deadChild, reapChild } from '../../native.ts';

/** An orphan that is not here yet, or whose pid is not known yet. */
export interface Expected {
  /** Its exit code, 128 + signal for a signal; also where it has died already. To be called once. */
  readonly exitOf: (pid: number) => Promise<number>;
  /** Nobody waits for it any more. */
  readonly forget: () => void;
}
export interface Children {
  /** Remembers from now on who dies, until it is told whose death was meant. */
  readonly expect: () => Expected;
}

/** Makes this process the parent of its descendants' orphans. Once in a process. @throws FailureError SyscallFailed */
export const adoptChildren = (): Children => {
  const own = new Set<ChildProcess>();
  const witnesses = new Set<(pid: number, exitCode: number) => void>();
  let isBehind = false;
  const isOwn = (pid: number): boolean => {
    for (const child of own) if (child.pid === pid) return true;
    return false;
  };

  /** A dead child of libuv's hides those behind it until libuv has seen it: later in this turn, or in the next. */
  const reap = (): void => {
    for (let pid = deadChild(); pid !== undefined; pid = deadChild()) {
      if (isOwn(pid)) {
        if (isBehind) return;
        isBehind = true;
        setImmediate(() => {
          isBehind = false;
          reap();
        });
        return;
      }
      const exitCode = reapChild(pid);
      if (exitCode === undefined) return;
      for (const witness of witnesses) witness(pid, exitCode);
    }
  };
  // Node tells of every child before it starts it
  subscribe('child_process', (message) => {
    const { process: child } = message as { readonly process: ChildProcess };
    own.add(child);
    child.once('exit', () => own.delete(child)).once('error', () => child.pid === undefined && own.delete(child));
  });
  process.on('SIGCHLD', reap);
  adoptOrphans();

  return {
    expect: () => {
      const seen = new Map<number, number>();
      let tell = (pid: number, exitCode: number): void => void seen.set(pid, exitCode);
      const witness = (pid: number, exitCode: number) => tell(pid, exitCode);
      witnesses.add(witness);
      return {
        exitOf: async (expected) => {
          const exitCode = seen.get(expected);
          seen.clear();
          if (exitCode !== undefined) return exitCode;
          return new Promise((resolve) => {
            tell = (pid, code) => pid === expected && resolve(code);
          });
        },
        forget: () => void witnesses.delete(witness),
      };
    },
  };
};
