/** What the page is answered where something is played: see `server/api.ts` for who asks, and `src/cli/inspect/play/` for who does it. */

/** What each event would do to an actor, at a moment. */
export interface Accepts {
  readonly actor: string;
  readonly machine: string;
  readonly state: string;
  /** The moment: after this input. */
  readonly q: number;
  /** Accepted ones first. */
  readonly events: readonly EventVerdict[];
}
export interface EventVerdict {
  readonly type: string;
  readonly kind: 'request' | 'fact' | 'service' | 'timer' | 'message';
  /** `none`: no active state handles it. `guard`: one does, and its guard says no. `depends`: on what the message holds. */
  readonly verdict: 'accepted' | 'guard' | 'none' | 'depends';
  /** Dotted paths of the states that it goes to; empty: it stays. */
  readonly to: readonly string[];
  /** Names of what it does. */
  readonly does: readonly string[];
  readonly guards: readonly string[];
  /** Guards were asked about the message of this input. */
  readonly sampleQ?: number | undefined;
}

/** A scenario that can be played. */
export interface SimScenario {
  readonly name: string;
  readonly clients: readonly { readonly name: string; readonly steps: readonly string[] }[];
  /** What may go wrong in it: faults, crashes, cancels, in words. */
  readonly mayGoWrong: readonly string[];
  /** Of a broken twin: what is wrong with it. */
  readonly breaks?: string | undefined;
}

/** Who does what to whom. */
export interface SimDeed {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly isDefault: boolean;
}
export interface SimAnswer {
  /** Its records, up to here. */
  readonly source: string;
  /** `place`: among what was possible; `q` and `run`: of the first record of it. */
  readonly taken: readonly (SimDeed & { readonly place: number; readonly run: number; readonly q: number })[];
  readonly choices: readonly (SimDeed & { readonly kind: string })[];
  readonly isAtRest: boolean;
  readonly isEnded: boolean;
  readonly violation: { readonly invariant: string; readonly wrong: string } | undefined;
  /** Where it was asked for: what was found from here on. */
  readonly explored?: { readonly schedules: number; readonly found: string | undefined } | undefined;
}
