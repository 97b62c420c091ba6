/** Puts a stopwatch around the daemon's drivers, its store, and every program that it starts. For the traced daemon only. */
import { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Drivers } from '../../src/cli/daemon/drivers-face.ts';
import type { Store } from '../../src/store/records.ts';
import { type Span, type Traced, wallMs } from './spans.ts';

export interface Recorder {
  readonly drivers: (drivers: Drivers) => Drivers;
  readonly store: (store: Store) => Store;
  /** Programs from now on. */
  readonly watchPrograms: () => void;
  readonly take: () => Traced;
}

export const recorder = (): Recorder => {
  let spans: Span[] = [];
  const keep = (span: Span) => void spans.push(span);
  let before = cpuTimes();
  return {
    drivers: (drivers) => ({ ...drivers, services: timedServices(drivers.services, keep) }),
    store: (store) => ({
      records: timedCalls('records', store.records, keep),
      ledger: timedCalls('ledger', store.ledger, keep),
      counts: store.counts,
      close: store.close,
    }),
    watchPrograms: () => watchPrograms(keep),
    take: () => {
      const taken = spans;
      spans = [];
      const now = cpuTimes();
      const traced = {
        spans: taken,
        selfCpuMs: now.selfMs - before.selfMs,
        childrenCpuMs: now.childrenMs - before.childrenMs,
      };
      before = now;
      return traced;
    },
  };
};

type Keep = (span: Span) => void;

const timedServices = (services: Drivers['services'], keep: Keep): Drivers['services'] =>
  Object.fromEntries(
    Object.entries(services).map(([name, service]) => [
      name,
      async (input: unknown, signal: AbortSignal) => {
        const startedAtMs = wallMs();
        try {
          return await (service as (input: unknown, signal: AbortSignal) => Promise<unknown>)(input, signal);
        } finally {
          keep({ kind: 'service', name, owner: ownerOf(input), startedAtMs, elapsedMs: wallMs() - startedAtMs });
        }
      },
    ]),
  ) as Drivers['services'];

const ownerOf = (input: unknown): string => {
  if (typeof input !== 'object' || input === null) return '';
  const fields = input as Readonly<Record<string, unknown>>;
  const id = fields.containerId ?? fields.taskId ?? fields.ownerId ?? fields.sandboxId ?? fields.pullId;
  return typeof id === 'string' ? id : '';
};

const timedCalls = <T extends object>(table: string, calls: T, keep: Keep): T =>
  Object.fromEntries(
    Object.entries(calls as Readonly<Record<string, (...args: unknown[]) => unknown>>).map(([name, call]) => [
      name,
      (...args: unknown[]) => {
        const startedAtMs = wallMs();
        try {
          return call(...args);
        } finally {
          keep({ kind: 'store', name: `${table}.${name}`, owner: '', startedAtMs, elapsedMs: wallMs() - startedAtMs });
        }
      },
    ]),
  ) as T;

/** Node has no public hook that sees both ends of a fork: this one is the bench's own process, so the method is replaced. */
const watchPrograms = (keep: Keep): void => {
  const prototype = ChildProcess.prototype as unknown as { spawn: (options: SpawnOptions) => unknown };
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, options: SpawnOptions) {
    const startedAtMs = wallMs();
    const result = spawn.call(this, options);
    const forkMs = wallMs() - startedAtMs;
    const name = programName(options);
    this.once('exit', () =>
      keep({ kind: 'program', name, owner: '', startedAtMs, elapsedMs: wallMs() - startedAtMs, forkMs }),
    );
    return result;
  };
};

interface SpawnOptions {
  readonly file?: string;
  readonly args?: readonly string[];
  readonly envPairs?: readonly string[];
}

const verbs = new Set(['create', 'start', 'state', 'kill', 'delete', 'exec', 'features']);
const programName = ({ file = '', args = [], envPairs = [] }: SpawnOptions): string => {
  const cni = envPairs.find((pair) => pair.startsWith('CNI_COMMAND='))?.slice('CNI_COMMAND='.length);
  const verb = cni ?? args.find((arg) => verbs.has(arg)) ?? (args.includes('--exec') ? 'exec' : '');
  return `${basename(file)} ${verb}`.trim();
};

/** Source: proc_pid_stat(5), fields 14 to 17, in ticks of 10 ms. */
const cpuTimes = () => {
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
    .slice(11, 15)
    .map(Number);
  return { selfMs: (user + system) * 10, childrenMs: (childUser + childSystem) * 10 };
};
