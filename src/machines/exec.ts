/**
 * One command run in a container, without a terminal, whose output is kept until it ends.
 *
 *   running ─▶ ended
 *
 * A client that goes away ends the command: nobody could ever have its output.
 * Answers: its one request. Source: CRI ExecSync.
 */

import { granted, service } from './chart.ts';
import { errandSetup, failedErrand, goneErrand, isCancelled } from './errand.ts';
import type { Services } from './services.ts';

export const execMachine = errandSetup<Services['execTask']['input'], Services['execTask']['output']>(
  service('execTask'),
).createMachine({
  id: 'exec',
  context: ({ input }) => input,
  initial: 'running',
  states: {
    running: {
      on: {
        'request.cancelled': { guard: isCancelled, target: 'ended' },
        'container.gone': { target: 'ended', actions: { type: 'answer', params: goneErrand } },
      },
      invoke: {
        id: 'perform',
        src: 'perform',
        input: ({ context }) => context.service,
        onDone: {
          target: 'ended',
          actions: {
            type: 'answer',
            params: ({ context, event }) => granted('container.exec', context.requestId, event.output),
          },
        },
        onError: { target: 'ended', actions: { type: 'answer', params: failedErrand } },
      },
    },
    ended: { type: 'final' },
  },
});
