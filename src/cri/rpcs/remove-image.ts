import type { RemoveImageRequest, RemoveImageResponse } from '../../../proto/generated/api.ts';
import type { Draft, RemoveImage } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named, present } from '../validate.ts';

/** Removes an image with all its names. Absent counts as removed (CRI: idempotent). */
export const removeImage: Rpc<RemoveImageRequest, RemoveImageResponse> = asking({
  command: ({ image }): Draft<RemoveImage> => ({
    type: 'image.remove',
    reference: named(present(image, 'image').image, 'image.image'),
  }),
  response: () => ({}),
});
