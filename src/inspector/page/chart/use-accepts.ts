/** What an actor would do with each message at the moment, its guards asked: where the source can be played, by the server. */
import { useEffect, useState } from 'preact/hooks';
import { api, isServed } from '../api.ts';
import { moment, source } from '../state.ts';

export interface Acceptance {
  /** Type of the message. */
  readonly type: string;
  /** `none`: nothing active hears it. `guard`: a guard says no. `depends`: on what the message holds. */
  readonly verdict: 'accepted' | 'guard' | 'none' | 'depends';
  readonly to: readonly string[];
  readonly does: readonly string[];
  readonly guards: readonly string[];
}

/** @param actor undefined: nothing is asked. @returns undefined: not known, or not yet; or why not */
export const useAccepts = (actor: string | undefined): readonly Acceptance[] | string | undefined => {
  const [answer, set] = useState<readonly Acceptance[] | string | undefined>(undefined);
  const now = moment.value;
  const id = source.value?.canPlay === true && isServed() ? source.value.id : undefined;
  const run = now?.run;
  const q = now === undefined ? undefined : Math.floor(now.q);
  useEffect(() => {
    set(undefined);
    if (actor === undefined || id === undefined || run === undefined || q === undefined) return;
    const abort = new AbortController();
    // While the moment runs on, only where it stays for a little is asked.
    const timer = setTimeout(() => {
      api<{ readonly events: readonly Acceptance[] }>('accepts', { source: id, run, q, actor }, abort.signal).then(
        ({ events }) => set(events),
        (error: unknown) => {
          if (!abort.signal.aborted) set(error instanceof Error ? error.message : 'no answer');
        },
      );
    }, 150);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [actor, id, run, q]);
  return answer;
};
