import type { StreamImagesRequest, StreamImagesResponse } from '../../../proto/generated/api.ts';
import { listing, type StreamRpc } from '../stream-rpc.ts';
import { imagesIn } from './list-images.ts';

/** ListImages in parts, for lists larger than a message. */
export const streamImages: StreamRpc<StreamImagesRequest, StreamImagesResponse> = listing({
  items: ({ filter }, { views }) => imagesIn(filter, views),
  response: (images) => ({ images }),
  itemsOf: (response) => response.images,
});
