/** Where a server for people and tools of this node listens: `host:port`, as containerd's `[metrics] address` has it. */
import { isIP, isIPv6 } from 'node:net';

export interface ListenAddress {
  /** An IP address, or `localhost`. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** `127.0.0.1:1338`, `[::1]:1338`, `localhost:1338`; undefined where it is none of these. Names are not resolved. */
export const listenAddress = (text: string): ListenAddress | undefined => {
  const [, six, four, digits = ''] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const host = six ?? four ?? '';
  const port = Number(digits);
  if (digits === '' || port > 65_535) return undefined;
  if (six !== undefined) return isIPv6(six) ? { host, port } : undefined;
  return host === 'localhost' || isIP(host) === 4 ? { host, port } : undefined;
};

export const isLoopback = ({ host }: ListenAddress): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
