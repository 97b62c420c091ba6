/** How a page begins: its worker, and what there is to look at; from troupe's server, or as a file. */
import { setOrigin } from './api.ts';
import { openWorker, type Port } from './ask.ts';
import { setBook } from './chart/book.ts';
import { type FromFile, type FromServer, type Origin, originOf } from './origin.ts';
import { parseRoute } from './route.ts';
import { trouble } from './shell/troubles.ts';
import { addBytes, refreshSources } from './sources.ts';
import { sources } from './state.ts';

/** @throws Error in words for people, where nothing can be shown. */
export const boot = async (): Promise<void> => {
  const origin = originOf();
  await (origin.kind === 'file' ? bootFile(origin) : bootServed(origin));
  const ids = sources.peek().map(({ id }) => id);
  if (ids.length === 0) throw new Error('There is nothing to look at: no daemon answers, and no recording was given.');
  const { source } = parseRoute(location.hash).route;
  if (source !== '' && !ids.includes(source)) throw new Error(`The address asks for “${source}”, which is not here.`);
};

const workerOf = async ({ newWorker }: Origin): Promise<Port> => {
  const worker = await newWorker();
  worker.addEventListener('error', ({ message }) => {
    trouble.value = `What keeps the records has failed: ${message ?? 'it could not be loaded'}. Load the page again.`;
  });
  return worker as unknown as Port;
};

const bootFile = async (origin: FromFile): Promise<void> => {
  setOrigin(origin);
  setBook(origin.charts);
  openWorker(await workerOf(origin));
  for (const { about, bytes } of origin.recordings) addBytes(about, bytes());
};

/** What takes time begins at once, beside each other and beside the first drawing of the page. */
const bootServed = async (origin: FromServer): Promise<void> => {
  const starting = workerOf(origin);
  const token = typeof origin.token === 'string' ? origin.token : await origin.token;
  setOrigin(origin, token);
  if (token === '') throw new Error('This page has no token: open it by the address that troupe has printed.');
  const found = refreshSources();
  openWorker(await starting, { base: origin.base, token });
  await found;
};
