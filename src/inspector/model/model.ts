/**
 * Records of sources, kept in columns, and the answers to questions about them. Pure: the page's worker, `troupe top` and the
 * tests use the same.
 */
import type { SourceAbout } from '../stream.ts';
import { aboutAnswer } from './answers/about.ts';
import { actorAnswer } from './answers/actor.ts';
import { coverageAnswer } from './answers/coverage.ts';
import { densityAnswer } from './answers/density.ts';
import { diffAnswer } from './answers/diff.ts';
import { fileAnswer } from './answers/file.ts';
import { journalAnswer } from './answers/journal.ts';
import { labelsAnswer } from './answers/labels.ts';
import { ledgerAnswer } from './answers/ledger.ts';
import { momentAnswer } from './answers/moment.ts';
import { notesAnswer } from './answers/notes.ts';
import { overviewAnswer } from './answers/overview.ts';
import { podsAnswer } from './answers/pods.ts';
import { recordAnswer } from './answers/record.ts';
import { sequenceAnswer } from './answers/sequence.ts';
import { stateAnswer } from './answers/state.ts';
import { stepAnswer } from './answers/step.ts';
import { timelineAnswer } from './answers/timeline.ts';
import { treeAnswer } from './answers/tree.ts';
import { whyAnswer } from './answers/why.ts';
import { nowAt } from './at.ts';
import type { AnswerOf, AskOf, Question } from './questions.ts';
import { openSource, type Source, type SourceLimits } from './source.ts';

export interface Model {
  /** Of one that is there already: what is said of it is replaced, its records stay. */
  readonly open: (about: SourceAbout) => void;
  /** Lines of `stream.ts`, cut anywhere. */
  readonly feed: (sourceId: string, bytes: Uint8Array) => void;
  /** No more comes: a last line without a line break is taken as it is. */
  readonly end: (sourceId: string) => void;
  /** It is told again from its beginning; until that has come to now, the answers are of what there was. */
  readonly reopen: (sourceId: string) => void;
  readonly close: (sourceId: string) => void;
  /** Writes something at a moment; it stays here until it is in a file. */
  readonly note: (sourceId: string, note: { readonly run: number; readonly q: number; readonly text: string }) => void;
  /** Takes a note away. */
  readonly unnote: (sourceId: string, id: number) => void;
  readonly sources: () => readonly SourceAbout[];
  /** Grows with what comes; -1: there is no such source. */
  readonly version: (sourceId: string) => number;
  /** @throws Error where the source is not there, or a question is not known. */
  readonly answer: <Q extends Question>(question: Q, ask: AskOf<Q>) => AnswerOf<Q>;
  /** The columns, for those who read them themselves. */
  readonly source: (sourceId: string) => Source | undefined;
}

export interface ModelOptions {
  /** µs since 1970: how long something has lasted in a live source, in which nothing has happened since. */
  readonly clockUs?: () => number;
  /** Of one source, before the oldest are dropped. */
  readonly limits?: SourceLimits;
}

export const openModel = ({ clockUs, limits }: ModelOptions = {}): Model => {
  const sources = new Map<string, Source>();
  /** Told from the beginning again; they take the place of the old when they have come to now. */
  const next = new Map<string, Source>();
  const sourceOf = (id: string): Source => {
    const source = sources.get(id);
    if (source === undefined) throw new Error(`there is no source ${id}`);
    return source;
  };
  const now = (source: Source, { at }: { readonly at?: number | undefined }) => nowAt(source, at, clockUs?.());

  const takeOver = (id: string) => {
    const source = next.get(id);
    if (source === undefined || source.status.progress < 1) return;
    source.startAt(sourceOf(id).version() + 1);
    sources.set(id, source);
    next.delete(id);
  };
  /** Of the present, where it is asked for and the past is still being told. */
  const presentIn = (ask: { readonly source: string; readonly at?: number | undefined }): Source => {
    const source = sourceOf(ask.source);
    return ask.at === undefined ? (source.present() ?? source) : source;
  };

  const answers: { readonly [Q in Question]?: (ask: AskOf<Q>) => AnswerOf<Q> } = {
    about: ({ source }) => aboutAnswer(sourceOf(source)),
    moment: (ask) => momentAnswer(sourceOf(ask.source), ask),
    step: (ask) => stepAnswer(sourceOf(ask.source), ask),
    density: (ask) => densityAnswer(sourceOf(ask.source), ask),
    overview: (ask) => overviewAnswer(presentIn(ask), now(presentIn(ask), ask)),
    pods: (ask) => podsAnswer(presentIn(ask), ask, now(presentIn(ask), ask)),
    tree: (ask) => treeAnswer(presentIn(ask), ask, now(presentIn(ask), ask)),
    actor: (ask) => actorAnswer(presentIn(ask), ask.actor, now(presentIn(ask), ask)),
    why: (ask) => whyAnswer(sourceOf(ask.source), ask.actor, now(sourceOf(ask.source), ask)),
    timeline: (ask) => timelineAnswer(sourceOf(ask.source), ask.actor, now(sourceOf(ask.source), ask), ask),
    sequence: (ask) => sequenceAnswer(sourceOf(ask.source), ask, now(sourceOf(ask.source), ask)),
    journal: (ask) => journalAnswer(sourceOf(ask.source), ask, now(sourceOf(ask.source), ask)),
    state: (ask) => stateAnswer(sourceOf(ask.source), ask.actor, now(sourceOf(ask.source), ask)),
    ledger: (ask) => ledgerAnswer(sourceOf(ask.source), ask.actor, now(sourceOf(ask.source), ask)),
    diff: (ask) => diffAnswer(sourceOf(ask.left), sourceOf(ask.right), ask),
    coverage: ({ source }) => coverageAnswer(sourceOf(source)),
    file: ({ source }) => fileAnswer(sourceOf(source)),
    notes: ({ source }) => notesAnswer(sourceOf(source)),
    labels: (ask) => labelsAnswer(sourceOf(ask.source), ask),
    record: ({ source, row }) => recordAnswer(sourceOf(source), row),
  };

  return {
    open: (about) => {
      const known = sources.get(about.id);
      if (known === undefined) sources.set(about.id, openSource(about, limits));
      else known.setAbout(about);
    },
    feed: (id, bytes) => {
      (next.get(id) ?? sourceOf(id)).feed(bytes);
      takeOver(id);
    },
    end: (id) => {
      (next.get(id) ?? sourceOf(id)).end();
      takeOver(id);
    },
    reopen: (id) => {
      const old = sourceOf(id);
      next.set(id, openSource(old.about(), limits, old.notes));
    },
    close: (id) => {
      sources.delete(id);
      next.delete(id);
    },
    note: (id, note) => {
      const source = sourceOf(id);
      source.notes.add({ run: note.run, q: note.q, text: note.text, isRecorded: false });
      source.changed();
    },
    unnote: (id, note) => {
      const source = sourceOf(id);
      source.notes.remove(note);
      source.changed();
    },
    sources: () => [...sources.values()].map(({ about }) => about()),
    version: (id) => sources.get(id)?.version() ?? -1,
    answer: (question, ask) => {
      const answer = answers[question];
      if (answer === undefined) throw new Error(`there is no answer to ${question}`);
      return answer(ask);
    },
    source: (id) => sources.get(id),
  };
};
