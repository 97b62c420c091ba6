/**
 * Answers a registry's challenge: bearer tokens from its token server, or Basic.
 * Source: distribution, docs/content/spec/auth (token, oauth); RFC 7617.
 */
import { z } from 'zod';
import { FailureError } from '../../machines/failure.ts';
import { beforeAbort, pause } from '../abort.ts';
import { readAll } from './body.ts';
import type { Challenge } from './challenge.ts';
import { basicOf, type Credentials, fingerprintOf } from './credentials.ts';
import { isLoopback, type RegistryHost } from './hosts.ts';
import { isBusy, isPassing, pauseFor, type RetryPolicy, unavailable } from './retries.ts';
import { type HttpRequest, type Transport, withoutQuery } from './transport.ts';

/** Who asks whom for what: tokens are good for just that. */
export interface Access {
  readonly host: RegistryHost;
  readonly repository: string;
  readonly credentials: Credentials | undefined;
}

interface Granted {
  readonly authorization: string;
  readonly untilMs: number;
}

const tokenAnswer = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
  expires_in: z.number().nonnegative().optional(),
});
const maxAnswerBytes = 1024 * 1024;
const maxCached = 512;
/** A token server that says nothing means this. */
const defaultLifeMs = 60_000;
/** A request sent now must still arrive in time. */
const marginMs = 5_000;
const tokenMs = 30_000;

export class Tokens {
  readonly #transport: Transport;
  readonly #retries: RetryPolicy;
  readonly #now: () => number;
  readonly #granted = new Map<string, Granted>();
  readonly #asked = new Map<string, Promise<Granted>>();

  constructor(o: { transport: Transport; retries: RetryPolicy; now: () => number }) {
    this.#transport = o.transport;
    this.#retries = o.retries;
    this.#now = o.now;
  }

  /** The `Authorization` that was right last time, or that needs no challenge. */
  known(access: Access): string | undefined {
    if (access.credentials?.kind === 'bearer') return `Bearer ${access.credentials.token}`;
    const granted = this.#granted.get(keyOf(access));
    return granted !== undefined && granted.untilMs > this.#now() ? granted.authorization : undefined;
  }

  /**
   * What to send after a 401. Equal questions at the same moment are asked once.
   *
   * @param refused what was sent and refused: it is not sent again.
   * @throws FailureError RegistryDenied {host, repository, reason}
   */
  async answer(
    challenges: readonly Challenge[],
    { access, refused, signal }: { access: Access; refused: string | undefined; signal: AbortSignal },
  ): Promise<string> {
    const key = keyOf(access);
    const current = this.known(access);
    if (current !== undefined && current !== refused) return current; // somebody else got a new one meanwhile
    this.#granted.delete(key);
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer === undefined) return this.#keep(key, basicAnswer(challenges, access, refused)).authorization;
    if (access.credentials?.kind === 'bearer') throw denied(access, 'the registry token was refused');

    const question = `${key}\n${JSON.stringify(bearer.parameters)}`;
    let asked = this.#asked.get(question);
    if (asked === undefined) {
      // Not under the caller's signal: others may wait for the same answer. It has a limit of its own.
      asked = this.#ask(bearer, access, AbortSignal.timeout(tokenMs)).finally(() => this.#asked.delete(question));
      this.#asked.set(question, asked);
    }
    const granted = this.#keep(key, await beforeAbort(asked, signal));
    if (granted.authorization === refused) throw denied(access, 'the token was refused');
    return granted.authorization;
  }

  #keep(key: string, granted: Granted): Granted {
    this.#granted.delete(key);
    this.#granted.set(key, granted);
    const [oldest] = this.#granted.keys();
    if (this.#granted.size > maxCached && oldest !== undefined) this.#granted.delete(oldest);
    return granted;
  }

  async #ask(bearer: Challenge, access: Access, signal: AbortSignal): Promise<Granted> {
    const request = tokenRequest(bearer, access);
    const host = new URL(request.url).host;
    for (let retry = 0; ; retry += 1) {
      try {
        const response = await this.#transport.send(request, access.host, signal);
        const text = await readAll(response.body, maxAnswerBytes, signal);
        const { statusCode } = response;
        if (statusCode === 200) return grantedBy(text, { host, nowMs: this.#now() });
        const retryAfter = response.headers['retry-after']?.toString();
        if (!isBusy(statusCode)) throw denied(access, `the token server answered ${statusCode}`);
        if (retry >= this.#retries.retries) throw new FailureError('RegistryUnavailable', { host, statusCode });
        await pause(pauseFor(this.#retries, { retry, retryAfter, nowMs: this.#now() }), signal);
      } catch (error) {
        if (signal.aborted)
          throw new FailureError('RegistryUnavailable', { host, reason: 'the token server is silent' });
        if (!isPassing(error) || retry >= this.#retries.retries) throw unavailable(host, error, signal);
        await pause(this.#retries.pauseMs(retry), signal);
      }
    }
  }
}

const keyOf = ({ host, repository, credentials }: Access): string =>
  `${host.apiUrl}\n${repository}\n${fingerprintOf(credentials)}`;

const denied = ({ host, repository }: Access, reason: string): FailureError =>
  new FailureError('RegistryDenied', { host: new URL(host.apiUrl).host, repository, reason });

const basicAnswer = (challenges: readonly Challenge[], access: Access, refused: string | undefined): Granted => {
  const { credentials } = access;
  if (!challenges.some(({ scheme }) => scheme === 'basic')) throw denied(access, 'no challenge that we can answer');
  if (credentials?.kind !== 'password') throw denied(access, 'it wants a user name and a password');
  const authorization = basicOf(credentials);
  if (authorization === refused) throw denied(access, 'user name or password are wrong');
  return { authorization, untilMs: Number.POSITIVE_INFINITY };
};

/** GET with Basic for a password, POST for a refresh token, GET without anything for nobody. */
const tokenRequest = ({ parameters }: Challenge, access: Access): HttpRequest => {
  const realm = URL.parse(parameters.realm ?? '');
  if (realm === null || !/^https?:$/.test(realm.protocol)) throw denied(access, 'the realm is not a URL');
  const { credentials } = access;
  const isExposed =
    realm.protocol === 'http:' && access.host.apiUrl.startsWith('https:') && !isLoopback(realm.hostname);
  if (isExposed && credentials !== undefined)
    throw denied(access, 'the token server wants credentials over plain http');
  const scope = parameters.scope ?? `repository:${access.repository}:pull`;
  const query = { ...(parameters.service === undefined ? {} : { service: parameters.service }), scope };
  const accept = { accept: 'application/json', 'accept-encoding': 'identity' };
  if (credentials?.kind === 'refreshToken') {
    const grant = { grant_type: 'refresh_token', client_id: 'troupe', refresh_token: credentials.token };
    const headers = { ...accept, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ ...grant, ...query }).toString();
    return { url: realm.href, method: 'POST', headers, body, isVerifiedLater: false };
  }
  for (const [name, value] of Object.entries(query))
    for (const one of name === 'scope' ? value.split(' ') : [value]) realm.searchParams.append(name, one);
  const isPassword = credentials?.kind === 'password';
  if (isPassword) realm.searchParams.set('account', credentials.username);
  const headers = isPassword ? { ...accept, authorization: basicOf(credentials) } : accept;
  return { url: realm.href, method: 'GET', headers, isVerifiedLater: false };
};

const grantedBy = (text: Buffer, { host, nowMs }: { host: string; nowMs: number }): Granted => {
  const parsed = tokenAnswer.safeParse(jsonOf(text));
  const token = parsed.data?.token ?? parsed.data?.access_token;
  if (token === undefined || token === '')
    throw new FailureError('RegistryFailed', { url: withoutQuery(host), reason: 'the token server gave no token' });
  const lifeMs = parsed.data?.expires_in === undefined ? defaultLifeMs : parsed.data.expires_in * 1000;
  return { authorization: `Bearer ${token}`, untilMs: nowMs + lifeMs - marginMs };
};

const jsonOf = (text: Buffer): unknown => {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
};
