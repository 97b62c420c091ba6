/** Exec over TLS, both transports; certificates that change, do not fit, or are asked of clients. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { hostsOf } from '../../../src/cri/streaming/server.ts';
import { type CertificateFiles, openCertificates } from '../../../src/cri/streaming/tls/certificates.ts';
import { selfSigned } from '../../../src/cri/streaming/tls/self-signed.ts';
import { programMissing, programPath } from '../../helpers/programs.ts';
import { fakeLog, type Line } from '../fakes.ts';
import { request, serveStreams } from './scene.ts';
import { spdyClient, spdyHeaders, upgrade } from './spdy-client.ts';

const none: CertificateFiles = { certFile: '', keyFile: '', caFile: '' };
const missing = programMissing('openssl');
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'trp-operations-tls-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const serve = async (files: CertificateFiles = none, hosts: readonly string[] = ['localhost', '127.0.0.1', '::1']) => {
  const lines: Line[] = [];
  const certificates = await openCertificates({ files, hosts, log: fakeLog(lines), nowMs: Date.now, lookMs: 20 });
  onTestFinished(() => certificates.close());
  const scene = await serveStreams(
    async ({ session }) => {
      session.stdout?.write('over tls');
      session.stdout?.end();
      return { exitCode: 0 };
    },
    { certificates },
  );
  return { ...scene, certificates, logged: lines };
};
const port = (url: string) => Number(new URL(url).port);
const pairFiles = async (name: string) => {
  const { cert, key } = await selfSigned(['localhost', '127.0.0.1'], Date.now());
  const files = { ...none, certFile: join(dir, `${name}.crt`), keyFile: join(dir, `${name}.key`) };
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key);
  return { files, cert, key };
};
/** What a server shows, or why there is no connection. */
const shownBy = (url: string, options: ConnectionOptions = {}): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: port(url), rejectUnauthorized: false, ...options }, () => {
      // with TLS 1.3 a server that refuses us says so after our side is done
      get({ port: port(url), host: '127.0.0.1', rejectUnauthorized: false, ...options, agent: false }, (response) => {
        response.resume();
        resolve(socket.getPeerX509Certificate()?.toString() ?? '');
        socket.destroy();
      }).on('error', (error: NodeJS.ErrnoException) => {
        socket.destroy();
        resolve(error.code ?? error.message);
      });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });

describe('a pair of our own', () => {
  test('says whose it is; is taken by strict clients under every name; never the same', async () => {
    const nowMs = Date.UTC(2026, 0, 31);
    const hosts = ['localhost', '127.0.0.1', '::1', 'fe80::1:2', 'node-7', '::ffff:10.0.0.1'];
    const { cert, key } = await selfSigned(hosts, nowMs);
    const read = new X509Certificate(cert);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:FE80:0:0:0:0:0:1:2, DNS:node-7, IP Address:0:0:0:0:0:FFFF:A00:1',
    );
    expect(read.ca).toBe(false);
    expect([read.validFromDate.getTime(), read.validToDate.getTime()]).toEqual([
      nowMs - 3_600_000,
      Date.UTC(2036, 0, 31),
    ]);
    expect(new X509Certificate((await selfSigned(hosts, nowMs)).cert).serialNumber).not.toBe(read.serialNumber);
    expect(key).toContain('BEGIN PRIVATE KEY');
    const later = new X509Certificate((await selfSigned(['x'], Date.UTC(2045, 0, 1))).cert);
    expect(later.validToDate.getTime()).toBe(Date.UTC(2055, 0, 1));
  });

  test.skipIf(missing !== undefined)(`openssl reads it${missing === undefined ? '' : `: ${missing}`}`, async () => {
    const { files } = await pairFiles('read');
    const openssl = programPath('openssl') ?? 'openssl';
    expect(
      execFileSync(openssl, ['verify', '-x509_strict', '-CAfile', files.certFile, files.certFile]).toString(),
    ).toContain('OK');
  });

  test('hosts: loopback, our name, where it listens', () => {
    expect(hostsOf('192.0.2.7')).toEqual(expect.arrayContaining(['localhost', '127.0.0.1', '::1', '192.0.2.7']));
    expect(hostsOf('0.0.0.0')).not.toContain('0.0.0.0');
  });
});

describe('sessions', () => {
  test('SPDY', async () => {
    const { urlOf, certificates } = await serve();
    const url = urlOf(request({ stdin: false, stderr: false }));
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/exec\//);
    const tls = { ca: certificates.current().cert };
    const { head, socket, rest } = await upgrade(url, spdyHeaders('v4.channel.k8s.io'), 'POST', tls);
    expect(head).toContain('101');
    const client = spdyClient(socket, rest);
    onTestFinished(() => void socket.destroy());
    await client.open({ streamtype: 'error' });
    const stdout = await client.open({ streamtype: 'stdout' });
    expect(String(await stdout.whole)).toBe('over tls');
    await client.closed;
  });

  test('WebSocket', async () => {
    const { urlOf, certificates } = await serve();
    const url = urlOf(request({ stdin: false, stderr: false })).replace(/^http/, 'ws');
    const socket = new WebSocket(url, ['v5.channel.k8s.io'], { ca: certificates.current().cert });
    const seen: string[] = [];
    socket.on('message', (data) => seen.push(String(data)));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(seen.join('')).toContain('\x01over tls');
  });

  test('plain HTTP, TLS 1.1, nobody’s certificate → no session, and the token is still good', async () => {
    const { urlOf, certificates } = await serve();
    const url = urlOf(request({ stdin: false, stderr: false }));
    const plain = await upgrade(url.replace('https', 'http'), spdyHeaders('v4.channel.k8s.io'));
    expect(plain.head).not.toContain('101');
    expect(await shownBy(url, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })).toMatch(
      /PROTOCOL_VERSION|PROTOCOL/,
    );
    expect(await shownBy(url, { rejectUnauthorized: true })).toMatch(/SELF_SIGNED/);
    const tls = { ca: certificates.current().cert };
    const { head, socket } = await upgrade(url, spdyHeaders('v4.channel.k8s.io'), 'POST', tls);
    socket.destroy();
    expect(head).toContain('101');
  });
});

describe('files', () => {
  const settled = async (ask: () => Promise<string>, wanted: string) => {
    for (let seen = await ask(); seen !== wanted; seen = await ask()) await new Promise((done) => setTimeout(done, 20));
  };

  test('changed, one after the other → the new pair is shown, without a moment of half a pair', async () => {
    const { files, cert } = await pairFiles('changing');
    const { urlOf, logged } = await serve(files);
    const url = urlOf(request());
    expect(await shownBy(url)).toBe(new X509Certificate(cert).toString());
    const next = await selfSigned(['localhost'], Date.now());
    writeFileSync(files.certFile, next.cert);
    while (!logged.some(({ message }) => message.includes('cannot be used')))
      expect(await shownBy(url)).toBe(new X509Certificate(cert).toString());
    writeFileSync(files.keyFile, next.key);
    await settled(() => shownBy(url), new X509Certificate(next.cert).toString());
  });

  test('others are named later → used; what cannot be read changes nothing', async () => {
    const { urlOf, certificates } = await serve();
    const before = certificates.current();
    await expect(certificates.prepare({ ...none, certFile: '/none', keyFile: '/none.key' })).rejects.toMatchObject({
      code: 'ConfigInvalid',
      details: {
        problems: [
          'streaming.x509_key_pair_streaming.tls_cert_file: /none cannot be read (ENOENT)',
          'streaming.x509_key_pair_streaming.tls_key_file: /none.key cannot be read (ENOENT)',
        ],
      },
    });
    expect(certificates.current()).toBe(before);
    const { files, cert } = await pairFiles('named');
    const put = await certificates.prepare(files);
    expect(certificates.current()).toBe(before);
    put();
    expect(await shownBy(urlOf(request()))).toBe(new X509Certificate(cert).toString());
  });

  test('not a pair, not a certificate → refused with what is wrong', async () => {
    const one = await pairFiles('one');
    const other = await pairFiles('other');
    const open = (files: CertificateFiles) =>
      openCertificates({ files, hosts: ['x'], log: fakeLog([]), nowMs: Date.now });
    await expect(open({ ...one.files, keyFile: other.files.keyFile })).rejects.toMatchObject({
      details: { problems: [expect.stringMatching(/are not a pair/)] },
    });
    await expect(open({ ...one.files, caFile: one.files.keyFile })).rejects.toMatchObject({
      details: { problems: [expect.stringMatching(/stream_tls_ca: .* has no certificate/)] },
    });
  });
});

test.skipIf(missing !== undefined)(
  `clients need a certificate → only with one of that CA${missing === undefined ? '' : `: ${missing}`}`,
  async () => {
    const openssl = programPath('openssl') ?? 'openssl';
    const make = (name: string) => {
      const [key, cert] = [join(dir, `${name}.key`), join(dir, `${name}.crt`)];
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
      execFileSync(
        openssl,
        ['req', '-x509', ...curve, '-nodes', '-keyout', key, '-out', cert, '-subj', `/CN=${name}`],
        {
          stdio: 'ignore',
        },
      );
      return { key, cert };
    };
    const { readFileSync } = await import('node:fs');
    const mine = make('mine');
    const strange = make('strange');
    const { urlOf, certificates } = await serve({ ...none, caFile: mine.cert });
    const url = urlOf(request());
    const using = ({ key, cert }: typeof mine) => ({ key: readFileSync(key), cert: readFileSync(cert) });
    expect(await shownBy(url)).toMatch(/CERTIFICATE_REQUIRED|ECONNRESET|EPIPE/);
    expect(await shownBy(url, using(strange))).toMatch(/UNKNOWN_CA|ECONNRESET|EPIPE/);
    expect(await shownBy(url, using(mine))).toBe(new X509Certificate(certificates.current().cert).toString());
  },
);

test('an address that others can reach, without TLS → a warning', async () => {
  const open = await serveStreams(async () => ({ exitCode: 0 }), { address: '0.0.0.0' });
  expect(open.lines.map(({ message }) => message)).toContainEqual(expect.stringContaining('not encrypted'));
  const own = await serveStreams(async () => ({ exitCode: 0 }), { address: '127.0.0.1' });
  expect(own.lines.map(({ message }) => message)).not.toContainEqual(expect.stringContaining('not encrypted'));
});
