import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyTree } from '../../../src/actors/bundle/copy-tree.ts';
import { describeAsRoot } from '../../native/scene.ts';

const never = new AbortController().signal;

describeAsRoot('the content of an image volume', () => {
  let dir: string;
  const at = (...parts: string[]) => join(dir, ...parts);
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'trp-copy-'));
    for (const name of ['from/sub', 'to']) mkdirSync(at(name), { recursive: true });
    writeFileSync(at('from/sub/file'), '12345');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const copy = (limits = { maxEntries: 100, maxBytes: 100 }, signal = never) =>
    copyTree({ fromDir: at('from'), toDir: at('to') }, limits, signal);

  test('files, directories, times', async () => {
    utimesSync(at('from/sub'), 1000, 2000);
    await copy();
    expect(readFileSync(at('to/sub/file'), 'utf8')).toBe('12345');
    expect(statSync(at('to/sub')).mtimeMs).toBe(2_000_000);
  });

  test('a FIFO and a device → left out, and never opened', async () => {
    execFileSync('mkfifo', [at('from/fifo')]);
    execFileSync('mknod', [at('from/device'), 'c', '1', '3']);
    await copy();
    expect(readdirSync(at('to'))).toEqual(['sub']);
  });

  test.each([
    ['too many bytes', { maxEntries: 100, maxBytes: 4 }],
    ['too many entries', { maxEntries: 1, maxBytes: 100 }],
  ])('%s → LayerInvalid', async (_, limits) => {
    await expect(copy(limits)).rejects.toMatchObject({ code: 'LayerInvalid' });
  });

  test('aborted → it ends', async () => {
    await expect(copy(undefined, AbortSignal.abort())).rejects.toThrow();
  });
});
