/** What the daemon and its launcher process say to each other, over Node's IPC channel. */
import type { Failure } from '../../machines/failure.ts';
import type { MonitorAnswer, MonitorRun } from '../tasks/run-monitor.ts';
import type { ToolEnded, ToolInput } from '../tool.ts';
import type { ExecEnded, ExecRun } from './run-exec.ts';

export type Call =
  | { readonly kind: 'tool'; readonly input: Omit<ToolInput, 'signal'> }
  | { readonly kind: 'monitor'; readonly input: MonitorRun }
  | { readonly kind: 'exec'; readonly input: ExecRun };

export type Request =
  | { readonly type: 'call'; readonly id: number; readonly call: Call }
  | { readonly type: 'abort'; readonly id: number };

/** Of an exec, before its answer: its command runs, with this pid. */
export interface Started {
  readonly type: 'started';
  readonly id: number;
  readonly pid: number;
}
/** Once for each call. */
export interface Answer {
  readonly type: 'answer';
  readonly id: number;
  readonly outcome:
    | { readonly ok: true; readonly value: ToolEnded | MonitorAnswer | ExecEnded }
    | { readonly ok: false; readonly failure: Failure };
}
