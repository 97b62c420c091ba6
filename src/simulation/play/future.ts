/** What of a recording is still to come: who will be answered by it, and who ended how. */
import type { AnyActorRef } from 'xstate';
import type { InputRecord } from '../../journal/format.ts';

export interface Future {
  /** It is not to come any more. */
  readonly came: (record: InputRecord) => void;
  readonly hasAnswer: (call: string) => boolean;
  readonly hasTimer: (actor: string, type: string) => boolean;
  readonly hasLater: (name: string) => boolean;
  /**
   * Who else hears an answer or a fact of the recording, whose own call is not there: one that waits for the same, and of whom
   * the recording says nothing more.
   */
  readonly placeFor: (record: InputRecord, pending: ReadonlyMap<string, AnyActorRef>) => string | undefined;
  /** In the recording something was sent to the process that this watcher watches. */
  readonly wasKilled: (watcher: string) => boolean;
  /** Nothing more of it comes to whom it came. */
  readonly end: () => void;
  /** What was said last by a watcher of this kind. */
  readonly lastFact: (watch: string) => InputRecord | undefined;
}

const without = (name: string): string => name.replace(/#\d+/g, '');
const ownerOf = (name: string): string => without(name.slice(0, name.lastIndexOf('/')));

export const openFuture = (inputs: readonly InputRecord[]): Future => {
  const left = new Map<string, number>();
  const killed = new Set<string>();
  const facts = new Map<string, InputRecord>();
  const keyOf = ({ s, a = '', e }: InputRecord): string | undefined => {
    if (s === 'svc' || s === 'fact') return `answer ${a}`;
    if (s === 'timer') return `timer ${a} ${String(e)}`;
    return s === 'later' ? `later ${a}` : undefined;
  };
  for (const record of inputs) {
    const key = keyOf(record);
    if (key !== undefined) left.set(key, (left.get(key) ?? 0) + 1);
    if (record.s === 'svc' && /\/svc:killTask#\d+$/.test(record.a ?? '')) killed.add(ownerOf(record.a ?? ''));
  }
  const has = (key: string): boolean => (left.get(key) ?? 0) > 0;

  return {
    came: (record) => {
      const key = keyOf(record);
      if (key !== undefined && has(key)) left.set(key, (left.get(key) ?? 0) - 1);
      if (record.s === 'fact') facts.set(without(record.a ?? '').replace(/^.*svc:/, ''), record);
    },
    hasAnswer: (call) => has(`answer ${call}`),
    hasTimer: (actor, type) => has(`timer ${actor} ${type}`),
    hasLater: (name) => has(`later ${name}`),
    placeFor: ({ s, a = '' }, pending) => {
      if ((s !== 'svc' && s !== 'fact') || pending.has(a)) return undefined;
      const path = without(a);
      for (const name of pending.keys()) if (without(name) === path && !has(`answer ${name}`)) return name;
      return undefined;
    },
    wasKilled: (watcher) => killed.has(ownerOf(watcher)),
    end: () => left.clear(),
    lastFact: (watch) => facts.get(watch),
  };
};
