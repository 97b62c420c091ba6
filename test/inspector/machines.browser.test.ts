/** The page Machines over a recording, and charts as the page shows them. */
import { expect, test } from 'vitest';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { aliveRun, recordingFile } from '../helpers/recording-file.ts';
import { troupePage } from '../helpers/troupe-page.ts';
import { toPage } from '../helpers/walk-page.ts';

describeInBrowser('the page Machines', () => {
  const { newPage } = useBrowser();
  const opened = async () => {
    const { url } = await troupePage('open', await recordingFile(aliveRun()));
    const page = await newPage();
    await page.goto(url);
    await toPage(page, 'Machines');
    return page;
  };

  test('every chart is there; of one that is chosen, its levels, what was never taken, and a state in full', async () => {
    const page = await opened();
    const charts = page.getByRole('navigation', { name: 'Charts' }).getByRole('link');
    await charts.first().waitFor();
    expect(await charts.count()).toBe(13);
    await charts.filter({ hasText: 'a container of a pod' }).click();
    const chart = page.getByRole('region', { name: 'Statechart of container' });
    await chart.getByRole('button', { name: 'alive, open' }).click();
    await chart.getByRole('region', { name: 'In alive' }).getByRole('button', { name: 'running' }).click();
    const about = page.getByRole('complementary', { name: 'About alive.running' });
    await about.getByRole('table', { name: 'here', exact: true }).waitFor();
    expect(await about.getByRole('table', { name: 'in alive' }).getByRole('row').allTextContents()).toContain(
      'task.exitedsettling recordExitFact',
    );
    expect(
      await about.getByRole('region', { name: 'Would not accept' }).getByRole('listitem').allTextContents(),
    ).toEqual(['⊘startContainerWrongState: running']);
    await about.getByRole('button', { name: 'Close' }).click();
    await about.waitFor({ state: 'detached' });
  });

  test('by keys: a chart is opened level by level, and moved as a whole', async () => {
    const page = await opened();
    await page.getByRole('navigation', { name: 'Charts' }).getByRole('link', { name: 'a pod ' }).first().focus();
    await page.keyboard.press('Enter');
    const chart = page.getByRole('region', { name: 'Statechart of sandbox' });
    await chart.getByRole('button', { name: 'preparing, open' }).press('Enter');
    await chart.getByRole('button', { name: 'assembling, open' }).press('Enter');
    await chart.getByRole('region', { name: 'In assembling' }).getByRole('button', { name: 'attaching' }).waitFor();
    await chart.getByRole('button', { name: 'Whole chart' }).press('Enter');
    const drawing = chart.getByRole('application');
    await drawing.focus();
    for (const key of ['+', '+', 'ArrowLeft', '-', '.', '0']) await page.keyboard.press(key);
    await chart.getByRole('combobox', { name: 'Look at a state' }).selectOption('ready');
    await page.getByRole('complementary', { name: 'About ready' }).waitFor();
  });

  test('who took a transition is chosen: with nobody, all was never taken', async () => {
    const page = await opened();
    const never = page.getByRole('region', { name: 'Never taken' });
    const rows = () => never.getByRole('row').count();
    await never.waitFor();
    const before = await rows();
    for (const name of ['tests', 'simulator', 'this source'])
      await page.getByRole('button', { name, exact: false }).click();
    expect(await rows()).toBeGreaterThan(before);
    await page.getByRole('button', { name: 'this source' }).click();
    const withSource = await rows();
    await page.getByRole('button', { name: 'this source' }).click();
    expect(await rows()).toBeGreaterThan(withSource);
  });
});
