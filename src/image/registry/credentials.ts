/** Credentials of a pull. They never enter a message, a record, a log or a failure. */
import { createHmac, randomBytes } from 'node:crypto';
import { FailureError } from '../../machines/failure.ts';

/** As a client sends them; absent and empty mean the same. Source: CRI runtime.v1, AuthConfig. */
export interface AuthConfig {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** base64 of `username:password`. */
  readonly auth?: string | undefined;
  /** Where set: only for this host, with or without a scheme. */
  readonly serverAddress?: string | undefined;
  /** An OAuth2 refresh token. */
  readonly identityToken?: string | undefined;
  /** A bearer token for the registry itself. */
  readonly registryToken?: string | undefined;
}

export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'refreshToken'; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string };

/**
 * What a client's credentials come to for a registry; undefined: go on without.
 *
 * @param hosts names that the server may have in `server_address`: the registry's, and the host that stands for it.
 * @throws FailureError RequestInvalid for an `auth` that is not base64 of `user:password`.
 */
export const credentialsFor = (auth: AuthConfig | undefined, hosts: readonly string[]): Credentials | undefined => {
  if (auth === undefined) return undefined;
  const { username, password = '', auth: encoded, serverAddress, identityToken, registryToken } = auth;
  if (serverAddress && !hosts.includes(hostOf(serverAddress))) return undefined;
  if (username) return { kind: 'password', username, password };
  if (identityToken) return { kind: 'refreshToken', token: identityToken };
  if (encoded) return decoded(encoded);
  if (registryToken) return { kind: 'bearer', token: registryToken };
  return undefined;
};

/** Docker's old name of its registry, as configuration files have it, is docker.io's. */
const hostOf = (serverAddress: string): string => {
  const host = serverAddress.replace(/^[a-zA-Z][a-zA-Z+.-]*:\/\//, '').replace(/\/.*$/s, '');
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
};

const decoded = (auth: string): Credentials => {
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(auth);
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  if (!isBase64 || colon < 0)
    throw new FailureError('RequestInvalid', { field: 'auth', reason: 'not base64 of user:password' });
  return {
    kind: 'password',
    username: text.slice(0, colon),
    password: text.slice(colon + 1).replace(/^\0+|\0+$/g, ''),
  };
};

/** `Authorization` for Basic. */
export const basicOf = ({ username, password }: { username: string; password: string }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const processKey = randomBytes(32);

/** Equal for equal credentials, and tells nothing about them: part of cache keys. */
export const fingerprintOf = (credentials: Credentials | undefined): string =>
  credentials === undefined
    ? 'anonymous'
    : createHmac('sha256', processKey).update(JSON.stringify(credentials)).digest('hex');
