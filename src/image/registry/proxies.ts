/**
 * Which proxy a URL is asked through. The rules are those of Go's httpproxy, for what is written in a unit file for another
 * runtime must mean the same here. Source: golang.org/x/net/http/httpproxy, Config.
 */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { FailureError } from '../../machines/failure.ts';
import { isLoopback } from './hosts.ts';

export interface ProxyWishes {
  /** With or without a scheme; may have `user:password@`. Absent: none. */
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Hosts, domains, addresses and networks, parted by commas; each maybe with a port; `*`: all. */
  readonly noProxy: string;
}

/** The proxy for a URL; undefined: none. */
export type FindProxy = (url: URL) => URL | undefined;

export const noProxies: FindProxy = () => undefined;

/** @throws FailureError ConfigInvalid {problems} for a proxy that cannot be one; never with what it says, for that may have a password. */
export const proxiesOf = ({ httpProxy, httpsProxy, noProxy }: ProxyWishes): FindProxy => {
  const byProtocol: Readonly<Record<string, URL | undefined>> = {
    'http:': parsed('HTTP_PROXY', httpProxy),
    'https:': parsed('HTTPS_PROXY', httpsProxy),
  };
  const exceptions = noProxy.split(',').flatMap((text) => exceptionOf(text.trim().toLowerCase()) ?? []);
  return (url) => {
    const proxy = byProtocol[url.protocol];
    if (proxy === undefined || isLoopback(url.hostname)) return undefined;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    return exceptions.some((fits) => fits(host, port)) ? undefined : proxy;
  };
};

const parsed = (name: string, text: string | undefined): URL | undefined => {
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '') return url;
  const reason = url === null ? 'it is not a URL' : `${url.protocol}// is not supported, only http and https`;
  throw new FailureError('ConfigInvalid', { problems: [`environment variable ${name}: ${reason}`] });
};

type Exception = (host: string, port: string) => boolean;

const exceptionOf = (text: string): Exception | undefined => {
  if (text === '') return undefined;
  if (text === '*') return () => true;
  const network = networkOf(text);
  if (network !== undefined) return network;
  const [, name = '', wantedPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(text) ?? [];
  const bare = name.replace(/^\[|\]$/g, '');
  const isPort = (port: string) => wantedPort === undefined || wantedPort === port;
  if (bare === '') return undefined;
  if (isIP(bare) !== 0) return (host, port) => isPort(port) && isSameAddress(host, bare);
  const domain = bare.replace(/^\*\./, '.');
  const suffix = domain.startsWith('.') ? domain : `.${domain}`;
  return (host, port) => isPort(port) && (host.endsWith(suffix) || host === domain);
};

const networkOf = (text: string): Exception | undefined => {
  const [address = '', prefix = ''] = text.split('/');
  const bits = isIPv6(address) ? 128 : 32;
  if (isIP(address) === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), familyOf(address));
  return (host) => isIP(host) !== 0 && list.check(host, familyOf(host));
};

const isSameAddress = (host: string, address: string): boolean => {
  if (isIP(host) === 0) return false;
  const list = new BlockList();
  list.addAddress(address, familyOf(address));
  return list.check(host, familyOf(host));
};

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');
