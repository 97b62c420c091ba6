/**
 * xstate does not end the children of an actor that failed: a crashed sandbox's containers would go on beside those of its
 * successor, with timers and watchers. `_stop` is its own word for ending a child, for the pinned version; a test
 * (system.test.ts, "its containers do not live twice") fails where it means something else.
 */
import type { AnyActorRef } from 'xstate';

/** Ends every actor below this one, the lowest first. @returns those that were ended: whoever waits for one waits in vain. */
export const endChildren = (ref: AnyActorRef): readonly AnyActorRef[] => {
  const { children = {} } = ref.getSnapshot() as { readonly children?: Readonly<Record<string, AnyActorRef>> };
  return Object.values(children).flatMap((child) => {
    if (child === undefined) return [];
    const below = endChildren(child);
    (child as unknown as { readonly _stop: () => void })._stop();
    return [...below, child];
  });
};
