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
  /** `call`: the symbolic name of the call. */
  readonly waits: readonly { readonly service: string; readonly call: string; readonly ageUs: number | undefined }[];
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

export interface PresentOptions {
  readonly sinceOf: (ref: AnyActorRef) => Since | undefined;
  /** When a service was asked; undefined: not known. */
  readonly askedAtMs?: ((ref: AnyActorRef) => number | undefined) | undefined;
  /** Symbolic, as in recordings. */
  readonly nameOf: (ref: AnyActorRef) => string;
  readonly nowMs: number;
}

export const presentBelow = (
  root: AnyActorRef,
  { sinceOf, askedAtMs = () => undefined, nameOf, nowMs }: PresentOptions,
): readonly Present[] => {
  const all: Present[] = [];
  const usSince = (atMs: number) => Math.max(0, Math.round((nowMs - atMs) * 1000));
  const visit = (ref: AnyActorRef, parent: string | undefined): void => {
    const { status, value, machine, children = {} } = ref.getSnapshot() as ChartSnapshot;
    if (machine === undefined || status === 'done' || status === 'stopped') return;
    const since = sinceOf(ref);
    const ageUs = since === undefined ? undefined : usSince(since.atMs);
    const actor = nameOf(ref);
    const below = Object.values(children).filter((child) => child !== undefined);
    all.push({
      actor,
      parent,
      machine: machine.id,
      state: pathOf(value),
      ageUs,
      waits: below.flatMap((child) => {
        const { machine: its, status: how } = child.getSnapshot() as ChartSnapshot;
        if (its !== undefined || how !== 'active') return [];
        const askedMs = askedAtMs(child);
        return [
          { service: child.id, call: nameOf(child), ageUs: askedMs === undefined ? undefined : usSince(askedMs) },
        ];
      }),
      last: since === undefined || ageUs === undefined ? undefined : { type: since.event, ageUs },
      mark: status === 'error' ? 'crashed' : undefined,
    });
    for (const child of below) visit(child, actor);
  };
  visit(root, undefined);
  return all;
};
