/** The server's answers to the page, where there is a server: all are GET, and all want the token. */

/** How this page was opened. */
export interface Served {
  readonly base: string;
  readonly token: string;
}

let served: Served | undefined;
export const setServed = (by: Served): void => {
  served = by;
};
/** False: the page came as a file, with its recording in it. */
export const isServed = (): boolean => served !== undefined;

/** @throws Error in the server's words. */
export const api = async <Answer>(
  path: string,
  params: Readonly<Record<string, string | number>> = {},
  signal?: AbortSignal,
): Promise<Answer> => {
  if (served === undefined) throw new Error('this page is a file: there is no server to ask');
  const query = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)]));
  const text = query.toString();
  const response = await fetch(`${served.base}/api/${path}${text === '' ? '' : `?${text}`}`, {
    headers: { authorization: `Bearer ${served.token}` },
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = (await response.json().catch(() => ({}))) as { readonly error?: string };
  if (!response.ok) throw new Error(answer.error ?? `the server says ${response.status}`);
  return answer as Answer;
};
