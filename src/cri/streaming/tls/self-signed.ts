/** A key and a certificate that it has signed itself, for a server that was given none. Source: RFC 5280. */
import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import { addressBytes, bits, integer, isTrue, octets, oid, sequence, set, tagged, time, utf8 } from './der.ts';

export interface Pair {
  /** PEM; the server's certificate first. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

const oids = {
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** A daemon makes another one at each start. */
const lifeYears = 10;
/** Clocks of clients may be behind. */
const backdatedMs = 3_600_000;

/** @param hosts names and addresses that it is for. */
export const selfSigned = async (hosts: readonly string[], nowMs: number): Promise<Pair> => {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(oids.ecdsaWithSha256));
  const name = sequence(set(sequence(oid(oids.commonName), utf8('troupe streaming server'))));
  const end = new Date(nowMs);
  end.setUTCFullYear(end.getUTCFullYear() + lifeYears);
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.of(2))), // version 3
    integer(randomBytes(16)),
    algorithm,
    name,
    sequence(time(new Date(nowMs - backdatedMs)), time(end)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      3,
      sequence(
        extension(oids.basicConstraints, sequence(), { isCritical: true }),
        extension(oids.keyUsage, bits(Buffer.of(0x80), 7), { isCritical: true }), // digitalSignature
        extension(oids.extendedKeyUsage, sequence(oid(oids.serverAuthentication))),
        extension(oids.alternativeNames, sequence(...[...new Set(hosts)].map(alternativeName))),
      ),
    ),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  return {
    cert: pem('CERTIFICATE', sequence(toBeSigned, algorithm, bits(signature))),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};

const extension = (name: string, content: Buffer, { isCritical = false } = {}): Buffer =>
  sequence(oid(name), ...(isCritical ? [isTrue()] : []), octets(content));

const alternativeName = (host: string): Buffer =>
  isIP(host) === 0 ? tagged(2, Buffer.from(host), false) : tagged(7, addressBytes(host), false);

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
