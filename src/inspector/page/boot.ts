/**
 * How a page begins. Served: the token is in the fragment of the first address, and is taken out of it at once; it stays in
 * memory. As a file (`troupe report`): the recording, gzipped and in base64, and the worker's script are in the page.
 */
import type { SourceAbout } from '../stream.ts';
import { setServed } from './api.ts';
import { openWorker, type Port } from './ask.ts';
import { parseRoute } from './route.ts';
import { addBytes, refreshSources } from './sources.ts';

/** Elements of a page that is a file: `SourceAbout` as JSON; gzip of NDJSON in base64; the worker's script. */
const ids = { about: 'troupe-about', recording: 'troupe-recording', worker: 'troupe-worker' } as const;

interface ScriptPolicy {
  createScriptURL: (url: string) => string;
}
interface WithTrust {
  readonly trustedTypes?: {
    createPolicy: (name: string, rules: ScriptPolicy) => ScriptPolicy;
  };
}

const startWorker = (url: string): Port => {
  const allow: ScriptPolicy = { createScriptURL: () => url };
  const policy = (globalThis as WithTrust).trustedTypes?.createPolicy('troupe', allow) ?? allow;
  return new Worker(policy.createScriptURL(url), { type: 'module' }) as unknown as Port;
};

/** `#t=TOKEN`, and what address comes after it: `#t=TOKEN/r/SOURCE/…`, `#t=TOKEN&/r/…`. */
const tokenPattern = /^#t=([A-Za-z0-9_-]+)&?(.*)$/;

const takeToken = (): string | undefined => {
  const [, token, rest = ''] = tokenPattern.exec(location.hash) ?? [];
  if (token !== undefined) history.replaceState(null, '', rest === '' ? location.pathname : `#${rest}`);
  return token;
};

const textIn = (id: string): string | undefined => document.getElementById(id)?.textContent ?? undefined;

const startFile = (about: SourceAbout): void => {
  const script = new Blob([textIn(ids.worker) ?? ''], { type: 'text/javascript' });
  openWorker(startWorker(URL.createObjectURL(script)));
  const packed = atob((textIn(ids.recording) ?? '').trim());
  addBytes(
    about,
    Uint8Array.from(packed, (sign) => sign.charCodeAt(0)),
  );
};

/** @throws Error in words for people, where nothing can be shown. */
export const boot = async (): Promise<void> => {
  const about = textIn(ids.about);
  if (about !== undefined) return startFile(JSON.parse(about) as SourceAbout);
  const token = takeToken();
  if (token === undefined)
    throw new Error('this page has no token: open it by the address that troupe inspect has printed');
  const served = { base: location.origin, token };
  setServed(served);
  openWorker(startWorker(`${served.base}/worker.js`), served);
  const listed = await refreshSources();
  const { source } = parseRoute(location.hash).route;
  if (listed.length === 0)
    throw new Error('there is nothing to look at: no daemon answers, and no recording was given');
  if (source !== '' && !listed.some(({ id }) => id === source))
    throw new Error(`the address asks for ${source}, which is not here`);
};
