import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followLog, type LogLine } from '../../../src/cli/demo/follow-log.ts';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-log-'));
  file = join(dir, 'c.log');
});
afterEach(() => rm(dir, { recursive: true }));
const at = '2026-01-02T03:04:05.678901234Z';

test('lines of before, lines that come → told once each, in order', async () => {
  const told: LogLine[] = [];
  await writeFile(file, `${at} stdout F one\n${at} stderr F two\n`);
  const end = followLog(file, (line) => told.push(line));
  await vi.waitFor(() => expect(told).toHaveLength(2));
  await appendFile(file, `${at} stdout F th`);
  await appendFile(file, 'ree\n');
  await vi.waitFor(() => expect(told).toHaveLength(3));
  await end();
  expect(told).toEqual([
    { stream: 'stdout', text: 'one' },
    { stream: 'stderr', text: 'two' },
    { stream: 'stdout', text: 'three' },
  ]);
});

test('a line in parts → one line', async () => {
  const told: LogLine[] = [];
  await writeFile(file, `${at} stdout P a\n${at} stdout P b\n${at} stdout F c\n`);
  await followLog(file, (line) => told.push(line))();
  expect(told).toEqual([{ stream: 'stdout', text: 'abc' }]);
});

test('written just before the end → told still', async () => {
  const told: LogLine[] = [];
  await writeFile(file, '');
  const end = followLog(file, (line) => told.push(line));
  await appendFile(file, `${at} stdout F last — é\n`);
  await end();
  expect(told).toEqual([{ stream: 'stdout', text: 'last — é' }]);
});

test('lines that are no log → passed over', async () => {
  const told: LogLine[] = [];
  await writeFile(file, `garbage\n\n${at} stdout F fine\n`);
  await followLog(file, (line) => told.push(line))();
  expect(told).toHaveLength(1);
});
