/**
 * A node in trouble, as somebody on call meets it: from the overview each trouble is found in two clicks at most, by what the page
 * says. The node is simulated: its services hang, and its containers do what their commands say.
 */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { troupePage } from '../helpers/troupe-page.ts';

/** A stalled pull is one that has not moved for half a minute. */
const patienceMs = 90_000;

describeInBrowser('what is wrong is found from the overview', () => {
  const { newPage } = useBrowser();

  /** Counts what it clicks on. */
  const somebody = () => {
    let clicks = 0;
    return {
      click: async (on: Locator) => {
        clicks += 1;
        await on.click({ timeout: patienceMs });
      },
      clicks: () => clicks,
    };
  };
  const needsLook = (page: Page, kind: string, more = /./) =>
    page
      .getByRole('region', { name: 'Needs a look' })
      .getByRole('listitem')
      .filter({ hasText: kind })
      .filter({ hasText: more });
  const shows = async (page: Page, heading: string | RegExp, text: RegExp) => {
    const main = page.getByRole('main');
    await main.getByRole('heading', { level: 1, name: heading }).waitFor();
    await main.getByText(text).first().waitFor();
  };

  interface Search {
    readonly first: (page: Page) => Locator;
    readonly second?: (page: Page) => Locator;
    readonly found: (page: Page) => Promise<void>;
  }
  const searches: Readonly<Record<string, Search>> = {
    'a pod whose CNI plugin hangs': {
      first: (page) => page.getByRole('table', { name: 'Requests in flight' }).getByRole('link', { name: 'billing-0' }),
      found: async (page) => {
        await shows(page, 'billing-0', /the CNI plugin has not answered for/);
        await page.getByRole('button', { name: /attaching, active, waits for attachNetwork/ }).waitFor();
      },
    },
    'a container that crash-loops': {
      first: (page) =>
        needsLook(page, 'crash loop', /has ended by itself \d+ times/).getByRole('link', { name: /^checkout-0/ }),
      second: (page) => page.getByRole('main').getByRole('link', { name: 'checkout-0' }).first(),
      found: (page) => shows(page, 'checkout-0', /app/),
    },
    'a pull that stalls': {
      first: (page) => needsLook(page, 'stalled pull').getByRole('link', { name: /registry\.demo\/model/ }),
      found: (page) => shows(page, /./, /fetchLayers/),
    },
    'a stop that waits for its grace period': {
      // not one whose end is near: it would be over before anybody has looked
      first: (page) =>
        needsLook(page, 'grace period', /SIGKILL comes in [12]\d/).getByRole('link', { name: /^queue-\d+\b.*worker/ }),
      found: (page) => shows(page, 'worker', /alive\.stopping\.terminating/),
    },
  };

  test('CNI plugin, crash loop, pull, grace period', { timeout: 240_000 }, async () => {
    const { url } = await troupePage('demo', '--driver', 'simulated', '--pods', '2', '--seed', '5');
    const page = await newPage();
    await page.goto(url);
    for (const [what, { first, second, found }] of Object.entries(searches)) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overview' }).click();
      const { click, clicks } = somebody();
      await click(first(page));
      if (second !== undefined) await click(second(page));
      await found(page);
      expect(clicks(), what).toBeLessThanOrEqual(2);
    }
  });
});
