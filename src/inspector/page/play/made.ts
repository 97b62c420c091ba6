/** Sources that the server makes when it is asked: what-ifs, deviations, steps of simulations. */
import { api } from '../api.ts';
import { openSource } from '../ask.ts';
import { go } from '../route.ts';
import { refreshSources } from '../sources.ts';
import { sources } from '../state.ts';

/** Has it listed and read. */
export const takeIn = async (id: string): Promise<void> => {
  if (!sources.peek().some((each) => each.id === id)) await refreshSources();
  const about = sources.peek().find((each) => each.id === id);
  if (about === undefined) throw new Error('what was made is not there any more');
  openSource(about);
};

/** @returns the source in which it went another way. @throws Error in words */
export const whatIf = async (
  of: { readonly source: string; readonly run: number; readonly q: number },
  change: string,
): Promise<string> => {
  const { source, run, q } = of;
  const made = await api<{ readonly source: string }>('what-if', { source, run, q: Math.floor(q), change });
  await takeIn(made.source);
  return made.source;
};

/** Both futures beside each other. */
export const showBoth = (left: string, right: string): void =>
  go({ page: 'diff', source: right, params: { left, right } });

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
