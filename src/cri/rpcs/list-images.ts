import type { ListImagesRequest, ListImagesResponse } from '../../../proto/generated/api.ts';
import { imageOf } from '../image-view.ts';
import { type Rpc, reading } from '../rpc.ts';
import { line } from '../validate.ts';

/** Every image once, with all its names; with a filter the one image that the reference means, if it is there. */
export const listImages: Rpc<ListImagesRequest, ListImagesResponse> = reading(({ filter }, { views }) => {
  const reference = line(filter?.image?.image ?? '', 'filter.image.image');
  const found = reference === '' ? views.images() : [views.image(reference)].filter((image) => image !== undefined);
  return { images: found.map(imageOf) };
});
