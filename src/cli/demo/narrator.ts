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

const colourOf: Partial<Record<Transition['kind'], Style>> = {
  supervisor: 'magenta',
  sandbox: 'cyan',
  container: 'green',
  exec: 'yellow',
  execSession: 'yellow',
  attachSession: 'yellow',
  portForward: 'yellow',
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
  return `${paint('dim', clock)}  ${paint(colourOf[kind] ?? 'white', who)} ${wayOf(from, to)}  ${paint('dim', `(${causeOf(event)})`)}`;
};

/**
 * What is the same before and after is said once (`stopping.undoing: deletingTask → unpinning`), and regions of a parallel
 * state (which are parted by commas) that did not move not at all.
 */
const wayOf = (from: string, to: string): string => {
  if (from === '') return to.replaceAll(',', ' + ');
  const before = from.split(',');
  const after = to.split(',');
  if (before.length !== after.length) return `${before.join(' + ')} → ${after.join(' + ')}`;
  const moved = before.flatMap((was, region) => (was === after[region] ? [] : [stepOf(was, after[region] ?? '')]));
  return moved.join(', ');
};

const stepOf = (from: string, to: string): string => {
  const before = from.split('.');
  const after = to.split('.');
  const shortest = Math.min(before.length, after.length) - 1;
  const parted = before.findIndex((state, depth) => depth === shortest || state !== after[depth]);
  const common = parted === 0 ? '' : `${before.slice(0, parted).join('.')}: `;
  return `${common}${before.slice(parted).join('.')} → ${after.slice(parted).join('.')}`;
};

/** xstate's own events by what ended: `xstate.done.actor.createTask` is `createTask done`; ids are shortened. */
const causeOf = (event: string): string => {
  const [, outcome, actor] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(event) ?? [];
  const told = actor === undefined ? event : `${actor} ${outcome === 'done' ? 'done' : 'failed'}`;
  return told.replace(/([0-9a-f]{8})[0-9a-f]{24,}/g, '$1');
};
