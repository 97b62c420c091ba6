/**
 * A pod sandbox of any runtime, as far as the wire tells: unknown ─▶ ready ─▶ notready ─▶ removed.
 * The sibling of `observed-container.ts`, which says what is news.   Source: CRI runtime.v1, PodSandboxState.
 */
import { assign, emit, enqueueActions, setup } from 'xstate';
import { type Accusation, contradictions, type Facts, type Heard, merged } from './facts.ts';

export type PodHeard =
  | ({ readonly type: 'told.ready' | 'told.notready'; readonly facts: Facts } & Heard)
  | ({ readonly type: 'stop.answered' | 'remove.answered' } & Heard);

interface Context {
  readonly since: number;
  readonly facts: Facts;
  readonly factsFrom: number;
}

const setUp = setup({
  types: {
    context: {} as Context,
    events: {} as PodHeard,
    emitted: {} as Accusation,
    input: {} as { readonly q: number },
  },
  guards: { isNews: ({ context, event }) => event.asked > context.since },
  actions: {
    know: assign({ since: ({ event }) => event.q }),
    compare: enqueueActions(({ context, event, enqueue }) => {
      if (!('facts' in event)) return;
      for (const said of contradictions(context.facts, event.facts))
        enqueue.emit({ type: 'accusation', code: 'fact-changed', said, witnesses: [context.factsFrom, event.q] });
      enqueue.assign({ facts: merged(context.facts, event.facts), factsFrom: event.q });
    }),
    accuse: emit(({ context, event }, { code, said }: Pick<Accusation, 'code' | 'said'>) => ({
      type: 'accusation' as const,
      code,
      said,
      witnesses: [context.since, event.asked, event.q],
    })),
  },
});

const shown = {
  guard: 'isNews',
  actions: { type: 'accuse', params: { code: 'removed-shown', said: 'it was removed and is there' } },
} as const;

export const observedPod = setUp.createMachine({
  id: 'observedPod',
  context: ({ input }) => ({ since: input.q, facts: {}, factsFrom: input.q }),
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
