/** `troupe report`: one file, opened from disk, with no server and no network. */
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { aliveRun, recordingFile, tempDir } from '../helpers/recording-file.ts';
import { walkPages, walkPod } from '../helpers/walk-page.ts';

const troupe = join(import.meta.dirname, '../../bin/troupe');
const report = (...args: readonly string[]) => promisify(execFile)(troupe, ['report', ...args], { timeout: 60_000 });

describeInBrowser('a report', () => {
  const { newPage } = useBrowser();

  test('works from disk: every page of it, with nothing fetched', async () => {
    const out = join(await tempDir(), 'run.html');
    const { stderr } = await report(await recordingFile(aliveRun()), await recordingFile(), '-o', out);
    expect(stderr).toContain('KiB');
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const page = await newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(out).href);
    await page.getByRole('combobox', { name: 'Source' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Source' }).getByRole('option').allTextContents()).toHaveLength(2);
    expect((await walkPages(page)).length).toBeGreaterThan(2);
    await walkPod(page);
    expect(asked.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([
      pathToFileURL(out).href,
    ]);
  });

  test('one whose scripts were changed is not run', async () => {
    const out = join(await tempDir(), 'run.html');
    await report(await recordingFile(), '-o', out);
    const text = await readFile(out, 'utf8');
    await writeFile(out, text.replace('<script type="module">', '<script type="module">window.changed = 1;'));
    const page = await newPage({ forgives: [/script-src/, /Content Security Policy/] });
    await page.goto(pathToFileURL(out).href);
    expect(await page.evaluate('[window.changed, document.body.childElementCount]')).toEqual([undefined, 0]);
  });
});

test('a file that is there is kept, unless --force; none is left where it fails', async () => {
  const out = join(await tempDir(), 'run.html');
  await writeFile(out, 'mine');
  await expect(report(await recordingFile(), '-o', out)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is there already; --force replaces it'),
  });
  expect(await readFile(out, 'utf8')).toBe('mine');
  await report(await recordingFile(), '-o', out, '--force');
  expect(await readFile(out, 'utf8')).toContain('<!doctype html>');
  await expect(report(await recordingFile(), '-o', join(out, 'under-a-file'))).rejects.toMatchObject({ code: 1 });
});

test('what is wrong with a recording is said', async () => {
  const out = join(await tempDir(), 'run.html');
  const { stderr } = await report(await recordingFile('hello\n', 'hello.txt'), '-o', out);
  expect(stderr).toMatch(/^troupe: hello.txt: .*not a header/m);
});
