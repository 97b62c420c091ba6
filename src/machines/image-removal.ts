/**
 * The removal of an image with all its names.
 *
 *   removing ─▶ ended
 *
 * Answers: its one request, also when the client no longer waits. Source: CRI RemoveImage.
 */
import { granted, service } from './chart.ts';
import { errandSetup, failedErrand } from './errand.ts';
import type { Services } from './services.ts';

export const imageRemovalMachine = errandSetup<Services['removeImage']['input'], Services['removeImage']['output']>(
  service('removeImage'),
).createMachine({
  id: 'imageRemoval',
  context: ({ input }) => input,
  initial: 'removing',
  states: {
    removing: {
      invoke: {
        id: 'perform',
        src: 'perform',
        input: ({ context }) => context.service,
        onDone: {
          target: 'ended',
          actions: { type: 'answer', params: ({ context }) => granted('image.remove', context.requestId, {}) },
        },
        onError: { target: 'ended', actions: { type: 'answer', params: failedErrand } },
      },
    },
    ended: { type: 'final' },
  },
});
