/** A daemon that lives, on its page: everything is walked while it happens, and the end is told. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { makeSimulatedPlace, type SimulatedPlace } from '../helpers/simulated-node.ts';
import { toPage, walkPages, walkPod } from '../helpers/walk-page.ts';

const project = join(import.meta.dirname, '../..');

describeInBrowser('a daemon that lives', () => {
  const { newPage } = useBrowser();
  let place: SimulatedPlace;
  beforeAll(async () => {
    place = await makeSimulatedPlace();
    // The page as it was built: here is nothing that could build it.
    await cp(join(project, 'dist/inspector'), join(place.dir, '../project/dist/inspector'), { recursive: true });
  }, 60_000);
  afterAll(() => place.end());

  test('every page, while pods come and go; then its end', { timeout: 120_000 }, async () => {
    const demo = await place.demo('--pods', '3', '--seed', '5');
    const page = await newPage({ forgives: [/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING/] });
    await page.goto(demo.url);
    await toPage(page, 'Pods');
    await page.getByRole('grid').getByRole('link').first().waitFor();
    expect((await walkPages(page)).length).toBeGreaterThan(2);
    await walkPod(page);
    expect(await demo.interrupt()).toBe(0);
    await page
      .getByRole('banner')
      .getByText(/lost|ended|over/i)
      .first()
      .waitFor();
  });
});
