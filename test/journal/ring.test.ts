import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lifeHeader } from '../../src/journal/recorder.ts';
import { readRecording, ringSink } from '../../src/journal/ring.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trp-ring-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const header = (epochMs: number) => lifeHeader({ build: 't', epochMs, monotonicUs: 0, keyId: '' });
const line = (q: number) => `${JSON.stringify({ k: 'I', q, t: q, s: 'cancel', id: 'x'.repeat(1000) })}\n`;
const written = async (epochMs: number, count: number) => {
  const sink = await ringSink(join(dir, 'ring'), header(epochMs), 64 * 1024);
  await sink.append(Buffer.from(`${JSON.stringify(header(epochMs))}\n`));
  for (let q = 1; q <= count; q += 1) await sink.append(Buffer.from(line(q)));
  await sink.close();
};
const read = async () => {
  const found: string[] = [];
  for await (const record of readRecording(join(dir, 'ring')))
    found.push(record.k === 'H' ? `H${record.epochMs}` : `${record.k}${record.q}`);
  return found;
};

test('two lives → one after the other; 0700 and 0600', async () => {
  await written(1, 2);
  await written(2, 1);
  expect(await read()).toEqual(['H1', 'I1', 'I2', 'H2', 'I1']);
  expect(statSync(join(dir, 'ring')).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(join(dir, 'ring'))) expect(statSync(join(dir, 'ring', name)).mode & 0o777).toBe(0o600);
});

test('too long → the oldest goes, and each file has its header', async () => {
  await written(1, 300);
  const found = await read();
  expect(found[0]).toBe('H1');
  expect(found).toContain('I300');
  expect(found).not.toContain('I1');
  const bytes = readdirSync(join(dir, 'ring')).reduce((sum, name) => sum + statSync(join(dir, 'ring', name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(64 * 1024);
});

test('a torn tail, and a file that a crash left empty → the rest is read', async () => {
  await written(1, 2);
  const [name = ''] = readdirSync(join(dir, 'ring'));
  appendFileSync(join(dir, 'ring', name), '{"k":"I","q":3,"t":');
  writeFileSync(join(dir, 'ring', '000000000000001-9-000009.jsonl'), '');
  expect(await read()).toEqual(['H1', 'I1', 'I2']);
});

test('what is no journal, or a link instead of the directory → refused', async () => {
  await written(1, 1);
  writeFileSync(join(dir, 'other'), '{"k":"I"}\n');
  await expect(readRecording(join(dir, 'other')).next()).rejects.toMatchObject({ code: 'RequestInvalid' });
  await expect(readRecording(join(dir, 'nothing')).next()).rejects.toMatchObject({ code: 'SyscallFailed' });
  symlinkSync('/tmp', join(dir, 'link'));
  await expect(ringSink(join(dir, 'link'), header(1), 1 << 20)).rejects.toMatchObject({ code: 'SyscallFailed' });
});
