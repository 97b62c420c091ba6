/** What an actor would do with each message at the moment that is looked at; asked of the server, which plays it. */
import { useEffect, useState } from 'preact/hooks';
import type { Accepts } from '../../playing.ts';
import { api, isServed } from '../api.ts';
import type { Acceptance } from '../chart/Chart.tsx';
import { moment, source, sourceId } from '../state.ts';

/** While the moment moves nothing is asked. */
const restMs = 150;

/** @returns undefined: it is not known (yet), or nothing can be played here. */
export const useAccepts = (actor: string): readonly Acceptance[] | undefined => {
  const [found, set] = useState<{ readonly of: string; readonly all: readonly Acceptance[] } | undefined>(undefined);
  const canAsk = isServed() && source.value?.canPlay === true && moment.value !== undefined;
  const { run = 0, q = 0 } = moment.value ?? {};
  const of = `${sourceId.value} ${run} ${Math.floor(q)} ${actor}`;
  useEffect(() => {
    if (!canAsk) return;
    const ending = new AbortController();
    const ask = { source: sourceId.peek(), run, q: Math.floor(q), actor };
    const timer = setTimeout(() => {
      api<Accepts>('accepts', ask, ending.signal).then(
        ({ events }) => set({ of, all: events.map(acceptanceOf) }),
        () => undefined,
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [of, canAsk]);
  return found?.of === of ? found.all : undefined;
};

const acceptanceOf = ({ type, verdict, to, guards, sampleQ }: Accepts['events'][number]): Acceptance => {
  const asked = sampleQ === undefined ? '' : `, asked about the message of input ${sampleQ}`;
  const guard = guards.join(', ');
  const whys = {
    accepted: to.length === 0 ? `stays${asked}` : `→ ${to.join(', ')}${asked}`,
    guard: `${guard} says no${asked}`,
    none: 'no active state handles it',
    depends: `depends on the message: ${guard}`,
  };
  return { event: type, isAccepted: verdict === 'accepted', why: whys[verdict] };
};
