import { expect, test } from 'vitest';
import { type AuthConfig, credentialsFor, fingerprintOf } from '../../../src/image/registry/credentials.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const forHost = (auth: AuthConfig, ...hosts: string[]) =>
  credentialsFor(auth, hosts.length > 0 ? hosts : ['r.example:5000']);

test('each kind of credentials; user and password go first', () => {
  expect(forHost({ username: 'u', password: 'p', auth: base64('a:b') })).toEqual({
    kind: 'password',
    username: 'u',
    password: 'p',
  });
  expect(forHost({ auth: base64('a:b:c') })).toEqual({ kind: 'password', username: 'a', password: 'b:c' });
  expect(forHost({ auth: base64('a:b\0\0') })).toEqual({ kind: 'password', username: 'a', password: 'b' });
  expect(forHost({ identityToken: 't' })).toEqual({ kind: 'refreshToken', token: 't' });
  expect(forHost({ registryToken: 't' })).toEqual({ kind: 'bearer', token: 't' });
  expect(forHost({ username: '', auth: '' })).toBeUndefined();
  expect(credentialsFor(undefined, ['r.example'])).toBeUndefined();
});

test.each(['r.example:5000', 'https://r.example:5000', 'http://r.example:5000/v2/'])(
  'server_address %s is the host',
  (serverAddress) => {
    expect(forHost({ username: 'u', serverAddress })).toBeDefined();
  },
);

test.each(['other.example', 'r.example', 'https://r.example:5001', 'r.example:5000.evil.example'])(
  'server_address %s is another host → no credentials',
  (serverAddress) => {
    expect(forHost({ username: 'u', serverAddress })).toBeUndefined();
  },
);

test("docker's old address is docker.io", () => {
  expect(forHost({ username: 'u', serverAddress: 'https://index.docker.io/v1/' }, 'docker.io')).toBeDefined();
});

test.each([['!!!'], [base64('no colon')]])('auth %s → RequestInvalid', (auth) => {
  expect(() => forHost({ auth })).toThrow(expect.objectContaining({ code: 'RequestInvalid' }));
});

test('a fingerprint tells equal from different, and no secret', () => {
  const secret = { kind: 'password', username: 'u', password: 'hunter2' } as const;
  expect(fingerprintOf(secret)).toBe(fingerprintOf({ ...secret }));
  expect(fingerprintOf(secret)).not.toBe(fingerprintOf({ ...secret, password: 'hunter3' }));
  expect(fingerprintOf(secret)).not.toContain('hunter2');
});
