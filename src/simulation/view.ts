/** What invariants and people may look at, and not touch. */
import type { AnyActorRef } from 'xstate';
import type { JsonObject } from '../machines/json.ts';
import type { Reply } from '../machines/messages.ts';
import type { Condition, ContainerView, SandboxView } from '../machines/views.ts';
import type { MemoryStore } from '../store/memory-store.ts';
import type { Asked, ClientAt } from './clients.ts';
import type { Witness } from './witness.ts';
import type { Task } from './world/world.ts';

export interface View {
  readonly requests: ReadonlyMap<string, Readonly<Asked>>;
  readonly clients: readonly Readonly<ClientAt>[];
  /** All that the daemon logged as an error: none is right. */
  readonly complaints: readonly { readonly message: string; readonly fields: JsonObject }[];
  /** What was answered since the last choice. */
  readonly fresh: readonly { readonly request: Readonly<Asked>; readonly reply: Reply }[];
  /** Whether anything in the world is this one's. */
  readonly owns: (ownerId: string) => boolean;
  /** `kind name` of all that is this one's. */
  readonly ownedBy: (ownerId: string) => readonly string[];
  /** The node's condition. */
  readonly networkReady: () => Condition;
  /** `kind name` of everything in the world. */
  readonly resources: () => readonly string[];
  readonly tasks: ReadonlyMap<string, Readonly<Task>>;
  readonly store: Pick<MemoryStore, 'rows' | 'saved'>;
  readonly nowMs: () => number;
  /** Of all actors; their snapshots are below it. */
  readonly root: () => AnyActorRef;
  readonly sandboxes: () => readonly SandboxView[];
  readonly containers: () => readonly ContainerView[];
  /** What the daemon waits for. */
  readonly pending: () => readonly { readonly kind: string; readonly name: string }[];
  /** What invariants look at. */
  readonly witness: Pick<Witness, 'facts' | 'always' | 'rest' | 'end'>;
  /** The whole state as text: what the hash is of. */
  readonly text: () => string;
}
