/**
 * What a state invokes, as actions of its entry and its exit: for `lean-steps.ts`, which knows no invoking. Changes nothing of
 * what charts do. What `StateNode`'s getters look up each time is looked up once.
 *
 * Source: xstate 5.33.3, internals: `StateNode._initialize`. lean.test.ts plays charts with and without, and fails where another
 * version means something else.
 */
import { StateNode, spawnChild, stopChild } from 'xstate';

interface Invoke {
  readonly id: string;
  readonly src: string;
  readonly onSnapshot?: unknown;
}
interface Node {
  readonly entry: unknown[];
  readonly exit: unknown[];
  readonly invoke: readonly Invoke[];
  readonly initial: unknown;
  readonly type: string;
}

/** What each state invokes, by xstate's word for it: xstate itself is shown none. */
const invoked = new WeakMap<object, readonly { readonly id: string }[]>();
/** What a state of a chart invokes. */
export const invokedIn = (node: {
  readonly invoke: readonly { readonly id: string }[];
}): readonly { readonly id: string }[] => invoked.get(node) ?? node.invoke;

const isSending = (action: unknown): boolean => (action as { readonly type?: string }).type === 'xstate.sendTo';

/** Invoking is spawning at the entry and stopping at the exit, last of all in both. */
const lightenInvokes = (node: Node): void => {
  const { invoke } = node;
  if (invoke.some(({ src, onSnapshot }) => src.startsWith('xstate.invoke.') || onSnapshot !== undefined)) return;
  // A message from an entry to what the same state invokes needs to be put off: xstate does that.
  if (node.entry.some(isSending)) return;
  for (const each of invoke) {
    node.entry.push(spawnChild(each.src, { ...each, syncSnapshot: false } as never));
    node.exit.push(stopChild(each.id));
  }
  invoked.set(node, invoke);
  fix(node, 'invoke', []);
};
const fix = (node: Node, name: 'invoke' | 'initial', value: unknown) => Object.defineProperty(node, name, { value });

const prototype = StateNode.prototype as unknown as { _initialize: (this: Node) => void };
const initialize = prototype._initialize;

prototype._initialize = function lean() {
  initialize.call(this);
  lightenInvokes(this);
  if (this.type === 'compound') fix(this, 'initial', this.initial);
};
