/**
 * What a page, or a terminal, can ask of the records of a source, at a moment; and the answers. Both are plain data: they
 * cross from a worker to its page. All is computed when it is asked for.
 *
 * A moment is a row: the number of a record in the source, from 0, over all lives. `at` undefined: the newest. Times are µs
 * since the first record (`us`), or since 1970 (`wallUs`). Actors have their symbolic names.
 */
import type { ActorDetail, ActorRow, Moment, Overview, PodOrder, PodRow } from './shapes-of-actors.ts';
import type {
  ChartCoverage,
  DiffAnswer,
  JournalPage,
  LedgerRow,
  NoteRow,
  RecordDetail,
  SequenceAnswer,
  StateFields,
  Timeline,
  WhySteps,
} from './shapes-of-records.ts';

export type * from './shapes-of-actors.ts';
export type * from './shapes-of-records.ts';

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
