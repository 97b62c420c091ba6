/** Asks one host of a registry: authorization, retries and limits; what the documents say is `manifests.ts`'s and `blobs.ts`'s. */
import { FailureError } from '../../machines/failure.ts';
import { pause, throwIfAborted } from '../abort.ts';
import { challengesOf } from './challenge.ts';
import type { FindProxy } from './proxies.ts';
import { isBusy, isPassing, pauseFor, type RetryPolicy, unavailable, usualRetries } from './retries.ts';
import { StallWatch } from './stall.ts';
import { type Access, Tokens } from './tokens.ts';
import { type HttpResponse, Transport } from './transport.ts';

export interface RegistryClientOptions {
  /** Directories as containerd's certs.d; the first that knows a registry counts. */
  readonly certsDirs: readonly string[];
  /** No byte for this long: PullStalled. 0: no limit. Read at each question: it may change. */
  readonly progressTimeoutMs: number;
  /** Absent: no proxies. */
  readonly proxyFor?: FindProxy | undefined;
  readonly retries?: RetryPolicy;
  readonly now?: () => number;
}

export interface Question {
  readonly access: Access;
  /** Below the repository: `manifests/latest`, `blobs/sha256:…`. */
  readonly path: string;
  /** For a mirror: which registry's it is. */
  readonly registry: string;
  readonly accept: string;
  /** First byte wanted. */
  readonly offset?: number;
  readonly isVerifiedLater: boolean;
  /** False: this host is not the last to ask, so one try is enough. */
  readonly isPatient: boolean;
}

export class RegistryClient {
  readonly #o: RegistryClientOptions;
  readonly retries: RetryPolicy;
  readonly #now: () => number;
  readonly #transport: Transport;
  readonly #tokens: Tokens;

  constructor(options: RegistryClientOptions) {
    const { retries = usualRetries, now = Date.now } = options;
    this.#transport = new Transport(options.proxyFor);
    this.#o = options;
    this.retries = retries;
    this.#now = now;
    this.#tokens = new Tokens({ transport: this.#transport, retries, now });
  }

  /** Ends every connection; requests under way fail. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  /** A limit on the silence of this host, for one question and the reading of its answer. */
  watch(host: string, signal: AbortSignal): StallWatch {
    return new StallWatch({ limitMs: this.#o.progressTimeoutMs, host, signal });
  }

  /**
   * The answer, with status 200, 206 or 404. Its body must be read to the end or destroyed, under the same watch.
   *
   * @throws FailureError RegistryDenied, RegistryUnavailable, RegistryFailed {host, statusCode}; PullStalled; Cancelled.
   */
  async ask(question: Question, watch: StallWatch): Promise<HttpResponse> {
    const { access, isPatient } = question;
    const { host } = new URL(access.host.apiUrl);
    const { signal } = watch;
    const maxRetries = isPatient ? this.retries.retries : 0;
    let refusals = 0;
    let authorization = this.#tokens.known(access);
    for (let retry = 0; ; ) {
      throwIfAborted(signal);
      let response: HttpResponse;
      try {
        response = await watch.during(
          this.#transport.send(this.#requestOf(question, authorization), access.host, signal),
        );
      } catch (error) {
        // once at least: a kept connection may have been closed by the other side meanwhile
        const isFinal = signal.aborted || !isPassing(error) || retry >= Math.max(1, maxRetries);
        if (isFinal) throw unavailable(host, error, signal);
        await pause(this.retries.pauseMs(retry), signal);
        retry += 1;
        continue;
      }
      const { statusCode, headers, body } = response;
      if (statusCode === 200 || statusCode === 206) return response;
      await watch.during(body.dump({ limit: 128 * 1024, signal })).catch(() => undefined);
      if (statusCode === 404) return response;
      if (statusCode === 401 && refusals < 2) {
        refusals += 1;
        const challenges = challengesOf(headers['www-authenticate']);
        authorization = await watch.during(this.#tokens.answer(challenges, { access, refused: authorization, signal }));
        continue;
      }
      const facts = { host, repository: access.repository, statusCode };
      if (statusCode === 401 || statusCode === 403) throw new FailureError('RegistryDenied', facts);
      if (!isBusy(statusCode)) throw new FailureError('RegistryFailed', { ...facts, reason: 'an unexpected status' });
      if (retry >= maxRetries) throw new FailureError('RegistryUnavailable', facts);
      const retryAfter = headers['retry-after']?.toString();
      await pause(pauseFor(this.retries, { retry, retryAfter, nowMs: this.#now() }), signal);
      retry += 1;
    }
  }

  /** A GET of a whole URL that is no registry's: without credentials, without retries. */
  async fetchElsewhere(url: string, { offset, watch }: { offset: number; watch: StallWatch }): Promise<HttpResponse> {
    const { host } = new URL(url);
    const tls = { caFiles: [], clientPairs: [], skipsVerification: false };
    const headers = { 'accept-encoding': 'identity', ...rangeFrom(offset) };
    const request = { url, method: 'GET', headers, isVerifiedLater: true } as const;
    try {
      const response = await watch.during(this.#transport.send(request, { tls }, watch.signal));
      if (response.statusCode === 200 || response.statusCode === 206) return response;
      await response.body.dump();
      throw new FailureError('RegistryFailed', { host, statusCode: response.statusCode });
    } catch (error) {
      throw unavailable(host, error, watch.signal);
    }
  }

  #requestOf({ access, path, registry, accept, offset = 0, isVerifiedLater }: Question, authorization?: string) {
    const { apiUrl, isMirror, headers } = access.host;
    const query = isMirror ? `?ns=${encodeURIComponent(registry)}` : '';
    return {
      url: `${apiUrl}/${access.repository}/${path}${query}`,
      method: 'GET',
      headers: {
        'user-agent': 'troupe',
        ...headers,
        accept,
        'accept-encoding': 'identity', // digests are of the bytes as they are
        ...rangeFrom(offset),
        ...(authorization === undefined ? {} : { authorization }),
      },
      isVerifiedLater,
    } as const;
  }
}

const rangeFrom = (offset: number): Record<string, string> => (offset === 0 ? {} : { range: `bytes=${offset}-` });
