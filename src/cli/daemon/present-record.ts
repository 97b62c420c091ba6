/** Who is there, as a `C` record: what a viewer is told first. */
import type { Present } from '../../actors/present.ts';
import type { OpenRequest } from '../../actors/requests.ts';
import type { CheckpointActor, CheckpointRecord } from '../../journal/format.ts';
import { actorOf } from '../../journal/subject.ts';
import type { Json } from '../../machines/json.ts';

export interface PresentFacts {
  readonly present: readonly Present[];
  readonly requests: readonly OpenRequest[];
}

/** @param t of the record, µs since the header's `epochMs`. */
export const presentRecord = (
  { present, requests }: PresentFacts,
  { q, t, epochMs }: { readonly q: number; readonly t: number; readonly epochMs: number },
): CheckpointRecord => ({
  k: 'C',
  q,
  t,
  actors: present.map((each) => actorIn(each, t)),
  requests: requests.map(({ requestId: id, draft, atMs, leftMs }) => {
    const a = subjectOf(draft as unknown as Json);
    const askedUs = Math.round((atMs - epochMs) * 1000);
    return {
      id,
      e: draft.type,
      ...(a === '' ? {} : { a }),
      t: askedUs,
      ...(leftMs === undefined ? {} : { dl: Math.round(askedUs + leftMs * 1000) }),
    };
  }),
});

const actorIn = ({ actor, machine, parent, state, ageUs, last, waits }: Present, t: number): CheckpointActor => ({
  a: actor,
  ...(machine === undefined ? {} : { m: machine }),
  ...(parent === undefined ? {} : { p: parent }),
  v: state,
  ...(ageUs === undefined ? {} : { s: t - ageUs }),
  ...(last === undefined ? {} : { e: last.type }),
  ...(waits.length === 0 ? {} : { w: waits.map((wait) => callIn(wait, t)) }),
});

const callIn = ({ call, ageUs }: Present['waits'][number], t: number): readonly [string, number?] =>
  ageUs === undefined ? [call] : [call, t - ageUs];

/** Whom a command is for; empty: the daemon itself. */
const subjectOf = (draft: Json): string => {
  const { pullId } = draft as { readonly pullId?: unknown };
  return typeof pullId === 'string' ? `pull:${pullId}` : actorOf({ k: 'I', q: 0, t: 0, s: 'rpc', e: draft });
};
