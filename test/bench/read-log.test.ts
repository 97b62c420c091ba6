import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLog } from '../../bench/pod/read-log.ts';

const logOf = (content: string): string => {
  const dir = mkdtempSync(join(tmpdir(), 'troupe-log-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'log'), content);
  return join(dir, 'log');
};
const at = '2026-01-02T03:04:05.000000006Z';

test('full and cut lines → what the container wrote', async () => {
  const log = `${at} stdout F one\n${at} stdout P tw\n${at} stderr F o two\n${at} stdout F \n`;
  expect(await readLog(logOf(log))).toEqual({ bytes: 'one\ntwo two\n\n'.length, lines: 3 });
});

test('lines across reads → each once', async () => {
  const line = `${at} stdout F ${'x'.repeat(99)}\n`;
  expect(await readLog(logOf(line.repeat(30_000)))).toEqual({ bytes: 3_000_000, lines: 30_000 });
});

test.each([[`${at} stdout F one`], ['nonsense\n'], [`${at} stdout X one\n`], [`${at} stdout\n`]])(
  'not a log: %j → told',
  async (log) => {
    await expect(readLog(logOf(log))).rejects.toThrow();
  },
);
