/** Sources on a page, until the terminal, a signal, or nobody's interest ends it. */
import type { Api, Playing } from '../../inspector/server/api.ts';
import { loadAssets } from '../../inspector/server/assets.ts';
import { type PageServer, startServer } from '../../inspector/server/server.ts';
import { Complaint } from '../complain.ts';
import { exitCodes } from '../exit-codes.ts';
import { awaitEnd } from '../signals.ts';
import { openBrowser } from './browser.ts';
import { lazily } from './lazily.ts';
import { pageDir } from './page-dir.ts';
import type { Sources } from './source.ts';
import { wordsOf } from './sources/produced.ts';

export interface ShowOptions {
  /** 0: one that is free. */
  readonly port: number;
  /** Without a request or a page that listens. */
  readonly idleMs: number;
  /** Have the desktop's browser show it. */
  readonly opensBrowser: boolean;
}

export interface ShowDesk {
  /** The address, and nothing else. */
  readonly print: (line: string) => void;
  readonly say: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const apiOf = (sources: Sources, playing: Playing | undefined): Api => ({
  sources: async () => sources.all().map((source) => source.about()),
  stream: (id, signal) => streamOf(sources, id, signal),
  ...(playing === undefined ? {} : { playing }),
});

async function* streamOf(sources: Sources, id: string, signal: AbortSignal) {
  yield* sources.find(id).lines(signal);
}

/**
 * Settles when it is over. Effects: closes `sources`.
 * @throws Complaint where the page is not built, or the port is taken
 */
export const show = async (
  { sources, playing }: { readonly sources: Sources; readonly playing?: Playing | undefined },
  options: ShowOptions,
  { print, say, env }: ShowDesk,
): Promise<void> => {
  const { ended } = awaitEnd({ followsParent: true });
  try {
    const assets = await loadAssets(await pageDir(say));
    const server = await startServer({
      api: apiOf(sources, playing ?? lazily(async () => (await import('./play/playing.ts')).openPlaying(sources))),
      assets,
      port: options.port,
      onFailure: (error) => say(wordsOf(error)),
    }).catch((error: NodeJS.ErrnoException) => {
      throw portComplaint(error, options.port);
    });
    try {
      print(server.url);
      say('the address has a token in it: whoever has it can look, and nobody can change anything. Ctrl-C ends this.');
      if (options.opensBrowser) openBrowser(server, env, say);
      await Promise.race([ended, idleFor(server, options.idleMs)]).then((why) => {
        if (why === 'idle') say('nobody has looked for a while: ended');
      });
    } finally {
      await server.close();
    }
  } finally {
    await sources.close();
  }
};

const portComplaint = (error: NodeJS.ErrnoException, port: number): Error => {
  const { code } = error;
  const why = code === 'EADDRINUSE' ? 'is taken' : code === 'EACCES' ? 'is not yours to listen at' : undefined;
  return why === undefined ? error : new Complaint([`troupe: port ${port} ${why}`], exitCodes.unavailable);
};

/** Never where it is 0. */
const idleFor = (server: PageServer, idleMs: number): Promise<'idle'> =>
  new Promise((resolve) => {
    if (idleMs === 0) return;
    const look = () => {
      const since = server.idleSince();
      const left = since === undefined ? idleMs : since + idleMs - performance.now();
      if (left <= 0) resolve('idle');
      else setTimeout(look, Math.max(left, 10)).unref();
    };
    look();
  });
