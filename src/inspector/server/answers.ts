/** What each address below `/api/` answers. Checks of who asks are done; of what is asked, here and behind {@link Api}. */
import { type Api, type Playing, Refusal } from './api.ts';
import { queryOf } from './query.ts';

/** @returns JSON; undefined: there is no such address. @throws Refusal */
export const answerOf = async (
  { sources, playing }: Api,
  path: string,
  search: string,
  signal: AbortSignal,
): Promise<object | undefined> => {
  switch (path) {
    case '/api/sources': {
      queryOf(search, []);
      return sources();
    }
    case '/api/accepts': {
      const query = queryOf(search, ['source', 'run', 'q', 'actor']);
      const ask = { ...momentIn(query), actor: query.text('actor') };
      return playable(playing).accepts(ask, signal);
    }
    case '/api/what-if': {
      const query = queryOf(search, ['source', 'run', 'q', 'change']);
      const ask = { ...momentIn(query), changes: query.texts('change') };
      return playable(playing).whatIf(ask, signal);
    }
    case '/api/deviation': {
      const query = queryOf(search, ['source', 'off']);
      return playable(playing).deviation({ source: query.text('source'), off: query.wholes('off') }, signal);
    }
    case '/api/scenarios': {
      queryOf(search, []);
      return playable(playing).scenarios(signal);
    }
    case '/api/sim': {
      const query = queryOf(search, ['scenario', 'choices']);
      return playable(playing).sim({ scenario: query.text('scenario'), choices: query.list('choices') }, signal);
    }
  }
  return undefined;
};

const momentIn = (query: ReturnType<typeof queryOf>) => ({
  source: query.text('source'),
  run: query.count('run', 1),
  q: query.number('q'),
});

const playable = (playing: Playing | undefined): Playing => {
  if (playing === undefined) throw new Refusal(501, 'nothing can be played here');
  return playing;
};
