/** How a page begins: from troupe's server, or as a file. */
import { setServed } from './api.ts';
import { openWorker, type Port } from './ask.ts';
import { type FromFile, type FromServer, originOf } from './origin.ts';
import { parseRoute } from './route.ts';
import { addBytes, refreshSources } from './sources.ts';

/** @throws Error in words for people, where nothing can be shown. */
export const boot = async (): Promise<void> => {
  const origin = originOf();
  await (origin.kind === 'file' ? bootFile(origin) : bootServed(origin));
};

const bootFile = async ({ newWorker, recordings }: FromFile): Promise<void> => {
  openWorker((await newWorker()) as unknown as Port);
  for (const { about, bytes } of recordings) addBytes(about, bytes());
};

const bootServed = async (origin: FromServer): Promise<void> => {
  const token = await origin.token;
  if (token === '') throw new Error('this page has no token: open it by the address that troupe has printed');
  const served = { base: origin.base, token };
  setServed(served);
  openWorker((await origin.newWorker()) as unknown as Port, served);
  const listed = await refreshSources();
  const { source } = parseRoute(location.hash).route;
  if (listed.length === 0)
    throw new Error('there is nothing to look at: no daemon answers, and no recording was given');
  if (source !== '' && !listed.some(({ id }) => id === source))
    throw new Error(`the address asks for ${source}, which is not here`);
};
