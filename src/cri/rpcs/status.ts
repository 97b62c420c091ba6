import type { RuntimeCondition, StatusRequest, StatusResponse } from '../../../proto/generated/api.ts';
import type { Condition } from '../../machines/views.ts';
import { type Rpc, reading } from '../rpc.ts';
import { infoOf } from '../verbose.ts';

/**
 * Whether pods can run, and what each runtime handler can do. The entry with the empty name is the default handler's:
 * clients look for features there. Cheap, for it is asked every few seconds.
 */
export const runtimeStatus: Rpc<StatusRequest, StatusResponse> = reading(({ verbose }, { views }) => ({
  status: {
    conditions: [conditionOf('RuntimeReady', views.runtimeReady()), conditionOf('NetworkReady', views.networkReady())],
  },
  info: verbose ? infoOf(views.info()) : {},
  runtimeHandlers: views.runtimeHandlers().map((handler) => ({
    name: handler.name,
    features: {
      recursiveReadOnlyMounts: handler.hasRecursiveReadOnlyMounts,
      userNamespaces: handler.hasUserNamespaces,
    },
  })),
  features: {
    supplementalGroupsPolicy: true,
    userNamespacesHostNetwork: views.runtimeHandlers().some(({ hasUserNamespaces }) => hasUserNamespaces),
    mountOptions: true,
  },
}));

const conditionOf = (type: string, { isTrue, reason, message }: Condition): RuntimeCondition => ({
  type,
  status: isTrue,
  reason,
  message,
});
