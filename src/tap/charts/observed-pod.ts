/**
 * A pod sandbox of any runtime, as far as the wire tells: unknown ─▶ ready ─▶ notready ─▶ removed.
 * The sibling of `observed-container.ts`, which says what is news.   Source: CRI runtime.v1, PodSandboxState.
 */
import type { Facts, Heard } from './facts.ts';
import { begun, observing, shown } from './observing.ts';

export type PodHeard =
  | ({ readonly type: 'told.ready' | 'told.notready'; readonly facts: Facts } & Heard)
  | ({ readonly type: 'stop.answered' | 'remove.answered' } & Heard);

const setUp = observing<PodHeard>();
export const observedPod = setUp.createMachine({
  id: 'observedPod',
  context: begun,
  initial: 'unknown',
  on: { 'remove.answered': { target: '.removed', actions: 'know' } },
  states: {
    unknown: {
      on: {
        'told.ready': { target: 'ready', actions: ['know', 'compare'] },
        'told.notready': { target: 'notready', actions: ['know', 'compare'] },
        'stop.answered': { target: 'notready', actions: 'know' },
      },
    },
    ready: {
      on: {
        'told.ready': { actions: 'compare' },
        'told.notready': { target: 'notready', actions: ['know', 'compare'] },
        'stop.answered': { guard: 'isNews', target: 'notready', actions: 'know' },
      },
    },
    notready: {
      on: {
        'told.notready': { actions: 'compare' },
        'told.ready': [
          {
            guard: 'isNews',
            target: 'ready',
            actions: [
              { type: 'accuse', params: { code: 'status-goes-back', said: 'it was NOTREADY and is READY' } },
              'know',
              'compare',
            ],
          },
          { actions: 'compare' },
        ],
      },
    },
    removed: { on: { 'told.ready': shown, 'told.notready': shown } },
  },
});
