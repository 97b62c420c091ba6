/** Numbers of CRI's enumerations, without the generated code that this room does not load. Types keep them equal. */
import type * as wire from '../../proto/generated/api.ts';

export const NamespaceMode = {
  POD: 0,
  CONTAINER: 1,
  NODE: 2,
  TARGET: 3,
} as const satisfies typeof wire.NamespaceMode;

export const MountPropagation = {
  PROPAGATION_PRIVATE: 0,
  PROPAGATION_HOST_TO_CONTAINER: 1,
  PROPAGATION_BIDIRECTIONAL: 2,
} as const satisfies typeof wire.MountPropagation;

export const ProfileType = {
  RuntimeDefault: 0,
  Unconfined: 1,
  Localhost: 2,
} as const satisfies typeof wire.SecurityProfile_ProfileType;

export const GroupsPolicy = { Merge: 0, Strict: 1 } as const satisfies typeof wire.SupplementalGroupsPolicy;
