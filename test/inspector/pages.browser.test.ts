/** Overview, Pods, Journal and Help over a recording of a simulated node on which four things are wrong. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type JournalRecord, journalFormat } from '../../src/journal/format.ts';
import { describeInBrowser, type PageOptions, useBrowser } from '../helpers/browser.ts';
import { recordingFile } from '../helpers/recording-file.ts';
import { troupePage } from '../helpers/troupe-page.ts';

const recording = join(import.meta.dirname, '../fixtures/node.jsonl');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const themes = ['light', 'dark'] as const;

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}
/** What it finds against WCAG 2 A and AA, one line each. */
const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe);
  const run = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa'] })`;
  const found = (await page.evaluate(run)) as AxeResults;
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary.replaceAll('\n', ' ')}`,
    ),
  );
};

/** As many rows as there would be in a browser that shows all: pods at rest, told of at once. */
const manyPods = (pods: number): string => {
  const header = {
    k: 'H',
    format: journalFormat,
    source: 'daemon',
    build: '0',
    node: 'v24',
    epochMs: 0,
    monotonicUs: 0,
    keyId: '',
  };
  const records: readonly JournalRecord[] = Array.from({ length: pods }, (_, index) => index).flatMap((index) => {
    const a = `pod:p${String(index).padStart(5, '0')}#1`;
    return [
      { k: 'A', q: 2 * index + 1, t: index, a, p: 'supervisor', m: 'sandbox' },
      { k: 'T', q: 2 * index + 2, t: index, a, e: 'xstate.init', v0: '', v1: 'ready.withoutInfra' },
    ];
  });
  return `${[header, ...records].map((record) => JSON.stringify(record)).join('\n')}\n`;
};

describeInBrowser('the pages', () => {
  const { newPage } = useBrowser();
  const shown = async (path = '', options: PageOptions = {}, file = recording) => {
    const { url } = await troupePage('open', file);
    const page = await newPage(options);
    await page.goto(`${url}${path === '' ? '' : `&${path}`}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };
  const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
  const nav = (page: Page, name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });

  test('overview: what is wrong is said, and each is one click away from its actor', async () => {
    const page = await shown();
    const concerns = page.getByRole('region', { name: 'Needs a look' }).getByRole('listitem');
    // the recording is shown while it is read
    for (const kind of ['crash loop', 'grace period', /stalled pull.*registry\.example\/ml\/model-server:9/])
      await concerns.filter({ hasText: kind }).waitFor();
    const stuck = page
      .getByRole('table', { name: 'Requests in flight' })
      .getByRole('row', { name: /stuck.*sandbox\.run/ });
    expect(await stuck.textContent()).toMatch(/search-2.*attachNetwork/);
    await stuck.getByRole('link', { name: 'search-2' }).click();
    await page.waitForURL(/\/pod\/pod%3A/);
  });

  test('overview: a count leads to those pods, a trouble to its moment', async () => {
    const page = await shown();
    await page
      .getByRole('region', { name: 'Pods by state' })
      .getByRole('link', { name: /preparing/ })
      .click();
    expect(await heading(page)).toBe('Pods');
    const rows = page.getByRole('grid', { name: 'Pods' });
    await rows.getByRole('row', { name: /search-2/ }).waitFor();
    expect(await rows.getAttribute('aria-rowcount')).toBe('2');
    expect(await page.getByRole('searchbox', { name: 'Filter pods' }).inputValue()).toBe('state:preparing');
  });

  test('pods: filtered by words and chips, sorted by a header, opened by a row', async () => {
    const page = await shown();
    await nav(page, 'Pods').click();
    const grid = page.getByRole('grid', { name: 'Pods' });
    const names = async () => grid.getByRole('row').getByRole('link', { name: /-\d$/ }).allTextContents();
    await grid.getByRole('row', { name: /search-2/ }).waitFor();
    expect((await names())[0]).toBe('search-2');
    await grid.getByRole('button', { name: 'Pod' }).click();
    await expect.poll(async () => (await names())[0]).toBe('api-1');
    expect(await grid.getByRole('columnheader', { name: 'Pod' }).getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('searchbox', { name: 'Filter pods' }).fill('web');
    await expect.poll(names).toEqual(['web-1', 'web-2', 'web-3']);
    await page.getByRole('searchbox', { name: 'Filter pods' }).fill('nonsense:1');
    expect(await page.getByRole('alert').textContent()).toContain('nonsense');
    await page.getByRole('searchbox', { name: 'Filter pods' }).fill('');
    await page.getByRole('button', { name: 'Busy' }).click();
    await expect.poll(names).toEqual(['search-2']);
    await grid.getByRole('link', { name: 'search-2' }).click();
    await page.waitForURL(/\/pod\/pod%3A/);
  });

  test('journal: a question, its mistake at its place, a record with its causes, and the moment', async () => {
    const page = await shown();
    await nav(page, 'Journal').click();
    const field = page.getByRole('searchbox', { name: 'Question to the journal' });
    await field.fill('kind:stat knd:x');
    await page.getByRole('alert').getByText('there is no key "knd"').waitFor();
    await field.fill('kind:state to:ready*');
    const grid = page.getByRole('grid', { name: 'Records' });
    await grid
      .getByRole('row', { name: /→ ready/ })
      .first()
      .click();
    const detail = page.getByRole('region', { name: 'The chosen record' });
    await detail.getByRole('list', { name: 'Cause' }).getByRole('button').click();
    await expect.poll(() => detail.textContent()).toMatch(/message|input/);
    await expect.poll(() => page.url()).toMatch(/\?.*q=\d+/);
    await page.getByRole('combobox', { name: 'Saved questions' }).selectOption('refusals');
    await expect.poll(() => page.url()).toContain('saved=refusals');
  });

  test('deep links: an address names a moment, and back comes to the one before; no token is in it', async () => {
    const page = await shown('/r//pods?run=1&q=100&filter=web');
    const at = page.getByRole('slider', { name: 'Moment' });
    await expect.poll(() => at.getAttribute('aria-valuetext')).toMatch(/^1:100,/);
    await page.getByRole('grid', { name: 'Pods' }).getByRole('row', { name: /web-1/ }).waitFor();
    await expect.poll(() => page.url()).toMatch(/#\/r\/\w+\/pods\?filter=web&run=1&q=100$/);
    await nav(page, 'Help').click();
    expect(page.url()).toMatch(/#\/r\/\w+\/help\?run=1&q=100$/);
    await page.goBack();
    expect(await heading(page)).toBe('Pods');
    expect(page.url()).not.toContain('t=');
  });

  test('keys only: to the pods, into one, through time, and back to the newest', async () => {
    const page = await shown();
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page
      .getByRole('grid', { name: 'Pods' })
      .getByRole('row', { name: /search-2/ })
      .waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('mail');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('grid', { name: 'Pods' }).getAttribute('aria-rowcount')).toBe('2');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/pod\/pod%3A/);
    const slider = page.getByRole('slider', { name: 'Moment' });
    const newest = Number(await slider.getAttribute('aria-valuenow'));
    await page.keyboard.press('[');
    await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBeLessThan(newest);
    await page.keyboard.press('L');
    await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBe(newest);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dead-letters');
    await page.getByRole('option', { name: /dead-letters/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => heading(page)).toBe('Journal');
    await page.keyboard.press('?');
    await expect.poll(() => heading(page)).toBe('Help');
  });

  test('the scrubber: a click goes there, playing goes on from there, the end is the newest', async () => {
    const page = await shown();
    const slider = page.getByRole('slider', { name: 'Moment' });
    await page.getByRole('status').getByText('recording').waitFor();
    const newest = Number(await slider.getAttribute('aria-valuenow'));
    await slider.click({ position: { x: 200, y: 10 } });
    const now = async () => Number(await slider.getAttribute('aria-valuenow'));
    await expect.poll(now).toBeLessThan(newest / 2);
    const before = await now();
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('5×');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(now).toBeGreaterThan(before);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'To the end' }).click();
    await expect.poll(now).toBe(newest);
  });

  test('20,000 pods: row 15,000 is reached, and no more than 80 rows are in the page', async () => {
    const page = await shown('/r//pods?order=name', {}, await recordingFile(manyPods(20_000), 'many.jsonl'));
    const grid = page.getByRole('grid', { name: 'Pods' });
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 20_000 }).toBe('20001');
    await grid.getByRole('row', { name: /p00000/ }).hover();
    await page.mouse.wheel(0, 15_000 * 36);
    const row = grid.getByRole('row', { name: /p15000/ });
    await row.waitFor();
    expect(await row.getAttribute('aria-rowindex')).toBe('15002');
    expect(await grid.getByRole('row').count()).toBeLessThanOrEqual(80);
  });

  test('dark is dark, by the system and by hand, and stays so', async () => {
    const page = await shown('', { colorScheme: 'dark' });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await background();
    await page.getByRole('button', { name: 'Light or dark' }).click();
    const light = await background();
    expect([dark, light]).toEqual(['rgb(15, 17, 21)', 'rgb(245, 246, 248)']);
  });

  const places = ['overview', 'pods', 'journal', 'machines', 'sim', 'runs', 'diff', 'help'];
  const tabs = ['timeline', 'sequence', 'journal', 'state', 'ledger', 'cri', 'why'];
  test.each(themes)('accessible: every page, every tab of a pod, %s', { timeout: 120_000 }, async (colorScheme) => {
    const page = await shown('/r//overview?q=300', { colorScheme, reducedMotion: 'reduce' });
    await page.getByRole('button', { name: /^at/ }).waitFor();
    const pod = encodeURIComponent(/pod:[0-9a-f]{64}#1/.exec(readFileSync(recording, 'utf8'))?.[0] ?? '');
    const found: string[] = [];
    for (const place of [...places, ...tabs.map((tab) => `pod/${pod}/${tab}`)]) {
      await page.evaluate(`location.hash = location.hash.replace(/^(#.r.[^/]+.)[^?]*/, '$1${place}')`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (place === 'journal') await page.getByRole('region', { name: 'The chosen record' }).waitFor();
      const [name] = place.startsWith('pod/') ? [place.split('/').at(-1)] : [place];
      found.push(...(await violations(page)).map((violation) => `${name}: ${violation}`));
    }
    expect(found).toEqual([]);
  });

  test('accessible: the palette, over a page', async () => {
    const page = await shown();
    await page.keyboard.press('Control+k');
    await page.getByRole('listbox', { name: 'Choices' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('listbox', { name: 'Choices' }).waitFor({ state: 'detached' });
  });
});
