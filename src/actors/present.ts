/** Who is there now: each actor with its state, how long it has been in it, and the services that it waits for; read only. */
import type { AnyActorRef } from 'xstate';
import { pathOf } from '../machines/chart.ts';
import type { Since } from './observer.ts';

/** Times are µs. */
export interface Present {
  readonly actor: string;
  readonly parent: string | undefined;
  readonly machine: string | undefined;
  readonly state: string;
  readonly ageUs: number | undefined;
  readonly waits: readonly { readonly service: string; readonly ageUs: number | undefined }[];
  /** What brought it to its state. */
  readonly last: { readonly type: string; readonly ageUs: number } | undefined;
  readonly mark: string | undefined;
}

interface ChartSnapshot {
  readonly status: string;
  readonly value?: unknown;
  readonly machine?: { readonly id: string };
  readonly children?: Readonly<Record<string, AnyActorRef | undefined>>;
}

export const presentBelow = (
  root: AnyActorRef,
  { sinceOf, nowMs }: { readonly sinceOf: (ref: AnyActorRef) => Since | undefined; readonly nowMs: number },
): readonly Present[] => {
  const all: Present[] = [];
  const visit = (ref: AnyActorRef, parent: string | undefined): void => {
    const { status, value, machine, children = {} } = ref.getSnapshot() as ChartSnapshot;
    if (machine === undefined || status === 'done' || status === 'stopped') return;
    const since = sinceOf(ref);
    const ageUs = since === undefined ? undefined : Math.max(0, Math.round((nowMs - since.atMs) * 1000));
    const own = nameIn(ref.id);
    const isTop = parent === undefined || ref._parent === root;
    const actor = isTop ? own : `${parent}/${own}`;
    const below = Object.values(children).filter((child) => child !== undefined);
    all.push({
      actor,
      parent,
      machine: machine.id,
      state: pathOf(value),
      ageUs,
      waits: below.flatMap((child) => {
        const { machine: its, status: how } = child.getSnapshot() as ChartSnapshot;
        return its === undefined && how === 'active' ? [{ service: child.id, ageUs: undefined }] : [];
      }),
      last: since === undefined || ageUs === undefined ? undefined : { type: since.event, ageUs },
      mark: status === 'error' ? 'crashed' : undefined,
    });
    for (const child of below) visit(child, actor);
  };
  visit(root, undefined);
  return all;
};

/** Symbolic, as in recordings, but for the numbers: those that are there now are told apart without. */
const nameIn = (id: string): string => {
  const [, kind = 'svc', own = id] = /^([a-zA-Z]+):(.*?)(?:#\d+)?$/.exec(id) ?? [];
  return `${{ sandbox: 'pod', container: 'ctr' }[kind] ?? kind}:${own}`;
};
