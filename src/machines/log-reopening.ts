/**
 * The new log file of a container whose old one was renamed (rotation).
 *
 *   reopening ─▶ ended
 *
 * Answers: its one request, also when the client no longer waits. Source: CRI ReopenContainerLog.
 */
import { granted, service } from './chart.ts';
import { errandSetup, failedErrand, goneErrand } from './errand.ts';
import type { Services } from './services.ts';

export const logReopeningMachine = errandSetup<Services['reopenLog']['input'], Services['reopenLog']['output']>(
  service('reopenLog'),
).createMachine({
  id: 'logReopening',
  context: ({ input }) => input,
  initial: 'reopening',
  states: {
    reopening: {
      on: { 'container.gone': { target: 'ended', actions: { type: 'answer', params: goneErrand } } },
      invoke: {
        id: 'perform',
        src: 'perform',
        input: ({ context }) => context.service,
        onDone: {
          target: 'ended',
          actions: { type: 'answer', params: ({ context }) => granted('container.reopenLog', context.requestId, {}) },
        },
        onError: { target: 'ended', actions: { type: 'answer', params: failedErrand } },
      },
    },
    ended: { type: 'final' },
  },
});
