/**
 * Where this page comes from: from troupe's server, with a token in its address, or as a file with everything in it (`troupe report`).
 * The token is taken out of the address at once, and is kept nowhere else.
 */

import { elements, type ReportIndex } from '../report.ts';
import type { SourceAbout } from '../stream.ts';

export interface Recording {
  readonly about: SourceAbout;
  /** NDJSON, gzipped. */
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

interface Common {
  /** @throws DOMException where the browser does not let it be */
  readonly newWorker: () => Promise<Worker>;
}
export interface FromServer extends Common {
  readonly kind: 'served';
  readonly base: string;
  /** Empty: there was none in the address; the server will say so. @throws Error where a ticket is not good any more */
  readonly token: string | Promise<string>;
}
export interface FromFile extends Common {
  readonly kind: 'file';
  /** Every chart, drawn: what `charts.json` has. */
  readonly charts: () => Promise<unknown>;
  readonly recordings: readonly Recording[];
}
export type Origin = FromServer | FromFile;

/** To be called once, before anything reads the address. */
export const originOf = (): Origin => {
  const index = textOf(elements.index);
  return index === undefined ? served() : report(JSON.parse(index) as ReportIndex);
};

const served = (): Origin => ({
  kind: 'served',
  base: location.origin,
  token: takeToken(),
  newWorker: async () => new Worker(ownUrl('worker.js') as string, { type: 'module' }),
});

/** `#t=TOKEN`, or `#o=TICKET` that a command line had; and maybe, behind a `&`, what to show. */
const takeToken = (): string | Promise<string> => {
  const [, kind, secret = '', rest = ''] = /^#([to])=([\w-]*)&?(.*)$/.exec(location.hash) ?? [];
  if (kind !== undefined) history.replaceState(null, '', rest === '' ? location.pathname : `#${rest}`);
  return kind === 'o' ? tokenFor(secret) : secret;
};

const tokenFor = async (secret: string): Promise<string> => {
  const answer = await fetch('/api/token', { headers: { authorization: `Bearer ${secret}` } });
  if (!answer.ok) throw new Error('this address was good once: open the one that troupe has printed');
  return ((await answer.json()) as { readonly token: string }).token;
};

const report = ({ sources }: ReportIndex): Origin => ({
  kind: 'file',
  charts: async () => JSON.parse(textOf(elements.charts) ?? ''),
  recordings: sources.map((about, number) => ({ about, bytes: () => unpacked(elements.recording(number)) })),
  newWorker: async () => {
    const script = new Blob([await gunzipped(unpacked(elements.worker))], { type: 'text/javascript' });
    // a file's origin is nobody's, and browsers load no module of such
    return new Worker(ownUrl(URL.createObjectURL(script)) as string);
  },
});

const textOf = (id: string): string | undefined => document.getElementById(id)?.textContent ?? undefined;

/** What stands in an element as base64; once, for the element is emptied. */
const unpacked = (id: string): Uint8Array<ArrayBuffer> => {
  const element = document.getElementById(id);
  const text = element?.textContent ?? '';
  element?.remove();
  const { fromBase64 } = Uint8Array as { readonly fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };
  if (fromBase64 !== undefined) return fromBase64.call(Uint8Array, text);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
};

const gunzipped = (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();

interface TrustedTypes {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => { readonly createScriptURL: (url: string) => unknown };
}

/** The page's one trusted script address: its worker. Browsers without trusted types take the text. */
const ownUrl = (url: string): unknown => {
  const types = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes;
  return types === undefined
    ? url
    : types.createPolicy('troupe', { createScriptURL: (own) => own }).createScriptURL(url);
};
