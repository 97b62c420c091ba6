import type { AuthConfig, PullImageRequest, PullImageResponse } from '../../../proto/generated/api.ts';
import type { Draft, PullImage } from '../../machines/messages.ts';
import { asking, type Rpc } from '../rpc.ts';
import { named, present } from '../validate.ts';

/**
 * Brings an image here. Equal pulls at one time are one; an image that is here already is an answer.
 * `image_ref` is the image's id, the same as everywhere else (CRI 1.36). Credentials travel beside the message.
 */
export const pullImage: Rpc<PullImageRequest, PullImageResponse> = asking({
  command: ({ image, auth }, { ids, sideband }): Draft<PullImage> => ({
    type: 'image.pull',
    reference: named(present(image, 'image').image, 'image.image'),
    pullId: ids.pullId(),
    ...(hasCredentials(auth) ? { credentialsKey: sideband.keepCredentials(auth) } : {}),
  }),
  response: ({ imageId }) => ({ imageRef: imageId }),
});

/** Clients send an empty message where they have none. */
const hasCredentials = (auth: AuthConfig | undefined): auth is AuthConfig =>
  auth !== undefined && [auth.username, auth.password, auth.auth, auth.identityToken, auth.registryToken].some(Boolean);
