/** What the charts of observers share: when something is news, what is known, what contradicts it. */
import { assign, emit, enqueueActions, setup } from 'xstate';
import { type Accusation, contradictions, type Facts, type Heard, merged } from './facts.ts';

interface Known {
  /** The record by which the state was known first. */
  readonly since: number;
  readonly facts: Facts;
  /** The record that told the facts. */
  readonly factsFrom: number;
}
type Hearing = Heard & { readonly type: string; readonly facts?: Facts };

/** @typeParam Message what the observer hears of the thing */
export const observing = <Message extends Hearing>() =>
  setup({
    types: {
      context: {} as Known,
      events: {} as Message,
      emitted: {} as Accusation,
      input: {} as { readonly q: number },
    },
    guards: { isNews: ({ context, event }) => event.asked > context.since },
    actions: {
      know: assign({ since: ({ event }) => event.q }),
      compare: enqueueActions(({ context, event, enqueue }) => {
        if (event.facts === undefined) return;
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

export const begun = ({ input }: { readonly input: { readonly q: number } }): Known => ({
  since: input.q,
  facts: {},
  factsFrom: input.q,
});

/** What was removed is told of by an answer that was asked for afterwards. */
export const shown = {
  guard: 'isNews',
  actions: { type: 'accuse', params: { code: 'removed-shown', said: 'it was removed and is there' } },
} as const;
