/** A note at a moment: written, seen on the strip of time and in the journal, saved, and there in the file. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { aliveRun, recordingFile, tempDir } from '../helpers/recording-file.ts';
import { troupePage } from '../helpers/troupe-page.ts';

const troupe = join(import.meta.dirname, '../../bin/troupe');
const said = 'here <b>it</b> begins';
const flag = /^Note at 1:3: here/;

/** @returns path of what was downloaded, and what the page would call it. */
const saved = async (page: Page): Promise<{ readonly path: string; readonly name: string }> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save this recording' }).click(),
  ]);
  const path = join(await tempDir(), download.suggestedFilename());
  await download.saveAs(path);
  return { path, name: download.suggestedFilename() };
};

describeInBrowser('notes', () => {
  const { newPage } = useBrowser();
  const opened = async (file: string, place: string) => {
    const { url } = await troupePage('open', file);
    const page = await newPage();
    await page.goto(`${url}&${place}`);
    await page.getByRole('slider', { name: 'Moment' }).waitFor();
    return page;
  };
  const flags = (page: Page) => page.getByRole('list', { name: 'Notes on the time' });
  const isHeld = (page: Page) => page.getByRole('button', { name: /^at 1:3/ }).waitFor();

  test('written by key, seen, saved, and there when the file is opened, and in a report of it', async () => {
    const page = await opened(await recordingFile(aliveRun(), 'node a.jsonl'), '/r//journal?run=1&q=3');
    await isHeld(page);
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Notes of this moment' });
    await dialog.waitFor();
    await page.keyboard.type(said);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await flags(page).getByRole('button', { name: flag }).waitFor();
    await page
      .getByRole('grid', { name: 'Records' })
      .getByRole('row', { name: `note: ${said}` })
      .waitFor();
    const hint = page.getByRole('status').filter({ hasText: 'Notes live in this page' });
    await hint.waitFor();

    const { path, name } = await saved(page);
    expect(name).toBe('node-a.jsonl');
    await hint.waitFor({ state: 'detached' });
    expect(await readFile(path, 'utf8')).toContain(JSON.stringify(said));

    const again = await opened(path, '/r//journal?run=1&q=3');
    await flags(again).getByRole('button', { name: flag }).waitFor();
    await again
      .getByRole('grid', { name: 'Records' })
      .getByRole('row', { name: `note: ${said}` })
      .waitFor();

    const out = join(await tempDir(), 'run.html');
    await promisify(execFile)(troupe, ['report', path, '-o', out], { timeout: 60_000 });
    const report = await newPage();
    await report.goto(pathToFileURL(out).href);
    await flags(report).getByRole('button', { name: flag }).waitFor();
    const copy = await saved(report);
    expect(await readFile(copy.path, 'utf8')).toContain(JSON.stringify(said));
  });

  test('found in the palette, read at its flag, and deleted', async () => {
    const page = await opened(await recordingFile(aliveRun()), '/r//overview?run=1&q=3');
    await isHeld(page);
    await page.getByRole('button', { name: 'Add a note' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill(said);
    await page.getByRole('button', { name: 'Add the note' }).click();
    await flags(page).getByRole('button', { name: flag }).waitFor();
    await page.keyboard.press('L');
    await page.getByRole('button', { name: /^at 1:3/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill('begins');
    await page.getByRole('option', { name: said }).click();
    await isHeld(page);
    await flags(page).getByRole('button', { name: flag }).click();
    const dialog = page.getByRole('dialog', { name: 'Notes of this moment' });
    expect(await dialog.getByRole('list', { name: 'Notes' }).textContent()).toContain(said);
    await dialog.getByRole('button', { name: /^Delete the note/ }).click();
    await flags(page).getByRole('button', { name: flag }).waitFor({ state: 'detached' });
  });
});
