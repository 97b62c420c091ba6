/**
 * The launcher process: runs what the daemon asks for, and ends with it. When the channel closes, programs that still run
 * are ended with their groups, and commands of execs as they wished; monitors that have answered are on their own by then.
 */
import { existsSync } from 'node:fs';
import { failureOf } from '../../machines/failure.ts';
import * as native from '../../native.ts';
import { runMonitor } from '../tasks/run-monitor.ts';
import { runTool } from '../tool.ts';
import { adoptChildren } from './children.ts';
import type { Answer, Call, Request, Started } from './protocol.ts';
import { runExec } from './run-exec.ts';
import { noSealedPrograms, openSealedPrograms } from './sealed-programs.ts';

interface Open {
  readonly stop: AbortController;
  /** It goes on when the daemon ends. */
  isFree: boolean;
}
const open = new Map<number, Open>();
// With SELinux a program's label says what it may do, and a copy in memory has another.
const programs = existsSync('/sys/fs/selinux/enforce') ? noSealedPrograms : openSealedPrograms();
const exec = runExec({ children: adoptChildren(), programs, processes: native, daemonPid: process.ppid });

const perform = (id: number, { kind, input }: Call, one: Open) => {
  const { signal } = one.stop;
  if (kind === 'tool') return runTool({ ...input, signal });
  if (kind === 'monitor') return runMonitor(input, signal);
  return exec(input, signal, (pid) => {
    one.isFree = !input.endsWithDaemon;
    say({ type: 'started', id, pid });
  });
};

const say = (message: Answer | Started): void => {
  if (process.connected) process.send?.(message);
};

const answer = async (id: number, call: Call): Promise<void> => {
  const one = { stop: new AbortController(), isFree: false };
  open.set(id, one);
  const outcome: Answer['outcome'] = await perform(id, call, one).then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, failure: failureOf(error) }),
  );
  open.delete(id);
  say({ type: 'answer', id, outcome });
  endIfAlone();
};

const endIfAlone = (): void => {
  if (!process.connected && [...open.values()].every(({ isFree }) => isFree)) process.exit(0);
};

process.on('message', (request: Request) => {
  if (request.type === 'call') void answer(request.id, request.call);
  else open.get(request.id)?.stop.abort();
});
process.on('disconnect', () => {
  for (const { stop, isFree } of open.values()) if (!isFree) stop.abort();
  endIfAlone();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
