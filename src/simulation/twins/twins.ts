/** All broken twins. */
import { containerTwins } from './container-twins.ts';
import { sandboxTwins } from './sandbox-twins.ts';
import { serviceTwins } from './service-twins.ts';
import type { Twin } from './twin.ts';

export const twins: readonly Twin[] = [...containerTwins, ...sandboxTwins, ...serviceTwins];
