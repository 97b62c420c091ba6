/**
 * What the commands see of a running daemon. `daemon.ts` makes one; `serve` and `demo` are written against this face,
 * and so can be tested without one.
 */
import type { Logger } from 'pino';
import type { CurrentConfig } from '../config/current.ts';
import type { Config } from '../config/schema.ts';
import type { ShownContainer } from '../invariants/machine.ts';
import type { TreeNode } from '../journal/tree.ts';
import type { LedgerRow } from '../store/records.ts';
import type { ViewerSink } from './daemon/viewers.ts';

/** An actor went from one state of its chart to another. */
export interface Transition {
  /** The actor's own name, unique while it lives. */
  readonly actor: string;
  readonly kind:
    | 'supervisor'
    | 'sandbox'
    | 'container'
    | 'exec'
    | 'execSession'
    | 'attachSession'
    | 'portForward'
    | 'pull';
  /** Sandbox, container, exec or pull id; empty for the supervisor. */
  readonly id: string;
  /** Chart states, dotted; parallel regions are joined with ` + `. Empty before the first state. */
  readonly from: string;
  readonly to: string;
  /** Type of the message that caused it. */
  readonly event: string;
  /** Wall clock. */
  readonly atMs: number;
}

export interface Daemon {
  /** Where the CRI is served. */
  readonly socketPath: string;
  /** Tells of every transition from now on; the function that it returns ends that. */
  readonly onTransition: (listener: (transition: Transition) => void) => () => void;
  /** Puts every image of an OCI archive or docker archive into the store. */
  readonly importImage: (file: string) => Promise<readonly ImportedImage[]>;
  /** Whom the store knows, and what will have to be undone. */
  readonly known: () => {
    readonly owners: readonly string[];
    readonly ledger: readonly LedgerRow[];
    /** Containers as they are shown, with their processes. */
    readonly shown?: readonly ShownContainer[] | undefined;
    /** The daemon's own. */
    readonly pid?: number | undefined;
  };
  /** Who is there: every actor, with what it waits for. */
  readonly actors: () => readonly TreeNode[];
  /**
   * Tells a viewer what happens, from now on: the journal's lines, after who is there.
   * @throws FailureError RequestInvalid {field, reason} where there is no journal, or too many watch
   */
  readonly inspect?: ((sink: ViewerSink) => void) | undefined;
  /** Settles when the store and the supervisor's mailbox have answered; rejects where one does not. */
  readonly prove: () => Promise<void>;
  /** The journal as a file: from its beginning on until `stop`; or as it is. */
  readonly record?: Recording | undefined;
  /** For people: `3 pods, 5 of 7 containers run`. */
  readonly status: () => string;
  /**
   * Answers what is being asked, then stops serving. Containers stay and are found again at the next start; with
   * `removeAll`, every pod, container and image is removed first.
   */
  readonly stop: (options?: { readonly removeAll?: boolean }) => Promise<void>;
}

export interface Recording {
  readonly start: (file: string) => Promise<{ readonly file: string }>;
  readonly stop: () => Promise<{ readonly file: string }>;
  readonly snap: (file: string) => Promise<{ readonly file: string }>;
}

export interface ImportedImage {
  readonly imageId: string;
  readonly repoTags: readonly string[];
}

/**
 * Starts everything and serves; settles once requests are answered.
 *
 * @throws FailureError what keeps it from starting; nothing is left behind then.
 */
export type StartDaemon = (config: Config, log: Logger, current?: CurrentConfig) => Promise<Daemon>;
