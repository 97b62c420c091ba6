/**
 * The launcher process: runs what the daemon asks for, and ends with it. When the channel closes, programs that still run
 * are ended with their groups; monitors that have answered are on their own by then.
 */
import { failureOf } from '../../machines/failure.ts';
import { inProcess } from './in-process.ts';
import type { Answer, Call, Request } from './protocol.ts';

const open = new Map<number, AbortController>();

const perform = ({ kind, input }: Call, signal: AbortSignal) =>
  kind === 'tool' ? inProcess.runTool({ ...input, signal }) : inProcess.runMonitor(input, signal);

const answer = async (id: number, call: Call): Promise<void> => {
  const stop = new AbortController();
  open.set(id, stop);
  const outcome: Answer['outcome'] = await perform(call, stop.signal).then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, failure: failureOf(error) }),
  );
  open.delete(id);
  if (process.connected) process.send?.({ id, outcome } satisfies Answer);
  else if (open.size === 0) process.exit(0);
};

process.on('message', (request: Request) => {
  if (request.type === 'call') void answer(request.id, request.call);
  else open.get(request.id)?.abort();
});
process.on('disconnect', () => {
  if (open.size === 0) process.exit(0);
  for (const stop of open.values()) stop.abort();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
