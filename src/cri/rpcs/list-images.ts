import type { Image, ImageFilter, ListImagesRequest, ListImagesResponse } from '../../../proto/generated/api.ts';
import type { Views } from '../../machines/views.ts';
import { imageOf } from '../image-view.ts';
import { type Rpc, reading } from '../rpc.ts';
import { line } from '../validate.ts';

/** Every image once, with all its names; with a filter the one image that the reference means, if it is there. */
export const listImages: Rpc<ListImagesRequest, ListImagesResponse> = reading(({ filter }, { views }) => ({
  images: imagesIn(filter, views),
}));

export const imagesIn = (filter: ImageFilter | undefined, views: Pick<Views, 'image' | 'images'>): Image[] => {
  const reference = line(filter?.image?.image ?? '', 'filter.image.image');
  const found = reference === '' ? views.images() : [views.image(reference)].filter((image) => image !== undefined);
  return found.map(imageOf);
};
