/** What the streaming server shows of itself, and whom it lets in; read again when the files change. */
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { FailureError, failureOf } from '../../../machines/failure.ts';
import type { Log } from '../../handed.ts';
import { type Pair, selfSigned } from './self-signed.ts';

/** Empty ones: a pair of our own; no certificate is asked of clients. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Of those who sign for clients. */
  readonly caFile: string;
}
export interface Credentials extends Pair {
  readonly ca?: string | undefined;
}

export interface Certificates {
  readonly current: () => Credentials;
  /** Calls with every later one; the function that it returns ends that. */
  readonly onChange: (listener: (credentials: Credentials) => void) => () => void;
  /** Reads others, without any effect; what is returned shows them from then on. Rejects as {@link openCertificates} does. */
  readonly prepare: (files: CertificateFiles) => Promise<() => void>;
  readonly close: () => void;
}

export interface CertificateOptions {
  readonly files: CertificateFiles;
  /** Names and addresses that a pair of our own is for. */
  readonly hosts: readonly string[];
  readonly log: Log;
  readonly nowMs: () => number;
  /** How often files are looked at: also where they are links that change. */
  readonly lookMs?: number | undefined;
}

/** @throws FailureError ConfigInvalid {problems} where a file cannot be read, or is not what it should be. */
export const openCertificates = async (options: CertificateOptions): Promise<Certificates> => {
  const { hosts, nowMs, lookMs = 5000 } = options;
  const log = options.log.child({ room: 'cri/streaming' });
  const own = await selfSigned(hosts, nowMs());
  const listeners = new Set<(credentials: Credentials) => void>();
  let files = options.files;
  let current = await read(files, own);
  let watched: readonly string[] = [];

  const put = (next: Credentials) => {
    if (next.cert === current.cert && next.key === current.key && next.ca === current.ca) return;
    current = next;
    for (const listener of listeners) listener(next);
    log.info({ certificate: files.certFile }, 'certificates of the streaming server changed');
  };
  // Of two files that are written one after the other, the first change is half a pair.
  const look = () => {
    const asked = files;
    void read(asked, own).then(
      (next) => asked === files && put(next),
      (error) => log.warn({ failure: failureOf(error) }, 'changed certificates cannot be used; the ones before stay'),
    );
  };
  const watch = () => {
    for (const file of watched) unwatchFile(file, look);
    watched = Object.values(files).filter((file) => file !== '');
    for (const file of watched) watchFile(file, { interval: lookMs, persistent: false }, look);
  };
  watch();

  return {
    current: () => current,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    prepare: async (next) => {
      const credentials = await read(next, own);
      return () => {
        files = next;
        watch();
        put(credentials);
      };
    },
    close: () => {
      for (const file of watched) unwatchFile(file, look);
      watched = [];
      listeners.clear();
    },
  };
};

const read = async ({ certFile, keyFile, caFile }: CertificateFiles, own: Pair): Promise<Credentials> => {
  const problems: string[] = [];
  const textOf = async (setting: string, file: string) => {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      problems.push(`streaming.${setting}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
      return '';
    }
  };
  const isOwn = certFile === '' && keyFile === '';
  const cert = isOwn ? own.cert : await textOf('x509_key_pair_streaming.tls_cert_file', certFile);
  const key = isOwn ? own.key : await textOf('x509_key_pair_streaming.tls_key_file', keyFile);
  const ca = caFile === '' ? undefined : await textOf('stream_tls_ca', caFile);
  if (problems.length === 0) {
    check(problems, `streaming.x509_key_pair_streaming: ${certFile} and ${keyFile} are not a pair`, { cert, key });
    if (ca !== undefined) check(problems, `streaming.stream_tls_ca: ${caFile} has no certificate`, { ca });
  }
  if (problems.length > 0) throw new FailureError('ConfigInvalid', { file: 'certificates', problems });
  return { cert, key, ca };
};

const check = (problems: string[], what: string, parts: Partial<Credentials>): void => {
  try {
    if (parts.ca !== undefined && !parts.ca.includes('-----BEGIN CERTIFICATE-----')) throw new Error('not PEM');
    createSecureContext(parts);
  } catch (error) {
    problems.push(`${what} (${error instanceof Error ? error.message : String(error)})`);
  }
};
