/** What is needed of a tracing library: beginning and ending spans. Nothing here waits, and nothing throws. */
import type { RemoteParent } from './traceparent.ts';

/** Ids, names and numbers. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

export interface LiveSpan {
  /** False: it is not sampled, and nothing of it need be told. */
  readonly isRecorded: boolean;
  readonly describe: (attributes: Attributes) => void;
  /** It has to do with the other one, which may be of another trace. */
  readonly link: (other: LiveSpan) => void;
  /** @param error constant text, where it failed. */
  readonly end: (end: { readonly atMs: number; readonly error?: string | undefined }) => void;
}

export interface SpanBegun {
  readonly name: string;
  readonly kind: 'server' | 'internal';
  /** Wall clock. */
  readonly atMs: number;
  readonly attributes: Attributes;
}

export interface SpanMaker {
  /** A request's: the root here, perhaps not of its trace. */
  readonly root: (span: SpanBegun, parent: RemoteParent | undefined) => LiveSpan;
  readonly child: (span: SpanBegun, parent: LiveSpan, links: readonly LiveSpan[]) => LiveSpan;
}
