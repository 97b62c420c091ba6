/** Who is there: the living sandbox and container actors, by id. An id may be given as an unambiguous prefix. */
import type { ActorRefFrom, AnyActorRef } from 'xstate';
import type { containerMachine } from '../machines/container.ts';
import { FailureError } from '../machines/failure.ts';
import { type Keep, KeptMap } from '../machines/keeping.ts';
import type { sandboxMachine } from '../machines/sandbox.ts';

export interface Register<Ref extends AnyActorRef> {
  readonly add: (id: string, ref: Ref) => void;
  /** Only when it is still this actor's: a crashed one's successor has the same id. */
  readonly drop: (id: string, ref: AnyActorRef) => void;
  /** Undefined: none. Throws `IdAmbiguous`. */
  readonly find: (idOrPrefix: string) => { readonly id: string; readonly ref: Ref } | undefined;
  readonly all: () => IterableIterator<Ref>;
  /** Who is there, not how they are. */
  readonly keep: Keep;
}

export interface Directory {
  readonly sandboxes: Register<ActorRefFrom<typeof sandboxMachine>>;
  readonly containers: Register<ActorRefFrom<typeof containerMachine>>;
}

export const openDirectory = (): Directory => ({ sandboxes: openRegister(), containers: openRegister() });

const openRegister = <Ref extends AnyActorRef>(): Register<Ref> => {
  const refs = new KeptMap<string, Ref>();
  return {
    add: (id, ref) => void refs.set(id, ref),
    drop: (id, ref) => {
      if (refs.get(id) === ref) refs.delete(id);
    },
    find: (idOrPrefix) => {
      const exact = refs.get(idOrPrefix);
      if (exact !== undefined) return { id: idOrPrefix, ref: exact };
      if (idOrPrefix === '') return undefined;
      const fitting = [...refs.keys()].filter((id) => id.startsWith(idOrPrefix));
      if (fitting.length > 1) throw new FailureError('IdAmbiguous', { prefix: idOrPrefix, fitting: fitting.length });
      const [id] = fitting;
      const ref = id === undefined ? undefined : refs.get(id);
      return id === undefined || ref === undefined ? undefined : { id, ref };
    },
    all: () => refs.values(),
    keep: refs.keep,
  };
};
