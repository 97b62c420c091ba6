import { rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Asked, type FakeRegistry, startFakeRegistry } from '../../helpers/fake-registry.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { tinyImage } from '../../helpers/test-image.ts';

let registry: FakeRegistry;
let tokens: FakeRegistry;
let scene: ImageScene;
beforeEach(async () => {
  [registry, tokens] = await Promise.all([startFakeRegistry(), startFakeRegistry()]);
  scene = await openImageScene();
  registry.add('team/app', 'v1', image);
});
afterEach(async () => {
  await scene.close();
  await Promise.all([registry.close(), tokens.close()]);
});

const image = tinyImage([[{ path: 'a', content: 'a' }], [{ path: 'b', content: 'b' }], [{ path: 'c', content: 'c' }]]);
const login = { username: 'tester', password: 'hunter2' };
const basic = `Basic ${Buffer.from('tester:hunter2').toString('base64')}`;
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const pull = (auth?: object) => scene.pull(`${registry.host}/team/app:v1`, auth === undefined ? {} : { auth });

const refuse = (response: ServerResponse, challenge: string) => {
  response.writeHead(401, { 'www-authenticate': challenge }).end();
  return true;
};
/** The registry wants a token of the token server, which gives one to whom `isWelcome` says. */
const wantTokens = (isWelcome: (asked: Asked) => boolean, answer: object = { token: 'T1', expires_in: 300 }) => {
  registry.misbehave = ({ headers }, response) =>
    headers.authorization === 'Bearer T1'
      ? false
      : refuse(response, `Bearer realm="http://${tokens.host}/token",service="reg",scope="repository:team/app:pull"`);
  tokens.misbehave = (asked, response) => {
    response.writeHead(isWelcome(asked) ? 200 : 401).end(JSON.stringify(isWelcome(asked) ? answer : {}));
    return true;
  };
};

test('a token for anybody → asked once for the scope, used for everything', async () => {
  wantTokens(({ headers }) => headers.authorization === undefined);
  expect(await pull()).toBe(image.imageId);
  expect(tokens.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /token?service=reg&scope=repository%3Ateam%2Fapp%3Apull',
  ]);
  const refused = registry.asked.filter(({ headers }) => headers.authorization === undefined);
  expect(refused).toHaveLength(1);
});

test.each([['token'], ['access_token']])(
  'a password is shown to the token server alone; the answer is in %s',
  async (name) => {
    wantTokens(({ headers }) => headers.authorization === basic, { [name]: 'T1' });
    expect(await pull(login)).toBe(image.imageId);
    expect(tokens.asked[0]?.url).toContain('account=tester');
    expect(registry.asked.some(({ headers }) => headers.authorization?.startsWith('Basic'))).toBe(false);
  },
);

test('tokens are kept for the next pull, for equal credentials only', async () => {
  wantTokens(() => true);
  await pull(login);
  await pull({ ...login });
  expect(tokens.asked).toHaveLength(1);
  await pull({ ...login, password: 'other' });
  expect(tokens.asked).toHaveLength(2);
  await pull();
  expect(tokens.asked).toHaveLength(3);
});

test('a kept token that the registry refuses → a new one', async () => {
  wantTokens(() => true);
  await pull();
  let current = 'T2';
  registry.misbehave = ({ headers }, response) =>
    headers.authorization === `Bearer ${current}`
      ? false
      : refuse(response, `Bearer realm="http://${tokens.host}/token",service="reg"`);
  tokens.misbehave = (_, response) => {
    response.end(JSON.stringify({ token: current }));
    return true;
  };
  expect(await pull()).toBe(image.imageId);
  expect(tokens.asked).toHaveLength(2);
  current = 'T3';
});

test('an identity token → the OAuth2 refresh grant', async () => {
  wantTokens(({ method }) => method === 'POST', { access_token: 'T1' });
  expect(await pull({ identityToken: 'refresh-me' })).toBe(image.imageId);
  expect(Object.fromEntries(new URLSearchParams(tokens.asked[0]?.body))).toEqual({
    grant_type: 'refresh_token',
    client_id: 'troupe',
    refresh_token: 'refresh-me',
    service: 'reg',
    scope: 'repository:team/app:pull',
  });
});

test('a registry token → sent as it is, without a challenge', async () => {
  wantTokens(() => false);
  expect(await pull({ registryToken: 'T1' })).toBe(image.imageId);
  expect(tokens.asked).toEqual([]);
  expect(await failureOf(pull({ registryToken: 'wrong' }))).toMatchObject({ code: 'RegistryDenied' });
});

test('Basic → answered with the password; auth is the same in base64', async () => {
  registry.misbehave = ({ headers }, response) =>
    headers.authorization === basic ? false : refuse(response, 'Basic realm="r"');
  expect(await pull(login)).toBe(image.imageId);
  expect(await pull({ auth: Buffer.from('tester:hunter2').toString('base64') })).toBe(image.imageId);
});

test('wrong password, no password, or a token server that refuses → RegistryDenied, without the password in it', async () => {
  registry.misbehave = ({ headers }, response) =>
    headers.authorization === basic ? false : refuse(response, 'Basic realm="r"');
  for (const auth of [undefined, { username: 'tester', password: 'wrong-password' }]) {
    const failure = await failureOf(pull(auth));
    expect(failure).toMatchObject({ code: 'RegistryDenied' });
    expect(JSON.stringify(failure)).not.toContain('wrong-password');
  }
  wantTokens(() => false);
  expect(await failureOf(pull(login))).toMatchObject({ code: 'RegistryDenied' });
  expect(registry.asked.length).toBeLessThan(10);
});

test('server_address of another host → the credentials stay here', async () => {
  registry.misbehave = ({ headers }, response) =>
    headers.authorization === basic ? false : refuse(response, 'Basic realm="r"');
  expect(await failureOf(pull({ ...login, serverAddress: 'https://other.example' }))).toMatchObject({
    code: 'RegistryDenied',
  });
  expect(registry.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  for (const serverAddress of [registry.host, `http://${registry.host}`, `https://${registry.host}/v2/`])
    expect(await pull({ ...login, serverAddress })).toBe(image.imageId);
});

test.each([
  ['gives no token', '{}'],
  ['gives no JSON', '<html>'],
  ['gives too much', `{"token": "${'x'.repeat(2_000_000)}"}`],
])('a token server that %s → RegistryFailed', async (_, text) => {
  registry.misbehave = (_asked, response) => refuse(response, `Bearer realm="http://${tokens.host}/token"`);
  tokens.misbehave = (_asked, response) => {
    response.end(text);
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: 'RegistryFailed' });
});

test.each(['Bearer realm="file:///etc/passwd"', 'Bearer', 'Negotiate', ''])(
  'the challenge %j → RegistryDenied',
  async (challenge) => {
    registry.misbehave = (_, response) => refuse(response, challenge);
    expect(await failureOf(pull(login))).toMatchObject({ code: 'RegistryDenied' });
  },
);

test('mirrors: each is told the registry; one that fails is passed over; the server comes last', async () => {
  const mirror = await startFakeRegistry();
  try {
    mirror.misbehave = ({ url }, response) => {
      if (!url.includes('/manifests/')) return false;
      response.writeHead(500).end();
      return true;
    };
    mirror.add('team/app', 'v1', image);
    await scene.configureHost('r.example', `server = "http://${registry.host}"\n[host."http://${mirror.host}"]\n`);
    expect(await scene.pull('r.example/team/app:v1')).toBe(image.imageId);
    expect(mirror.asked.map(({ url }) => url)).toEqual(['/v2/team/app/manifests/v1?ns=r.example']);
    expect(registry.asked.every(({ url }) => !url.includes('ns='))).toBe(true);
    expect(scene.room.images.list()[0]?.repoTags).toEqual(['r.example/team/app:v1']);
  } finally {
    await mirror.close();
  }
});

test('a mirror that may pull but not resolve → asked for content only; what it lacks comes from the server', async () => {
  const mirror = await startFakeRegistry();
  try {
    mirror.add('team/app', 'v1', image);
    mirror.misbehave = ({ url }, response) => {
      if (!url.includes(image.layers[0]?.digest ?? '')) return false;
      response.writeHead(404).end();
      return true;
    };
    await scene.configureHost(
      'r.example',
      `server = "http://${registry.host}"\n[host."http://${mirror.host}"]\ncapabilities = ["pull"]`,
    );
    expect(await scene.pull('r.example/team/app:v1')).toBe(image.imageId);
    expect(mirror.asked.some(({ url }) => url.includes('/manifests/v1'))).toBe(false);
    expect(registry.asked.filter(({ url }) => url.includes('/blobs/')).map(({ url }) => url)).toEqual([
      `/v2/team/app/blobs/${image.layers[0]?.digest}`,
    ]);
  } finally {
    await mirror.close();
  }
});

test('credentials with the address of the registry do not go to its mirrors', async () => {
  const mirror = await startFakeRegistry();
  try {
    const wantBasic = ({ headers }: Asked, response: ServerResponse) =>
      headers.authorization === basic ? false : refuse(response, 'Basic realm="r"');
    registry.misbehave = wantBasic;
    mirror.misbehave = wantBasic;
    await scene.configureHost('r.example', `server = "http://${registry.host}"\n[host."http://${mirror.host}"]\n`);
    const auth = { ...login, serverAddress: 'r.example' };
    expect(await scene.pull('r.example/team/app:v1', { auth })).toBe(image.imageId);
    expect(mirror.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  } finally {
    await mirror.close();
  }
});

describe('credentials of the node', () => {
  const withFile = async (auths: object) => {
    const authFile = join(scene.dir, 'auth.json');
    await writeFile(authFile, JSON.stringify({ auths }));
    scene = await scene.restart({ authFile });
    return authFile;
  };
  const filed = { auth: Buffer.from('tester:hunter2').toString('base64') };
  const wantBasic = () => {
    registry.misbehave = ({ headers }, response) =>
      headers.authorization === basic ? false : refuse(response, 'Basic realm="r"');
  };

  test('a pull that brings none → those of the file; one that brings its own → these', async () => {
    wantBasic();
    await withFile({ [registry.host]: filed });
    expect(await pull()).toBe(image.imageId);
    const failure = await failureOf(pull({ username: 'other', password: 'wrong' }));
    expect(failure).toMatchObject({ code: 'RegistryDenied' });
  });

  test('changed → the next pull sees it; broken → said, without what is in it; gone → none', async () => {
    wantBasic();
    const authFile = await withFile({});
    expect(await failureOf(pull())).toMatchObject({ code: 'RegistryDenied' });
    await writeFile(authFile, '{"auths": {"x": hush');
    const broken = await failureOf(pull());
    expect(broken).toMatchObject({ code: 'RegistryFailed', details: { file: authFile } });
    expect(JSON.stringify(broken)).not.toContain('hush');
    await rm(authFile);
    expect(await failureOf(pull())).toMatchObject({ code: 'RegistryDenied' });
    await writeFile(authFile, JSON.stringify({ auths: { [`${registry.host}/team`]: filed } }));
    expect(await pull()).toBe(image.imageId);
  });

  test('a mirror → gets its own, never those of the registry that it stands for', async () => {
    const mirror = await startFakeRegistry();
    try {
      mirror.misbehave = (_, response) => refuse(response, 'Basic realm="r"');
      wantBasic();
      const other = { auth: Buffer.from('mirror:own').toString('base64') };
      await withFile({ 'r.example': filed, [mirror.host]: other });
      await scene.configureHost('r.example', `server = "http://${registry.host}"\n[host."http://${mirror.host}"]\n`);
      expect(await scene.pull('r.example/team/app:v1')).toBe(image.imageId);
      const shown = mirror.asked.flatMap(({ headers }) => headers.authorization ?? []);
      expect(new Set(shown)).toEqual(new Set([`Basic ${other.auth}`]));
    } finally {
      await mirror.close();
    }
  });
});
