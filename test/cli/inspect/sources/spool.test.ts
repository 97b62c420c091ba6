import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { openSpool, type Spool, type SpoolOptions } from '../../../../src/cli/inspect/sources/spool.ts';

const opened: Spool[] = [];
afterEach(() => Promise.all(opened.splice(0).map((spool) => spool.close())));
const open = (options?: SpoolOptions): Spool => {
  const spool = openSpool(options);
  opened.push(spool);
  return spool;
};
const never = new AbortController().signal;
const all = async (spool: Spool): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of spool.read(never)) {
    expect(chunk.at(-1)).toBe(0x0a);
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString();
};
const lines = (from: number, count: number): string =>
  Array.from({ length: count }, (_, nth) => `${from + nth} ${'x'.repeat((from + nth) % 90)}\n`).join('');
const small = { segmentBytes: 1024, maxMemoryBytes: 4096 };

test('more than fits in memory: readers from the beginning, before, meanwhile and after, read the same', async () => {
  const spool = open(small);
  const before = all(spool);
  let text = '';
  let meanwhile: Promise<string> | undefined;
  for (let from = 0; from < 2000; from += 20) {
    const chunk = lines(from, 20);
    text += chunk;
    expect(await spool.append(Buffer.from(chunk))).toBe(true);
    if (from === 1000) meanwhile = all(spool);
  }
  spool.end();
  const after = all(spool);
  expect([await before, await meanwhile, await after].map((each) => each === text)).toEqual([true, true, true]);
  const { bytes, inMemory } = spool.sizes();
  expect(bytes).toBe(Buffer.byteLength(text));
  expect(inMemory).toBeLessThan(200 * 1024);
  expect(inMemory).toBeLessThan(bytes);
});
test('appends that do not wait for each other keep their order', async () => {
  const spool = open(small);
  const chunks = Array.from({ length: 200 }, (_, nth) => lines(nth * 10, 10));
  await Promise.all(chunks.map((chunk) => spool.append(Buffer.from(chunk))));
  spool.end();
  expect(await all(spool)).toBe(chunks.join(''));
});
test('full → said to who appends; a last word has room', async () => {
  const spool = open({ maxBytes: 10_000 });
  expect(await spool.append(Buffer.from(lines(0, 100)))).toBe(true);
  expect(await spool.append(Buffer.alloc(9000, 'x\n'))).toBe(false);
  expect(await spool.append(Buffer.from('the end\n'))).toBe(true);
});
test('a reader that gives up ends, though nothing comes', async () => {
  const spool = open();
  const ending = new AbortController();
  const reading = (async () => {
    for await (const _ of spool.read(ending.signal)) return 'a line';
    return 'nothing';
  })();
  ending.abort();
  expect(await reading).toBe('nothing');
});
test('closed: readers end, and the file has no name and no descriptor any more', async () => {
  const own = () => readdirSync('/proc/self/fd').length;
  const before = own();
  const spool = open(small);
  for (let from = 0; from < 2000; from += 20) await spool.append(Buffer.from(lines(from, 20)));
  expect(own()).toBe(before + 1);
  const reading = all(spool);
  await spool.close();
  await reading;
  expect(own()).toBe(before);
});
