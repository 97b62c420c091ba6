/** Who was at work when: what the traced daemon writes down and the report reads. Times are wall clock ms with fractions, the same in all processes. */

export interface Span {
  readonly kind: 'service' | 'program' | 'store';
  /** Service, program with its first word, or table and call. */
  readonly name: string;
  /** Sandbox, container or pull id; empty where nobody's. */
  readonly owner: string;
  readonly startedAtMs: number;
  readonly elapsedMs: number;
  /** Of a program: how long the event loop stood still while it was forked. */
  readonly forkMs?: number | undefined;
}

/** What the daemon did since it was last asked. */
export interface Traced {
  readonly spans: readonly Span[];
  /** CPU time of the daemon itself, and of its children that ended meanwhile (with their children that they waited for). */
  readonly selfCpuMs: number;
  readonly childrenCpuMs: number;
}

export const wallMs = (): number => performance.timeOrigin + performance.now();
