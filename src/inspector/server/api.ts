/**
 * What the page's server asks of whoever has the records: functions that the command hands in (`src/cli/inspect/`), for the
 * inspector knows neither daemons nor simulations. Parameters are checked for their form here (`query.ts`), and for their
 * meaning by who answers, with {@link Refusal}s.
 */
import type { SourceAbout } from '../stream.ts';

/** A moment of a source, as links name it. */
export interface MomentAsked {
  readonly source: string;
  /** From 1. */
  readonly run: number;
  readonly q: number;
}

export interface SourceMade {
  /** Id of the new source, which is among {@link Api.sources} from now on. */
  readonly source: string;
}

/** Playing what is, what was and what might have been. Answers are JSON. */
export interface Playing {
  /** What each event would do to an actor there, with its guards. */
  readonly accepts: (ask: MomentAsked & { readonly actor: string }, signal: AbortSignal) => Promise<object>;
  /** A source that goes another way from a moment on. `changes`: in the words of the player, at least one. */
  readonly whatIf: (
    ask: MomentAsked & { readonly changes: readonly string[] },
    signal: AbortSignal,
  ) => Promise<SourceMade>;
  /** A counter-example, played without these of its deviations. */
  readonly deviation: (
    ask: { readonly source: string; readonly off: readonly number[] },
    signal: AbortSignal,
  ) => Promise<SourceMade>;
  readonly scenarios: (signal: AbortSignal) => Promise<object>;
  /** A scenario, played up to where `choices` ends. */
  readonly sim: (
    ask: { readonly scenario: string; readonly choices: readonly string[] },
    signal: AbortSignal,
  ) => Promise<SourceMade & object>;
}

export interface Api {
  readonly sources: () => Promise<readonly SourceAbout[]>;
  /**
   * Lines of a source, NDJSON, from its beginning: chunks of any length. Ends with the source; on the signal, soon.
   * @throws Refusal 404, before the first chunk.
   */
  readonly stream: (source: string, signal: AbortSignal) => AsyncIterable<string | Uint8Array>;
  /** Undefined: nothing can be played here. */
  readonly playing?: Playing;
}

/** Said to the page with its status, in words for people. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 404 | 409 | 501;

  constructor(status: 400 | 404 | 409 | 501, message: string) {
    super(message);
    this.status = status;
  }
}
