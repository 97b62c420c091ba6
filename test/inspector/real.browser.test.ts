/** The page over the real daemon, with pods of runc: what happens is seen as it happens. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { daemonMissing } from '../helpers/node-world.ts';
import { oneNode } from '../helpers/one-node.ts';
import { runPod, startIn } from '../helpers/pod-life.ts';
import { containerConfig, podConfig } from '../helpers/pods.ts';
import { troupePage } from '../helpers/troupe-page.ts';

const missing = daemonMissing();
if (missing !== undefined) process.stderr.write(`the page over the real daemon is not tested: ${missing}\n`);

(missing === undefined ? describeInBrowser : describeInBrowser.skip)('live', () => {
  const node = oneNode();
  const { newPage } = useBrowser();
  const main = (page: Page) => page.getByRole('main');
  const inFlight = (page: Page) => page.getByRole('table', { name: 'Requests in flight' });
  const toOverview = (page: Page) =>
    page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overview' }).click();

  test('overview → pod → its chart; an exec and a stop, live', { timeout: 120_000 }, async () => {
    const { daemon, world } = node;
    const { runtime } = daemon.cri;
    const { url } = await troupePage('inspect', '--config', world.configFile);
    const page = await newPage();
    await page.goto(url);
    await main(page).getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

    // Nobody was there when the page was opened.
    const pod = await runPod(daemon, podConfig(world, 'web'));
    const containerId = await startIn(
      daemon,
      pod,
      containerConfig('main', "trap '' TERM; while :; do sleep 0.1; done"),
    );
    const ready = page.getByRole('region', { name: 'Pods by state' }).getByRole('link', { name: /1 ready/ });
    await ready.click();
    await page.getByRole('grid').getByRole('link', { name: 'web' }).first().click();
    await main(page).getByRole('heading', { level: 1, name: 'web' }).waitFor();
    const chart = page.getByRole('region', { name: 'Statechart of sandbox' });
    await chart
      .getByRole('listitem')
      .filter({ hasText: /^ready/ })
      .first()
      .waitFor();
    await chart.getByRole('button', { name: /^ready, active/ }).waitFor();

    // An exec is in flight for as long as it runs.
    await toOverview(page);
    const command = ['sh', '-c', 'until [ -e /tmp/enough ]; do sleep 0.05; done; echo seen'];
    const exec = runtime.execSync({ containerId, cmd: command, timeout: '60' });
    const row = inFlight(page).getByRole('row', { name: /container\.exec/ });
    await row.getByRole('link', { name: /main/ }).click();
    await main(page).getByRole('heading', { level: 1, name: 'main' }).waitFor();
    await runtime.execSync({ containerId, cmd: ['touch', '/tmp/enough'], timeout: '10' });
    expect(Buffer.from((await exec).stdout).toString()).toBe('seen\n');

    // It ignores SIGTERM: the stop is seen to wait, and then to end.
    const state = page
      .getByRole('region', { name: 'Statechart of container' })
      .getByRole('list', { name: 'Active states' });
    await state.getByText(/alive\.running/).waitFor();
    const stopped = runtime.stopContainer({ containerId, timeout: '5' });
    await state.getByText(/alive\.stopping\.terminating/).waitFor();
    await stopped;
    await state.getByText(/exited/).waitFor();
    await main(page).getByRole('definition').filter({ hasText: /137/ }).waitFor();
  });
});
