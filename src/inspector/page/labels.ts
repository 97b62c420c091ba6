/** Names of actors for people, got together as they are shown for the first time. */
import { type Signal, signal } from '@preact/signals';
import { ask } from './ask.ts';
import { sourceId } from './state.ts';

type Label = Signal<string | undefined>;

/** Beyond so many, it is forgotten what was shown before. */
const mostKept = 20_000;
let of = '';
let known = new Map<string, Label>();
let wanted = new Set<string>();
/** What nothing was known of, and when: the record that names it may come yet. */
const againMs = 2000;

const ofThisSource = (): Map<string, Label> => {
  if (of !== sourceId.value || known.size > mostKept) {
    of = sourceId.value;
    known = new Map();
    wanted = new Set();
  }
  return known;
};

const get = async (): Promise<void> => {
  const labels = known;
  const actors = [...wanted];
  wanted = new Set();
  if (of === '' || actors.length === 0) return;
  const names = await ask('labels', { source: of, actors }).catch(() => []);
  for (const [index, actor] of actors.entries()) {
    const label = labels.get(actor);
    const name = names[index];
    if (label === undefined) continue;
    if (name !== undefined) label.value = name;
    else setTimeout(() => labels.delete(actor), againMs);
  }
};

/** To be read while drawing: what reads it is drawn again when the name is known. Undefined: not, or not yet. */
export const labelOf = (actor: string): string | undefined => {
  const labels = ofThisSource();
  let label = labels.get(actor);
  if (label === undefined) {
    label = signal(undefined);
    labels.set(actor, label);
    if (wanted.size === 0) queueMicrotask(() => void get());
    wanted.add(actor);
  }
  return label.value;
};
