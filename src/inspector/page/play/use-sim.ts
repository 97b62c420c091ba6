/** Where the simulation of the address is: asked of the server, which plays it from its start. */
import { useEffect, useState } from 'preact/hooks';
import type { SimAnswer } from '../../playing.ts';
import { api } from '../api.ts';
import { replaceSource } from '../route.ts';
import { takeIn, wordsOf } from './made.ts';

export interface SimState {
  /** The last one that came. */
  readonly answer: SimAnswer | undefined;
  readonly isWorking: boolean;
  readonly wrong: string | undefined;
}

export const useSim = (scenario: string, choices: string): SimState => {
  const [state, set] = useState<SimState>({ answer: undefined, isWorking: true, wrong: undefined });
  useEffect(() => {
    const ending = new AbortController();
    set((before) => ({ ...before, isWorking: true }));
    const get = async (): Promise<void> => {
      const answer = await api<SimAnswer>('sim', { scenario, choices }, ending.signal);
      await takeIn(answer.source);
      if (ending.signal.aborted) return;
      replaceSource(answer.source);
      set({ answer, isWorking: false, wrong: undefined });
    };
    get().catch((error: unknown) => {
      if (!ending.signal.aborted) set((before) => ({ ...before, isWorking: false, wrong: wordsOf(error) }));
    });
    return () => ending.abort();
  }, [scenario, choices]);
  return state;
};

/** Places as the address has them: `0*12,3,0`; equal ones beside each other are counted. */
export const packed = (places: readonly number[], ...last: readonly string[]): string => {
  const words: string[] = [];
  let index = 0;
  while (index < places.length) {
    let end = index;
    while (places[end] === places[index]) end += 1;
    words.push(end - index > 1 ? `${places[index]}*${end - index}` : String(places[index]));
    index = end;
  }
  return [...words, ...last].join(',');
};
