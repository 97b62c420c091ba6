/** What the daemon and its launcher process say to each other, over Node's IPC channel. */
import type { Failure } from '../../machines/failure.ts';
import type { MonitorAnswer, MonitorRun } from '../tasks/run-monitor.ts';
import type { ToolEnded, ToolInput } from '../tool.ts';

export type Call =
  | { readonly kind: 'tool'; readonly input: Omit<ToolInput, 'signal'> }
  | { readonly kind: 'monitor'; readonly input: MonitorRun };

export type Request =
  | { readonly type: 'call'; readonly id: number; readonly call: Call }
  | { readonly type: 'abort'; readonly id: number };

/** Once for each call. */
export interface Answer {
  readonly id: number;
  readonly outcome:
    | { readonly ok: true; readonly value: ToolEnded | MonitorAnswer }
    | { readonly ok: false; readonly failure: Failure };
}
