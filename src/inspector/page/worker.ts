/** Keeps the records of all sources, off the page's thread, and answers questions about them. */
import type { Question } from '../model/questions.ts';

/** What a page says to its worker. */
export interface Asking {
  readonly id: number;
  readonly question: Question;
  readonly ask: unknown;
}
