/** Who may ask: any web page that the same browser shows must not, nor any other user of the machine. Pure. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface Asked {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Without query. */
  readonly path: string;
}

/** What the server is called, by itself. */
export interface Own {
  readonly port: number;
  readonly token: string;
}

export interface Refused {
  readonly status: 400 | 401 | 403 | 405 | 421;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const names = ['127.0.0.1', 'localhost', '[::1]'] as const;
const defaultPort = 80;

/** Values of `Host` that mean us. */
export const hostsOf = (port: number): readonly string[] =>
  names.flatMap((name) => (port === defaultPort ? [name, `${name}:${port}`] : [`${name}:${port}`]));

const fetchSites: readonly unknown[] = ['same-origin', 'none', undefined];

/**
 * Undefined: it may be answered.
 *
 * `Host`: a name that somebody else's DNS leads to this machine (rebinding) is not ours. `Origin` and `Sec-Fetch-Site`: what
 * another page asks is refused before it is looked at.
 * Source: RFC 9110 15.5.20 (421); Fetch Metadata Request Headers, 2.4.
 */
export const refusalOf = ({ method, headers, path }: Asked, own: Own): Refused | undefined => {
  const hosts = hostsOf(own.port);
  if (!hosts.includes(headers.host?.toLowerCase() ?? ''))
    return { status: 421, error: 'this server has another name: open the address that troupe has printed' };
  if (method !== 'GET')
    return { status: 405, error: 'nothing can be changed here: GET only', headers: { allow: 'GET' } };
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`))
    return { status: 403, error: 'asked by a page from elsewhere' };
  if (!fetchSites.includes(headers['sec-fetch-site']))
    return { status: 403, error: 'asked from another site: copy the address into the browser' };
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0)
    return { status: 400, error: 'a request has no body here' };
  if (path.startsWith('/api/') && !isSame(bearerOf(headers.authorization), own.token))
    return {
      status: 401,
      error: 'wrong token, or none: open the address that troupe has printed',
      headers: { 'www-authenticate': 'Bearer' },
    };
  return undefined;
};

const bearerOf = (authorization = ''): string => /^Bearer ([\w-]{1,256})$/i.exec(authorization)?.[1] ?? '';

const hashOf = (text: string) => createHash('sha256').update(text).digest();
/** In a time that tells nothing of either. */
export const isSame = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));
