/** Whom `troupe exec` takes for the streaming server: the one whose certificate the daemon has published, or who a CA names. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { Complaint } from '../complain.ts';
import { exitCodes } from '../exit-codes.ts';

export interface Trust {
  /** Of those who sign for servers; undefined: the daemon's own word in `published`. */
  readonly caFile: string | undefined;
  readonly published: string;
  /** Our own, where the server asks clients for one. */
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
}

/** @throws Complaint where a file cannot be read. */
export const connectionOptionsFor = async (url: string, trust: Trust): Promise<ConnectionOptions> => {
  if (!url.startsWith('https:')) return {};
  const { caFile, certFile, keyFile, published } = trust;
  const own = {
    ...(certFile === undefined ? {} : { cert: await read(certFile, '--tls-cert') }),
    ...(keyFile === undefined ? {} : { key: await read(keyFile, '--tls-key') }),
  };
  if (caFile !== undefined) return { ...own, ca: await read(caFile, '--tls-ca') };
  const cert = await read(published, 'the certificate that the daemon shows; is --config the one that it has?');
  const known = new X509Certificate(cert);
  return {
    ...own,
    ca: cert,
    allowPartialTrustChain: true,
    // it is this very certificate, whatever names it has
    checkServerIdentity: (_, shown) => (shown.raw.equals(known.raw) ? undefined : new Error('it is another server')),
  };
};

const read = async (file: string, what: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new Complaint([`troupe: ${file} cannot be read (${code}): ${what}`], exitCodes.found);
  }
};
