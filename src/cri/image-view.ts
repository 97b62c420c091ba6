/** Images as the contract shows them. Pure. */
import type { Image } from '../../proto/generated/api.ts';
import type { ImageView } from '../machines/views.ts';

export const imageOf = (view: ImageView): Image => ({
  id: view.imageId,
  repoTags: [...view.repoTags],
  repoDigests: [...view.repoDigests],
  size: `${view.sizeBytes}`,
  ...userOf(view.user),
  spec: { image: '', annotations: { ...view.annotations }, userSpecifiedImage: '', runtimeHandler: '', imageRef: '' },
  pinned: view.isPinned,
});

/** `User` of an image is a number or a name, maybe with a group. Either field is filled, never both; neither is root. */
const userOf = (user: string): Pick<Image, 'uid' | 'username'> => {
  const name = user.split(':', 1)[0] ?? '';
  return /^\d{1,10}$/.test(name) ? { uid: { value: name }, username: '' } : { uid: undefined, username: name };
};
