/** How loud the log line of an RPC that failed is. */
import type { FailureCode } from '../machines/failure.ts';

/**
 * @param logsAt what an answer of this RPC is worth.
 * @returns `warn` but for bugs of ours, and for what clients ask for every day: a kubelet asks for the status of each
 * container that it has removed, probes containers that end just then, and calls on while the daemon starts and stops.
 */
export const levelOf = (code: FailureCode, logsAt: 'info' | 'debug'): 'error' | 'warn' | 'debug' => {
  if (code === 'Unexpected') return 'error';
  if (ofEveryday.has(code)) return 'debug';
  return logsAt === 'debug' && ofLooks.has(code) ? 'debug' : 'warn';
};

const ofEveryday: ReadonlySet<FailureCode> = new Set(['NotImplemented', 'Cancelled', 'Recovering', 'Draining']);
/** Where nothing was to change: how the world is, not what went wrong. An exec that changes nothing of a life is a look. */
const ofLooks: ReadonlySet<FailureCode> = new Set([
  'SandboxNotFound',
  'ContainerNotFound',
  'ContainerWrongState',
  'ExecNotStarted',
  'ExecTimedOut',
]);
