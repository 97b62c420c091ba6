/** `troupe open`, as somebody runs it: what it serves, what ends it, and what hostile files do to it. No browser. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Line, SourceAbout } from '../../../src/inspector/stream.ts';
import { recordingFile, tempDir, textOfRun } from '../../helpers/recording-file.ts';
import { type TroupePage, troupePage } from '../../helpers/troupe-page.ts';

const troupe = join(import.meta.dirname, '../../../bin/troupe');

const get = async ({ origin, token }: TroupePage, path: string): Promise<string> => {
  const answer = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return answer.text();
};
const sourcesOf = async (page: TroupePage) => JSON.parse(await get(page, '/api/sources')) as readonly SourceAbout[];
const linesOf = async (page: TroupePage, id: string): Promise<readonly Line[]> =>
  (await get(page, `/api/stream?source=${encodeURIComponent(id)}`))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('what it serves', () => {
  test('a source for each file; a stream from about to ended', async () => {
    const text = textOfRun('one life');
    const page = await troupePage('open', await recordingFile(text), await recordingFile(text, 'again.jsonl'));
    const sources = await sourcesOf(page);
    expect(sources.map(({ title }) => title)).toEqual(['one-life.jsonl', 'again.jsonl']);
    expect(new Set(sources.map(({ id }) => id)).size).toBe(2);
    const lines = await linesOf(page, sources[0]?.id ?? '');
    expect([lines[0]?.k, lines.at(-1)?.k]).toEqual(['about', 'ended']);
    expect(lines.filter(({ k }) => k === 'A').length).toBeGreaterThan(3);
  });

  test('the port that was asked for; one that is taken: exit 69', async () => {
    const file = await recordingFile();
    const { port } = await troupePage('open', file);
    await expect(promisify(execFile)(troupe, ['open', file, '--port', String(port)])).rejects.toMatchObject({
      code: 69,
      stderr: `troupe: port ${port} is taken\n`,
      stdout: '',
    });
  });

  test('the token is in the one line on stdout, in no other, and in no argument', async () => {
    const page = await troupePage('open', await recordingFile());
    await fetch(`${page.origin}/api/sources?x=${page.token}`, { headers: { authorization: `Bearer ${page.token}x` } });
    await sourcesOf(page);
    expect(await readFile(`/proc/${page.pid}/cmdline`, 'utf8')).not.toContain(page.token);
    expect(await readFile(`/proc/${page.pid}/environ`, 'utf8')).not.toContain(page.token);
    expect(await page.stop()).toBe(0);
    expect(page.output().split(page.token)).toHaveLength(2);
  });
});

describe('what ends it', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s, while somebody looks: exit 0', async (signal) => {
    const page = await troupePage('open', await recordingFile());
    await fetch(`${page.origin}/`); // a connection that is kept
    process.kill(page.pid, signal);
    expect(await page.ended).toBe(0);
  });

  test('nobody looks', async () => {
    const page = await troupePage('open', await recordingFile(), '--idle', '50ms');
    expect(await page.ended).toBe(0);
    expect(page.output()).toContain('nobody has looked for a while');
  });

  test('its parent goes', async () => {
    const file = await recordingFile();
    const shell = spawn('sh', ['-c', '"$0" open "$1" & echo "pid $!"; wait', troupe, file], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    const printed = new Promise<void>((resolve) =>
      shell.stdout.on('data', (chunk) => {
        output += String(chunk);
        if (/pid \d+/.test(output) && output.includes('#t=')) resolve();
      }),
    );
    await printed;
    const pid = Number(/pid (\d+)/.exec(output)?.[1]);
    onTestFinished(() => {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    });
    shell.kill('SIGKILL');
    await once(shell, 'close'); // stdout is closed by the last that has it
    expect(isAlive(pid)).toBe(false);
  });
});

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(execFileSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return false;
  }
};

const mib = 1024 * 1024;
const peakBytes = async ({ pid }: TroupePage): Promise<number> =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

describe('hostile files', () => {
  const header = textOfRun('one life').split('\n', 1)[0] ?? '';

  test('a line of a gigabyte: told, in little memory', async () => {
    const file = await recordingFile(`${header}\n{"k":"I","q":1,"t":0,"s":"msg","a":"`);
    await truncate(file, 1024 * mib); // sparse
    const page = await troupePage('open', file);
    const [source] = await sourcesOf(page);
    const lines = await linesOf(page, source?.id ?? '');
    expect(lines.at(-1)).toMatchObject({ k: 'ended', why: expect.stringContaining('too long') });
    expect(await peakBytes(page)).toBeLessThan(400 * mib);
  });

  test('gzip of a gigabyte: told, and not unpacked without a limit', async () => {
    const file = join(await tempDir(), 'bomb.jsonl.gz');
    await writeFile(file, gzipSync(Buffer.alloc(1024 * mib)));
    const page = await troupePage('open', file);
    const [source] = await sourcesOf(page);
    expect((await linesOf(page, source?.id ?? '')).at(-1)).toMatchObject({ k: 'ended' });
    expect(await peakBytes(page)).toBeLessThan(400 * mib);
  });

  test('cut off in the middle of a record: what is before is shown', async () => {
    const text = textOfRun('one life');
    const page = await troupePage('open', await recordingFile(text.slice(0, Math.floor(text.length / 2))));
    const [source] = await sourcesOf(page);
    const lines = await linesOf(page, source?.id ?? '');
    expect(lines.filter(({ k }) => k === 'T').length).toBeGreaterThan(5);
    expect(lines.at(-1)?.k).toBe('ended');
  });

  test.each([
    ['empty', ''],
    ['no journal', 'hello\nworld\n'],
    ['JSON of another kind', '{"k":"H","format":"other/1"}\n'],
    ['no text', '\u0000\u0001\ufffd'.repeat(1000)],
    ['nested too deep', `${header}\n${'['.repeat(500_000)}\n`],
    ['numbers that are none', `${header}\n{"k":"I","q":1e999,"t":-1,"s":"msg","a":"x"}\n`],
    [
      'prototypes',
      `${header}\n{"k":"T","q":1,"t":1,"a":"__proto__","e":"constructor","v0":"__proto__","v1":"toString"}\n`,
    ],
  ])('%s: told in the stream, which ends', async (_, text) => {
    const page = await troupePage('open', await recordingFile(text));
    const [source] = await sourcesOf(page);
    const lines = await linesOf(page, source?.id ?? '');
    expect([lines[0]?.k, lines.at(-1)?.k]).toEqual(['about', 'ended']);
    expect(await page.stop()).toBe(0);
  });

  test('a pipe, a device, nothing: said at once', async () => {
    const pipe = join(await tempDir(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const open = (path: string) => promisify(execFile)(troupe, ['open', path], { timeout: 20_000 });
    for (const path of [pipe, '/dev/zero'])
      await expect(open(path)).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('neither a file nor a folder'),
      });
    await expect(open('/nonexistent')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') });
  });
});

test('a request that never ends its head is dropped with the server', async () => {
  const page = await troupePage('open', await recordingFile());
  const asking = request({ port: page.port, host: '127.0.0.1', path: '/', headers: { expect: '100-continue' } });
  asking.on('error', () => {});
  asking.write('x');
  await once(asking, 'socket');
  expect(await page.stop()).toBe(0);
  asking.destroy();
});
