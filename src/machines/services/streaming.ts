/** Contracts of streaming sessions (`actors/streaming`). */
import type { Failure } from '../failure.ts';
import type { TaskIdentity, TaskRef } from './tasks.ts';

/** A command with the streams of a client, which are in a table under `streamsKey`. */
export interface RunExecInput extends TaskRef {
  readonly execId: string;
  readonly bundleDir: string;
  readonly identity: TaskIdentity;
  readonly command: readonly string[];
  readonly isTerminal: boolean;
  readonly streamsKey: string;
}
/** In this order, each at most once; `exec.failed` instead of any, and then no more. */
export type ExecFact =
  | { readonly type: 'exec.started' }
  /** 128 + signal for a signal. */
  | { readonly type: 'exec.exited'; readonly exitCode: number }
  /** All its output is with the client, or nobody waits for it any more. */
  | { readonly type: 'exec.drained' }
  | { readonly type: 'exec.failed'; readonly failure: Failure };

export interface AttachTaskInput extends TaskRef {
  readonly bundleDir: string;
  readonly isTerminal: boolean;
  readonly writesStdin: boolean;
  readonly closesStdinOnce: boolean;
  readonly streamsKey: string;
}
/** In this order, each at most once; `attach.failed` instead of any, and then no more. */
export type AttachFact =
  | { readonly type: 'attach.attached' }
  /** The container's output has ended, and the client has all of it. */
  | { readonly type: 'attach.ended' }
  | { readonly type: 'attach.failed'; readonly failure: Failure };

export interface ForwardPortsInput {
  readonly sandboxId: string;
  /** Absent with the node's network. */
  readonly netnsPath?: string | undefined;
  readonly streamsKey: string;
}
export type ForwardFact =
  | { readonly type: 'forward.opened'; readonly port: number }
  | { readonly type: 'forward.closed'; readonly port: number }
  | { readonly type: 'forward.failed'; readonly failure: Failure };
