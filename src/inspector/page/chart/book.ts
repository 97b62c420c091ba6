/** The drawings of all charts: fetched when the first is shown, or found in the page where it is one file. */
import { signal } from '@preact/signals';
import type { ChartBook, ChartDrawing } from '../../charts/drawing.ts';

/** `waiting` until the book is here; undefined: it has no such chart. */
export type Drawing = ChartDrawing | 'waiting' | undefined;

const book = signal<ChartBook | 'waiting' | 'failed' | undefined>(undefined);

const isBook = (value: unknown): value is ChartBook =>
  typeof value === 'object' && value !== null && 'format' in value && value.format === 'troupe.charts/1';

let fetched = async (): Promise<unknown> => (await fetch('charts.json')).json();
/** Where the book comes from, where that is not a file beside the page. */
export const setBook = (from: () => Promise<unknown>): void => {
  fetched = from;
};

const load = async (): Promise<void> => {
  book.value = 'waiting';
  try {
    const value = await fetched();
    book.value = isBook(value) ? value : 'failed';
  } catch {
    book.value = 'failed';
  }
};

/** All drawings; reading it in a component makes that one wait for them. */
export const allDrawings = (): readonly ChartDrawing[] | 'waiting' => {
  if (book.value === undefined) void load();
  const now = book.value;
  if (now === undefined || now === 'waiting') return 'waiting';
  return now === 'failed' ? [] : now.charts;
};

/** How the tests' and the simulator's part was counted; undefined: not known (yet). */
export const howCovered = (): ChartBook['covered'] | undefined => {
  const now = book.value;
  return typeof now === 'object' ? now.covered : undefined;
};

export const drawingOf = (machine: string): Drawing => {
  const all = allDrawings();
  return all === 'waiting' ? all : all.find((drawing) => drawing.machine === machine);
};
