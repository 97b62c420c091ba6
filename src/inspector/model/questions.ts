/**
 * What a page, or a terminal, can ask of the records of a source, at a moment; and the answers. Both are plain data: they
 * cross from a worker to its page. All is computed when it is asked for.
 *
 * A moment is a row: the number of a record in the source, from 0, over all lives. `at` undefined: the newest. Times are µs
 * since the first record (`us`), or since 1970 (`wallUs`). Actors have their symbolic names.
 */
import type { Diagram } from '../../sequence/diagram.ts';

/** How something is going, for colours and shapes; never by colour alone. */
export type Tone = 'rest' | 'busy' | 'good' | 'bad' | 'gone';

export interface Moment {
  readonly row: number;
  /** Which life of the daemon, from 1; and the record's number in it. */
  readonly run: number;
  readonly q: number;
  readonly us: number;
  readonly wallUs: number;
  /** Nothing is newer. */
  readonly isNewest: boolean;
}

export interface Waiting {
  readonly service: string;
  /** Undefined: not known. */
  readonly forUs: number | undefined;
  /** Row at which it was asked. */
  readonly row: number | undefined;
}

/** A request of a client that is not answered yet. */
export interface OpenRequest {
  readonly id: string;
  /** `sandbox.run` */
  readonly type: string;
  /** Whom it is for: `pod:ID`, `ctr:ID`, `pull:…`; empty: not known. */
  readonly actor: string;
  readonly row: number;
  readonly forUs: number;
  /** Until its client gives up; undefined: it did not say. Negative: over. */
  readonly leftUs: number | undefined;
  /** States from the pod down, where it hangs: `preparing.network.attaching`. */
  readonly stage: string;
  readonly waits: readonly Waiting[];
  /** Requests of the same type for the same thing that wait too, or waited and gave up. */
  readonly retries: number;
  /** Longer than ten times the usual, or than half a minute where nothing is usual. */
  readonly isStuck: boolean;
}

export interface StateCount {
  readonly machine: string;
  readonly state: string;
  readonly actors: number;
  readonly tone: Tone;
}

export interface Trouble {
  readonly row: number;
  readonly us: number;
  readonly wallUs: number;
  readonly actor: string;
  /** `dead letter`, `service failed`, `crashed`, `violation`, `gap`, `refused` */
  readonly kind: string;
  readonly text: string;
}

export interface Overview {
  readonly moment: Moment;
  readonly counts: readonly StateCount[];
  /** Stuck ones first, then by the time that is left. */
  readonly requests: readonly OpenRequest[];
  /** What is not asked for by anybody now and yet needs looking at: a crash loop, a stalled pull, a stop in its grace. */
  readonly concerns: readonly Concern[];
  /** Newest first. */
  readonly troubles: readonly Trouble[];
  /** Times from `sandbox.run` to its answer, µs, oldest first; the last hundred. */
  readonly starts: readonly {
    readonly actor: string;
    readonly us: number;
    readonly tookUs: number;
    readonly isOk: boolean;
  }[];
  readonly health: {
    /** In the second before the moment. */
    readonly recordsPerSecond: number;
    readonly records: number;
    readonly lost: number;
    readonly fromUs: number;
    readonly toUs: number;
    readonly lives: number;
  };
}

/** Something that somebody on call would want to know, and why it is one. */
export interface Concern {
  /** `hanging`, `crash loop`, `stalled pull`, `grace period`, `stuck removal`, `lost` */
  readonly kind: string;
  readonly actor: string;
  readonly text: string;
  readonly forUs: number;
  readonly row: number | undefined;
  readonly tone: Tone;
}

export interface PodRow {
  readonly actor: string;
  /** As the kubelet named it; the id where that is not known. */
  readonly name: string;
  readonly namespace: string;
  readonly state: string;
  readonly tone: Tone;
  readonly ageUs: number | undefined;
  readonly containers: readonly {
    readonly actor: string;
    readonly name: string;
    readonly state: string;
    readonly tone: Tone;
  }[];
  readonly waits: readonly Waiting[];
  readonly last: { readonly type: string; readonly agoUs: number } | undefined;
  readonly mark: string | undefined;
  readonly isOver: boolean;
}

/** `trouble`: those in trouble first, then those that wait for something. */
export type PodOrder = 'trouble' | 'name' | 'state' | 'age' | 'last';

export interface ActorRow {
  readonly actor: string;
  readonly parent: string | undefined;
  readonly machine: string | undefined;
  readonly state: string;
  readonly tone: Tone;
  readonly ageUs: number | undefined;
  readonly waits: readonly Waiting[];
  readonly last: { readonly type: string; readonly agoUs: number } | undefined;
  readonly mark: string | undefined;
  readonly isOver: boolean;
  readonly depth: number;
}

/** Everything about one actor but what has questions of its own. */
export interface ActorDetail extends ActorRow {
  readonly moment: Moment;
  readonly name: string;
  readonly namespace: string;
  readonly bornRow: number | undefined;
  readonly endRow: number | undefined;
  /** The state came of this edge. */
  readonly edge:
    | { readonly from: string; readonly to: string; readonly event: string; readonly row: number; readonly us: number }
    | undefined;
  readonly children: readonly ActorRow[];
  readonly requests: readonly OpenRequest[];
  /** The states that it was in, newest first, with how long; at most two hundred. */
  readonly history: readonly {
    readonly state: string;
    readonly event: string;
    readonly row: number;
    readonly us: number;
    readonly forUs: number;
  }[];
}

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

interface At {
  /** Source id. */
  readonly source: string;
  readonly at?: number | undefined;
}

/** Each question with its answer. */
export interface Questions {
  readonly about: {
    readonly ask: { readonly source: string };
    readonly answer: {
      readonly rows: number;
      readonly first: Moment | undefined;
      readonly last: Moment | undefined;
      /** 0 to 1; 1: all is read. */
      readonly progress: number;
      readonly isLive: boolean;
      readonly build: string;
      readonly troubles: readonly string[];
      readonly lost: number;
      readonly ended: string | undefined;
    };
  };
  readonly moment: {
    readonly ask: At & { readonly run?: number; readonly q?: number; readonly us?: number };
    readonly answer: Moment | undefined;
  };
  readonly step: {
    readonly ask: At & {
      readonly by: 'input' | 'transition' | 'record';
      readonly count: number;
      readonly actor?: string | undefined;
    };
    readonly answer: Moment | undefined;
  };
  /** For the scrubber: records in equal parts of the time, and where something went wrong. */
  readonly density: {
    readonly ask: { readonly source: string; readonly parts: number; readonly actor?: string | undefined };
    readonly answer: {
      readonly counts: readonly number[];
      readonly bad: readonly number[];
      readonly fromUs: number;
      readonly toUs: number;
    };
  };
  readonly overview: { readonly ask: At; readonly answer: Overview };
  readonly pods: {
    readonly ask: At & {
      /** `state:stopping age>30s web`: see the page's help. */
      readonly filter: string;
      readonly order: PodOrder;
      readonly isDescending: boolean;
      readonly offset: number;
      readonly limit: number;
    };
    readonly answer: {
      readonly total: number;
      readonly fitting: number;
      readonly rows: readonly PodRow[];
      readonly wrong: string | undefined;
    };
  };
  /** Depth first, parents before children. */
  readonly tree: {
    readonly ask: At & { readonly below?: string | undefined; readonly limit: number };
    readonly answer: { readonly rows: readonly ActorRow[]; readonly total: number };
  };
  readonly actor: { readonly ask: At & { readonly actor: string }; readonly answer: ActorDetail | undefined };
  readonly timeline: {
    readonly ask: At & {
      readonly actor: string;
      /** Its life, not its start alone. */
      readonly isWhole?: boolean;
      /** What came after the moment is told, too. */
      readonly hasFuture?: boolean;
    };
    readonly answer: Timeline;
  };
  readonly sequence: {
    readonly ask: At & {
      /** With what is below them. */
      readonly actors: readonly string[];
      readonly limit: number;
      readonly hasAll: boolean;
      /** What came after the moment is told, too, as far as there is room. */
      readonly hasFuture?: boolean;
      /** Of containers of one name, so many of the newest attempts; undefined: all. */
      readonly attempts?: number;
    };
    readonly answer: SequenceAnswer;
  };
  readonly state: { readonly ask: At & { readonly actor: string }; readonly answer: StateFields };
  readonly ledger: { readonly ask: At & { readonly actor: string }; readonly answer: readonly LedgerRow[] };
  readonly why: { readonly ask: At & { readonly actor: string }; readonly answer: WhySteps | undefined };
  readonly journal: {
    readonly ask: At & {
      readonly query: string;
      readonly saved?: string | undefined;
      readonly offset: number;
      readonly limit: number;
      readonly parts: number;
    };
    readonly answer: JournalPage;
  };
  readonly record: {
    readonly ask: { readonly source: string; readonly row: number };
    readonly answer: RecordDetail | undefined;
  };
  readonly coverage: { readonly ask: { readonly source: string }; readonly answer: readonly ChartCoverage[] };
  readonly diff: {
    readonly ask: {
      readonly left: string;
      readonly right: string;
      /** Only these, with what is below them: ids do not count then. */
      readonly leftActor?: string | undefined;
      readonly rightActor?: string | undefined;
      readonly offset?: number | undefined;
      readonly limit: number;
      readonly isOnlyDifferences: boolean;
    };
    readonly answer: DiffAnswer;
  };
  /** Names for people: `web-1 ▸ main`; undefined: the symbolic name is all that is known. In the order of the question. */
  readonly labels: {
    readonly ask: { readonly source: string; readonly actors: readonly string[] };
    readonly answer: readonly (string | undefined)[];
  };
  /** What people wrote at moments, in the order of those. */
  readonly notes: { readonly ask: { readonly source: string }; readonly answer: readonly NoteRow[] };
  /** The recording as it is here, for a file: NDJSON. */
  readonly file: { readonly ask: { readonly source: string }; readonly answer: Uint8Array };
}

export type Question = keyof Questions;
export type AskOf<Q extends Question> = Questions[Q]['ask'];
export type AnswerOf<Q extends Question> = Questions[Q]['answer'];
