/** Something whose records a page can be told, whatever they come of; and all of them that a command has. */
import { Refusal } from '../../inspector/server/api.ts';
import type { SourceAbout } from '../../inspector/stream.ts';
import type { ReadRecord } from '../../journal/read.ts';
import type { Repro } from '../../simulation/explore/repro.ts';

export interface Source {
  /** As it is now; `id` stays. */
  readonly about: () => SourceAbout;
  /**
   * Lines of {@link SourceAbout}'s stream (`about` first), NDJSON: chunks of whole lines. For as many readers at once as ask.
   * Ends with the source, or soon after the signal.
   */
  readonly lines: (signal: AbortSignal) => AsyncIterable<string | Uint8Array>;
  /**
   * What was recorded of a run (from 1), to be played again: its header, inputs, transitions, gaps. Absent: it cannot be played.
   * Of a live source up to now. Empty where there is no such run.
   */
  readonly inputs?: ((run: number) => AsyncIterable<ReadRecord>) | undefined;
  /** The counter-example that it plays; absent: it is none. */
  readonly repro?: (() => Repro) | undefined;
  readonly close: () => Promise<void>;
}

export interface Sources {
  /** @throws Error where its id is taken. */
  readonly add: (source: Source) => void;
  /** @throws Refusal 404 */
  readonly find: (id: string) => Source;
  readonly all: () => readonly Source[];
  /** Closes one, which is not there any more then; none of this id: fine. */
  readonly drop: (id: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const openSources = (): Sources => {
  const byId = new Map<string, Source>();
  return {
    add: (source) => {
      const { id } = source.about();
      if (byId.has(id)) throw new Error(`there is a source ${id} already`);
      byId.set(id, source);
    },
    find: (id) => {
      const source = byId.get(id);
      if (source === undefined) throw new Refusal(404, `there is no source ${JSON.stringify(id)}`);
      return source;
    },
    all: () => [...byId.values()],
    drop: async (id) => {
      const source = byId.get(id);
      byId.delete(id);
      await source?.close();
    },
    close: async () => {
      await Promise.all([...byId.values()].map((source) => source.close()));
      byId.clear();
    },
  };
};
