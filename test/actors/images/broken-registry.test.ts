import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Asked, type FakeRegistry, startFakeRegistry } from '../../helpers/fake-registry.ts';
import { type ImageScene, openImageScene } from '../../helpers/image-scene.ts';
import { tinyImage } from '../../helpers/test-image.ts';

let registry: FakeRegistry;
let scene: ImageScene;
beforeEach(async () => {
  registry = await startFakeRegistry();
  scene = await openImageScene();
  registry.add('app', 'v1', image);
});
afterEach(async () => {
  await scene.close();
  await registry.close();
});

const noise = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251));
const image = tinyImage([[{ path: 'noise', content: noise }], [{ path: 'small', content: 'x' }]], {
  compression: 'none',
});
const [large, small] = image.layers;
const blob = image.blobs.get(large?.digest ?? '') ?? Buffer.alloc(0);
const isFor = (digest: string | undefined, { url }: Asked) => digest !== undefined && url.includes(`/blobs/${digest}`);
const pull = () => scene.pull(`${registry.host}/app:v1`);
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );
const nothing = { layers: [], temp: [], trash: [] };

test('the connection breaks → the rest is asked for, by Range', async () => {
  let breaks = 0;
  registry.misbehave = (asked, response) => {
    if (!isFor(large?.digest, asked) || breaks > 0) return false;
    breaks += 1;
    response.writeHead(200, { 'content-length': blob.length });
    response.write(blob.subarray(0, 100_000), () => response.destroy());
    return true;
  };
  expect(await pull()).toBe(image.imageId);
  const ranges = registry.asked.filter((asked) => isFor(large?.digest, asked)).map(({ headers }) => headers.range);
  expect(ranges).toHaveLength(2);
  expect(ranges[1]).toMatch(/^bytes=\d+-$/);
});

test('a server without Range sends all again → the part that is there is skipped', async () => {
  let breaks = 0;
  registry.misbehave = (asked, response) => {
    if (!isFor(large?.digest, asked)) return false;
    response.writeHead(200, { 'content-length': blob.length });
    if (breaks++ === 0) response.write(blob.subarray(0, 100_000), () => response.destroy());
    else response.end(blob);
    return true;
  };
  expect(await pull()).toBe(image.imageId);
});

test('a blob that is always cut → RegistryUnavailable after some tries, nothing left', async () => {
  registry.misbehave = async (asked, response) => {
    if (!isFor(large?.digest, asked)) return false;
    response.writeHead(200, { 'content-length': blob.length });
    response.write(blob.subarray(0, 1000), () => response.destroy());
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: 'RegistryUnavailable' });
  expect(await scene.files()).toEqual(nothing);
  expect(scene.room.images.list()).toEqual([]);
  expect(scene.room.options.ledger.all()).toEqual([]);
});

test('other bytes than the digest says → LayerInvalid, nothing left', async () => {
  registry.misbehave = (asked, response) => {
    if (!isFor(large?.digest, asked)) return false;
    const wrong = Buffer.from(blob);
    wrong[2000] = (wrong[2000] ?? 0) ^ 1;
    response.writeHead(200, { 'content-length': wrong.length }).end(wrong);
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: 'LayerInvalid' });
  expect(await scene.files()).toEqual(nothing);
});

test.each([
  ['longer', Buffer.concat([blob, Buffer.alloc(10)])],
  ['shorter', blob.subarray(0, blob.length - 10)],
])('a blob that is %s than its descriptor says → a failure of the registry', async (_, bytes) => {
  registry.misbehave = (asked, response) => {
    if (!isFor(large?.digest, asked)) return false;
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: expect.stringMatching(/^Registry(Failed|Unavailable)$/) });
  expect(await scene.files()).toEqual(nothing);
});

test('a manifest or config with another digest → RegistryFailed', async () => {
  registry.misbehave = (asked, response) => {
    if (!isFor(image.config.digest, asked)) return false;
    response.writeHead(200).end(Buffer.alloc(image.config.size, 32));
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: 'RegistryFailed' });
});

test.each([429, 500, 502, 503, 504])('status %i a few times → tried again', async (statusCode) => {
  // Of each thing by itself: layers are fetched side by side, and one of them could have all the bad luck.
  const times = new Map<string, number>();
  registry.misbehave = ({ url }, response) => {
    const before = times.get(url) ?? 0;
    times.set(url, before + 1);
    if (before >= 2) return false;
    response.writeHead(statusCode, { 'retry-after': '0' }).end('busy');
    return true;
  };
  expect(await pull()).toBe(image.imageId);
});

test('status 503 always → RegistryUnavailable after as many tries as configured', async () => {
  registry.misbehave = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: 'RegistryUnavailable', details: { statusCode: 503 } });
  expect(registry.asked).toHaveLength(4);
});

test('silence → PullStalled at the limit; also in the middle of a layer', async () => {
  await scene.close();
  scene = await openImageScene({ progressTimeoutMs: 100 });
  registry.misbehave = () => true;
  expect(await failureOf(pull())).toMatchObject({ code: 'PullStalled', details: { limitMs: 100 } });
  registry.misbehave = (asked, response) => {
    if (!isFor(large?.digest, asked)) return false;
    response.writeHead(200, { 'content-length': blob.length });
    response.write(blob.subarray(0, 1000));
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: 'PullStalled' });
  expect(await scene.files()).toEqual(nothing);
});

test.each([
  ['from the first word on', () => true],
  ['in the middle of a layer', (asked: Asked) => isFor(large?.digest, asked)],
])('a mirror falls silent %s → the next host has the rest', async (_, isSilent) => {
  const mirror = await startFakeRegistry();
  mirror.add('app', 'v1', image);
  mirror.misbehave = (asked, response) => {
    if (!isSilent(asked)) return false;
    if (!isFor(large?.digest, asked)) return true;
    response.writeHead(200, { 'content-length': blob.length });
    response.write(blob.subarray(0, 1000));
    return true;
  };
  try {
    await scene.close();
    scene = await openImageScene({ progressTimeoutMs: 100 });
    await scene.configureHost('app.test', `server = "http://${registry.host}"\n[host."http://${mirror.host}"]`);
    expect(await scene.pull('app.test/app:v1')).toBe(image.imageId);
    expect(mirror.asked.length).toBeGreaterThan(0);
    expect(registry.asked.some((asked) => isFor(large?.digest, asked))).toBe(true);
  } finally {
    await mirror.close();
  }
});

test('a redirect to another origin → no Authorization and no cookie there; to the same origin → kept', async () => {
  const storage = await startFakeRegistry();
  try {
    storage.add('app', 'v1', image);
    registry.misbehave = (asked, response) => {
      if (asked.headers.authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
        return true;
      }
      const { pathname, search } = new URL(asked.url, 'http://fake');
      const isFirst = !search.includes('again');
      if (isFor(large?.digest, asked) && isFirst) response.writeHead(307, { location: `${pathname}?again=1` }).end();
      else if (asked.url.includes('/blobs/'))
        response.writeHead(307, { location: `http://${storage.host}${pathname}` }).end();
      else return false;
      return true;
    };
    expect(await scene.pull(`${registry.host}/app:v1`, { auth: { username: 'u', password: 'p' } })).toBe(image.imageId);
    expect(storage.asked.length).toBeGreaterThan(2);
    for (const { headers } of storage.asked) expect(Object.keys(headers)).not.toContain('authorization');
    const again = registry.asked.find(({ url }) => url.includes('again=1'));
    expect(again?.headers.authorization).toBeDefined();
  } finally {
    await storage.close();
  }
});

test('redirects without end, or to what is not http → RegistryFailed', async () => {
  registry.misbehave = (asked, response) => {
    response.writeHead(302, { location: asked.url }).end();
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: 'RegistryFailed', details: { reason: 'too many redirects' } });
  registry.misbehave = (_, response) => {
    response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    return true;
  };
  expect(await failureOf(pull())).toMatchObject({ code: 'RegistryFailed' });
});

test('the pull is cancelled while layers come → Cancelled at once, nothing left', async () => {
  const cancel = new AbortController();
  registry.misbehave = (asked, response) => {
    if (!isFor(large?.digest, asked)) return false;
    response.writeHead(200, { 'content-length': blob.length });
    response.write(blob.subarray(0, 1000), () => cancel.abort());
    return true;
  };
  expect(await failureOf(scene.pull(`${registry.host}/app:v1`, { signal: cancel.signal }))).toMatchObject({
    code: 'Cancelled',
  });
  expect(await scene.files()).toEqual(nothing);
  expect(scene.room.options.ledger.all()).toEqual([]);
});

test('two pulls of one layer at the same time → it is fetched once; one is cancelled → the other goes on', async () => {
  const twin = tinyImage([[{ path: 'noise', content: noise }], [{ path: 'other', content: 'y' }]], {
    compression: 'none',
  });
  registry.add('twin', 'v1', twin);
  const cancel = new AbortController();
  let release = () => {};
  const smallCame = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asksForLarge = () => registry.asked.filter((asked) => isFor(large?.digest, asked)).length;
  registry.misbehave = async (asked) => {
    if (isFor(twin.layers[1]?.digest, asked)) cancel.abort(); // the second pull waits for the large one by now: the first gives up
    if (isFor(large?.digest, asked)) await smallCame;
    return false;
  };
  const first = failureOf(scene.pull(`${registry.host}/app:v1`, { signal: cancel.signal }));
  await expect.poll(asksForLarge).toBe(1);
  const second = scene.pull(`${registry.host}/twin:v1`);
  expect(await first).toMatchObject({ code: 'Cancelled' });
  release();
  expect(await second).toBe(twin.imageId);
  expect(asksForLarge()).toBe(1);
  expect(registry.asked.some((asked) => isFor(small?.digest, asked))).toBe(true);
  expect((await scene.files()).temp).toEqual([]);
});

test('the download that others wait for fails for its own reason → they fetch it themselves', async () => {
  const good = await startFakeRegistry();
  try {
    good.add('app', 'v1', image);
    let fail = () => {};
    registry.misbehave = async (asked, response) => {
      if (!isFor(large?.digest, asked)) return false;
      await new Promise<void>((resolve) => {
        fail = resolve;
      });
      response.writeHead(403).end();
      return true;
    };
    const bad = failureOf(pull());
    await expect.poll(() => registry.asked.some((asked) => isFor(large?.digest, asked))).toBe(true);
    const other = scene.pull(`${good.host}/app:v1`);
    await expect.poll(() => good.asked.some(({ url }) => url.includes('/manifests/'))).toBe(true);
    fail();
    expect(await bad).toMatchObject({ code: 'RegistryDenied' });
    expect(await other).toBe(image.imageId);
  } finally {
    await good.close();
  }
});
