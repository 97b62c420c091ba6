/** What a page and its worker say to each other. Plain data; bytes are handed over, not copied. */
import type { Question } from '../model/questions.ts';
import type { SourceAbout } from '../stream.ts';

export type ToWorker =
  /** First of all: where streams are got from, and with what. A page without a server does not say it. */
  | { readonly type: 'server'; readonly base: string; readonly token: string }
  /** Reads this source from the server for as long as it lives, connecting again where it was lost. Again for one that is read: nothing. */
  | { readonly type: 'open'; readonly about: SourceAbout }
  /** Bytes of a recording (NDJSON, or gzip of it) that the page has: a report, a dropped file. */
  | { readonly type: 'bytes'; readonly about: SourceAbout; readonly bytes: Uint8Array; readonly isLast: boolean }
  /** Writes something at a moment of a source. */
  | {
      readonly type: 'note';
      readonly source: string;
      readonly run: number;
      readonly q: number;
      readonly text: string;
    }
  /** Takes a note away. */
  | { readonly type: 'unnote'; readonly source: string; readonly note: number }
  | { readonly type: 'close'; readonly source: string }
  | { readonly type: 'ask'; readonly id: number; readonly question: Question; readonly ask: unknown };

export type FromWorker =
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  /** The question could not be answered: a defect, or a source that is not there. */
  | { readonly type: 'refused'; readonly id: number; readonly reason: string }
  /** Versions of the sources that have changed; at most ten times a second. */
  | { readonly type: 'news'; readonly versions: Readonly<Record<string, number>> }
  /** How the stream of a source is. `lost`: it is tried again after so long. */
  | {
      readonly type: 'connection';
      readonly source: string;
      readonly state: 'connecting' | 'open' | 'lost' | 'ended' | 'refused';
      readonly retryMs?: number;
      readonly reason?: string;
    };
