/** HTTP to a registry: one connection pool for each way of TLS, redirects without giving secrets away. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, ProxyAgent, request } from 'undici';
import { FailureError } from '../../machines/failure.ts';
import type { RegistryHost, TlsFiles } from './hosts.ts';
import { type FindProxy, noProxies } from './proxies.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Dropped, all of them but `plainHeaders`, when a redirect leads to another origin. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** Content that is verified by its digest may come over plain HTTP after a redirect; nothing else may. */
  readonly isVerifiedLater: boolean;
}
export type HttpResponse = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/** What another origin may see of our headers. */
const plainHeaders = new Set(['accept', 'accept-encoding', 'range', 'user-agent']);
const maxRedirects = 8;
const maxPools = 32;
const connectMs = 30_000;
const redirects = new Set([301, 302, 303, 307, 308]);

export class Transport {
  readonly #pools = new Map<string, Agent | ProxyAgent>();
  readonly #proxyFor: FindProxy;

  constructor(proxyFor: FindProxy = noProxies) {
    this.#proxyFor = proxyFor;
  }

  /**
   * Sends and follows redirects. The caller must read the body to its end, or destroy it.
   *
   * @throws FailureError RegistryFailed {url, reason} for redirects that cannot be followed; else undici's and Node's errors.
   */
  async send(
    sent: HttpRequest,
    host: Pick<RegistryHost, 'tls' | 'dialTimeoutMs'>,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    let { url, headers } = sent;
    for (let redirected = 0; ; redirected += 1) {
      const { method, body } = sent;
      const dispatcher = await this.#poolFor(host, new URL(url)); // a redirect may lead past the proxy
      const response = await request(url, {
        method,
        headers: mutable(headers),
        dispatcher,
        signal,
        headersTimeout: 0, // the stall watch limits silence
        bodyTimeout: 0,
        ...(body === undefined ? {} : { body }),
      });
      const { location } = response.headers;
      if (!redirects.has(response.statusCode) || typeof location !== 'string') return response;
      await response.body.dump({ limit: 64 * 1024, signal });
      const refused = (reason: string) => new FailureError('RegistryFailed', { url: withoutQuery(url), reason });
      const next = URL.parse(location, url);
      if (redirected >= maxRedirects) throw refused('too many redirects');
      if (method !== 'GET') throw refused('a redirect of a token request');
      if (next === null || !/^https?:$/.test(next.protocol)) throw refused('a redirect that is not http or https');
      const from = new URL(url);
      if (from.protocol === 'https:' && next.protocol === 'http:' && !sent.isVerifiedLater)
        throw refused('a redirect from https to http');
      if (next.origin !== from.origin) headers = onlyPlain(headers);
      next.username = '';
      next.password = '';
      url = next.href;
    }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  async #poolFor(
    { tls, dialTimeoutMs = connectMs }: Pick<RegistryHost, 'tls' | 'dialTimeoutMs'>,
    url: URL,
  ): Promise<Agent | ProxyAgent> {
    const files = await readTlsFiles(tls);
    const proxy = this.#proxyFor(url);
    const key = createHash('sha256')
      .update(JSON.stringify([files, tls.skipsVerification, dialTimeoutMs, proxy?.href]))
      .digest('hex');
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const how = { dialTimeoutMs, skipsVerification: tls.skipsVerification };
    const pool =
      proxy === undefined ? new Agent({ connect: connectorOf(files, how) }) : proxyAgentOf(proxy, files, how);
    this.#pools.set(key, pool);
    const [oldest] = this.#pools;
    if (this.#pools.size > maxPools && oldest !== undefined) {
      this.#pools.delete(oldest[0]);
      oldest[1].close().catch(() => undefined); // ends when its last request does
    }
    return pool;
  }
}

interface Dialling {
  readonly dialTimeoutMs: number;
  readonly skipsVerification: boolean;
}

/** Plain HTTP is asked of the proxy itself; TLS goes through a tunnel, so that the proxy sees nothing of it. */
const proxyAgentOf = (proxy: URL, files: TlsTexts, { dialTimeoutMs, skipsVerification }: Dialling): ProxyAgent =>
  new ProxyAgent({
    uri: proxy.href,
    proxyTunnel: false,
    proxyTls: {
      timeout: dialTimeoutMs,
      ...(proxy.protocol === 'https:' ? { secureContext: contextOf({ ca: [], pairs: [] }) } : {}),
    },
    requestTls: { timeout: dialTimeoutMs, rejectUnauthorized: !skipsVerification, secureContext: contextOf(files) },
  });

interface TlsTexts {
  readonly ca: readonly string[];
  readonly pairs: readonly { readonly cert: string; readonly key: string }[];
}

const readTlsFiles = async ({ caFiles, clientPairs }: TlsFiles): Promise<TlsTexts> => ({
  ca: await Promise.all(caFiles.map(readPem)),
  pairs: await Promise.all(
    clientPairs.map(async ({ certFile, keyFile }) => ({
      cert: await readPem(certFile),
      key: await readPem(keyFile ?? certFile),
    })),
  ),
});

const readPem = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new FailureError('RegistryFailed', { file, reason: 'a file of hosts.toml cannot be read' }, { cause: error });
  }
};

/** Reading the authorities takes a while: only when a first connection needs them. */
const connectorOf = (files: TlsTexts, { dialTimeoutMs, skipsVerification }: Dialling): buildConnector.connector => {
  const plain = buildConnector({ timeout: dialTimeoutMs });
  let secure: buildConnector.connector | undefined;
  return (options, callback) => {
    try {
      if (options.protocol === 'https:')
        secure ??= buildConnector({
          timeout: dialTimeoutMs,
          rejectUnauthorized: !skipsVerification,
          secureContext: contextOf(files),
        });
      (secure !== undefined && options.protocol === 'https:' ? secure : plain)(options, callback);
    } catch (error) {
      callback(error as Error, null);
    }
  };
};

/** The authorities of the system and of Node, and the host's own: `ca` adds to them, as with other runtimes. */
const contextOf = ({ ca, pairs }: TlsTexts): SecureContext => {
  try {
    return createSecureContext({
      ca: [...ca, ...commonAuthorities()],
      cert: pairs.map(({ cert }) => cert),
      key: pairs.map(({ key }) => key),
    });
  } catch (error) {
    throw new FailureError(
      'RegistryFailed',
      { reason: 'a certificate or key of hosts.toml is not valid' },
      { cause: error },
    );
  }
};

let authorities: string[] | undefined;
const commonAuthorities = (): string[] => {
  authorities ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return authorities;
};

const onlyPlain = (headers: HttpRequest['headers']): HttpRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => plainHeaders.has(name.toLowerCase())));

const mutable = (headers: HttpRequest['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );

/** For failures: a query may have a signature in it. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '');
