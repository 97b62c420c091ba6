/** What the demo prints: one line for each transition of an actor, and headings between. Pure but for the colours it is given. */
import { styleText } from 'node:util';
import type { Transition } from '../daemon-face.ts';

type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

/** Colours on a terminal, plain text elsewhere and with NO_COLOR (as `styleText` decides for the stream). */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    styleText(style, text, { stream });

const colourOf: Record<Transition['kind'], Style> = {
  supervisor: 'magenta',
  sandbox: 'cyan',
  container: 'green',
  exec: 'yellow',
  pull: 'blue',
};

/**
 * One line: how long after the demo's start, whose transition, from where to where, and by which message.
 * `nameOf` gives an id the name that the reader knows.
 */
export const transitionLine = (
  { kind, id, from, to, event, atMs }: Transition,
  { startedAtMs, nameOf, paint }: { startedAtMs: number; nameOf: (id: string) => string | undefined; paint: Paint },
): string => {
  const clock = `${Math.max(0, Math.round(atMs - startedAtMs))} ms`.padStart(9);
  const who = `${kind} ${nameOf(id) ?? id.slice(0, 8)}`.trimEnd().padEnd(19);
  const way = from === '' ? to : `${from} → ${to}`;
  return `${paint('dim', clock)}  ${paint(colourOf[kind], who)} ${way}  ${paint('dim', `(${event})`)}`;
};
