import type { ImageStatusRequest, ImageStatusResponse } from '../../../proto/generated/api.ts';
import { imageOf } from '../image-view.ts';
import { type Rpc, reading } from '../rpc.ts';
import { named, present } from '../validate.ts';
import { infoOf } from '../verbose.ts';

/** One image, by id, id prefix, tag or digest. Unknown is an empty answer, not an error (CRI). */
export const imageStatus: Rpc<ImageStatusRequest, ImageStatusResponse> = reading((request, { views }) => {
  const view = views.image(named(present(request.image, 'image').image, 'image.image'));
  if (view === undefined) return { image: undefined, info: {} };
  const facts = { chainID: view.chainId, imageSpec: view.config };
  return { image: imageOf(view), info: request.verbose ? infoOf({ info: facts }) : {} };
});
