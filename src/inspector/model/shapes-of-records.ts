/** What is answered about records and what they add up to: plain data. Times are µs; rows as in `questions.ts`. */
import type { Diagram } from '../../sequence/diagram.ts';

export interface Span {
  /** Who does it: an actor's name, or a call's. */
  readonly id: string;
  readonly actor: string;
  readonly label: string;
  readonly kind: 'request' | 'state' | 'service';
  readonly lane: string;
  readonly fromUs: number;
  /** Undefined: it is not over. */
  readonly toUs: number | undefined;
  readonly row: number;
  readonly endRow: number | undefined;
  readonly outcome: 'ok' | 'err' | 'cancel' | undefined;
  /** On the way that decided how long the whole took. */
  readonly isCritical: boolean;
  /** What the same takes otherwise in this source: the median, and of how many. */
  readonly usualUs: number | undefined;
  readonly usualOf: number;
}

export interface Timeline {
  readonly fromUs: number;
  readonly toUs: number;
  /** From the request to run the pod to its answer, and the usual. */
  readonly startUs: number | undefined;
  readonly usualStartUs: number | undefined;
  readonly usualOf: number;
  readonly spans: readonly Span[];
  /** Times in which nothing of it happened: drawn short. */
  readonly gaps: readonly { readonly fromUs: number; readonly toUs: number }[];
  /** In words: `attachNetwork took 4.1 times its usual 38 ms`. */
  readonly slower: readonly {
    readonly label: string;
    readonly factor: number;
    readonly tookUs: number;
    readonly usualUs: number;
    readonly row: number;
  }[];
  /** What people call the actors of the spans, where they were made within the records. */
  readonly titles: Readonly<Record<string, string>>;
}

export interface JournalRow {
  readonly row: number;
  readonly run: number;
  readonly q: number;
  readonly us: number;
  readonly wallUs: number;
  readonly k: string;
  readonly kind: string;
  readonly actor: string;
  readonly text: string;
  readonly isBad: boolean;
  /** Row of what caused it. */
  readonly cause: number | undefined;
}

export interface JournalPage {
  readonly total: number;
  /** How many fit. */
  readonly fitting: number;
  readonly rows: readonly JournalRow[];
  /** How many fit, in equal parts of the whole time. */
  readonly density: readonly number[];
  /** Why the question cannot be understood, and where. */
  readonly wrong: { readonly reason: string; readonly from: number; readonly to: number } | undefined;
}

export interface RecordDetail extends JournalRow {
  /** As it is in the recording: JSON of one line. */
  readonly raw: string;
  readonly effects: readonly JournalRow[];
}

export interface WhySteps {
  readonly actor: string;
  readonly state: string;
  readonly steps: readonly JournalRow[];
  readonly isCut: boolean;
}

export interface Field {
  /** `record.phase` */
  readonly path: string;
  /** JSON; undefined: it is not there any more. */
  readonly value: string | undefined;
  /** JSON of it before the last change. */
  readonly before: string | undefined;
  /** Row of the last change. */
  readonly row: number;
  /** Changed in the step that the moment is in. */
  readonly isNew: boolean;
  /** A mark stands in the place of something secret. */
  readonly isHidden: boolean;
}

export interface StateFields {
  /** False: this source tells no contexts. */
  readonly isKnown: boolean;
  readonly fields: readonly Field[];
  /** What `PodSandboxStatus` or `ContainerStatus` would answer, JSON; undefined: nothing. */
  readonly cri: string | undefined;
}

/** Something in the world that will have to be given back. */
export interface LedgerRow {
  readonly owner: string;
  /** `pins`, `network`, `rootfs`, `task` … */
  readonly what: string;
  readonly intendedRow: number;
  /** Undefined: not (yet) had. */
  readonly hadRow: number | undefined;
  readonly goneRow: number | undefined;
  /** An address, a pid, a path. */
  readonly detail: string;
}

/** A sequence diagram whose rows know their records. */
export interface SequenceAnswer extends Diagram {
  /** Record of each row of the diagram; undefined: of several. */
  readonly records: readonly (number | undefined)[];
  /** Row of the diagram that caused each; undefined: it came from outside, or what caused it is not drawn. */
  readonly causes: readonly (number | undefined)[];
  /** Calls of services, from the row that asks to the row that answers; undefined: it is not answered. */
  readonly calls: readonly {
    readonly lane: string;
    readonly label: string;
    readonly from: number;
    readonly to: number | undefined;
    readonly outcome: 'ok' | 'err' | 'cancel' | undefined;
  }[];
  /** More happened than is drawn. */
  readonly isCut: boolean;
  /** Attempts of containers that are left out. */
  readonly olderAttempts: number;
}

export interface ChartCoverage {
  readonly machine: string;
  /** How often: state, event, state after. */
  readonly taken: readonly {
    readonly from: string;
    readonly event: string;
    readonly to: string;
    readonly times: number;
  }[];
}

/** What somebody wrote at a moment. */
export interface NoteRow {
  /** In its source. */
  readonly id: number;
  readonly run: number;
  readonly q: number;
  readonly row: number;
  readonly us: number;
  readonly wallUs: number;
  readonly text: string;
  /** It came with the recording. */
  readonly isRecorded: boolean;
}

/** What of two sources, or of two actors, is paired by who did what for the how manieth time, and what only one has. */
export interface DiffAnswer {
  readonly same: number;
  readonly counts: { readonly left: number; readonly right: number; readonly changed: number; readonly moved: number };
  /** The first that differs, in each. */
  readonly first: { readonly left: JournalRow | undefined; readonly right: JournalRow | undefined } | undefined;
  /** Its place among all rows; -1: nothing differs. */
  readonly firstIndex: number;
  readonly total: number;
  readonly rows: readonly {
    /** `changed`: the same thing, with another outcome; `moved`: at another place; `fold`: so many that are the same. */
    readonly kind: 'same' | 'left' | 'right' | 'changed' | 'moved' | 'fold';
    readonly times: number;
    readonly left: JournalRow | undefined;
    readonly right: JournalRow | undefined;
  }[];
  /** Those that differ most first. */
  readonly durations: readonly {
    readonly label: string;
    /** On the left. */
    readonly actor: string;
    readonly leftUs: number;
    readonly rightUs: number;
    readonly factor: number;
    readonly leftRow: number;
    readonly rightRow: number;
  }[];
  /** Not all of it was looked at. */
  readonly isCut: boolean;
}
