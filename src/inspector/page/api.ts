/** The server's answers to the page, where there is a server: all are GET, and all want the token. */
import type { Origin } from './origin.ts';

let server: { readonly base: string; readonly token: string } | undefined;

/** To be called once, before all else. @param token where it was served */
export const setOrigin = (from: Origin, token = ''): void => {
  server = from.kind === 'served' ? { base: from.base, token } : undefined;
};

/** False: the page came as a file, with its recordings in it. */
export const isServed = (): boolean => server !== undefined;

/** @throws Error in the server's words. */
export const api = async <Answer>(
  path: string,
  params: Readonly<Record<string, string | number>> | readonly (readonly [name: string, value: string])[] = {},
  signal?: AbortSignal,
): Promise<Answer> => {
  if (server === undefined) throw new Error('this page is a file: there is no server to ask');
  const pairs = Array.isArray(params) ? params : Object.entries(params).map(([name, value]) => [name, String(value)]);
  const text = new URLSearchParams(pairs as string[][]).toString();
  const response = await fetch(`${server.base}/api/${path}${text === '' ? '' : `?${text}`}`, {
    headers: { authorization: `Bearer ${server.token}` },
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = (await response.json().catch(() => ({}))) as { readonly error?: string };
  if (!response.ok) throw new Error(answer.error ?? `the server says ${response.status}`);
  return answer as Answer;
};
