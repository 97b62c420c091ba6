/** Keeps the records of all sources, off the page's thread, and answers questions about them. */
import type { ToWorker } from './messages.ts';
import { openDesk } from './worker/desk.ts';

/** What is used of a worker's own scope: the page's types have only those of a window. */
interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: unknown): void;
}
const scope = globalThis as unknown as Scope;
const desk = openDesk((message) => scope.postMessage(message));
scope.onmessage = ({ data }) => desk.hear(data);
