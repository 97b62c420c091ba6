/** Where something is played, in a browser: a counter-example of a broken twin, a recording that goes another way, a simulation. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partsOf } from '../../src/simulation/explore/catalogue.ts';
import { reproOf } from '../../src/simulation/explore/repro.ts';
import { sample } from '../../src/simulation/explore/sample.ts';
import { oneLife } from '../../src/simulation/explore/scenarios.ts';
import { fromHere } from '../../src/simulation/explore/strategies/from-here.ts';
import { walk } from '../../src/simulation/explore/walk.ts';
import { twins } from '../../src/simulation/twins/twins.ts';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { recording } from '../helpers/recorded.ts';
import { troupePage } from '../helpers/troupe-page.ts';

let dir: string;
let repro: string;
let life: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-play-'));
  life = join(dir, 'life.journal');
  const recorded = recording();
  walk(oneLife, () => 0, { tape: recorded.tape });
  await writeFile(life, `${recorded.lines.join('\n')}\n`);
  repro = join(dir, 'open-door.json');
  const twin = twins.find(({ name }) => name === 'open-door');
  if (twin === undefined) throw new Error('no such twin');
  const parts = partsOf(twin.name);
  const { found } = sample(fromHere(twin.scenario, [], 3), { to: 2000, untilFound: true }, parts);
  const [first] = found;
  const origin = { seed: 3, strategy: 'from here', build: 'test', twin: twin.name };
  await writeFile(repro, JSON.stringify(first && reproOf(first, twin.scenario, origin, { parts })));
});
afterAll(() => rm(dir, { recursive: true }));

describeInBrowser('what is played', () => {
  const { newPage } = useBrowser();

  test('a counter-example: what breaks, its racing pair; without a deviation it holds; both beside each other', async () => {
    const { url } = await troupePage('open', repro);
    const page = await newPage();
    await page.goto(url);
    await page.getByRole('heading', { name: 'closed-door', level: 1 }).waitFor();
    await page.getByRole('img', { name: /of runs that go on by chance/ }).waitFor();
    await page.getByRole('button', { name: 'the racing pair' }).click();
    const switches = page.getByRole('switch', { name: /^Deviation at step/ });
    expect(await switches.count()).toBeGreaterThan(0);
    await switches.first().click();
    await page.getByText('no invariant breaks').waitFor();
    expect(await switches.first().getAttribute('aria-checked')).toBe('false');
    await page.getByRole('link', { name: 'beside the original' }).click();
    await page.getByRole('heading', { name: 'Here they part' }).waitFor();
    await page.getByRole('grid', { name: 'Records of both' }).waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Runs' }).click();
    const checks = page.getByRole('checkbox', { name: /^Compare/ });
    await checks.nth(1).waitFor();
    await checks.nth(0).check();
    await checks.nth(1).check();
    await page.getByRole('button', { name: 'Compare the two' }).click();
    await page.getByRole('heading', { name: 'Here they part' }).waitFor();
  });

  test('a recording: what if an input had not come → another future, which says what it assumes', async () => {
    const { url } = await troupePage('open', life);
    const page = await newPage();
    await page.goto(url);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Journal' }).click();
    await page.getByRole('searchbox').fill('kind:input type:attachNetwork');
    await page.getByRole('searchbox').press('Enter');
    await page
      .getByRole('grid')
      .getByRole('row', { name: /attachNetwork done/ })
      .first()
      .click();
    await page.getByLabel('The chosen record').getByRole('button', { name: 'What if…' }).click();
    await page.getByRole('button', { name: 'the service fails' }).click();
    await page.getByRole('heading', { name: 'Here they part' }).waitFor();
    expect(page.url()).toContain('/diff?');
    await page.getByText(/^What was assumed and left out/).click();
  });

  test('a simulation: a click is what happens next; undo; explored from here, what is broken breaks', async () => {
    const { url } = await troupePage('open', repro);
    const page = await newPage();
    await page.goto(url);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Sim' }).click();
    await page.getByRole('searchbox', { name: 'Find a scenario' }).fill('broken: open-door');
    await page.getByRole('link', { name: /^broken: open-door/ }).click();
    const next = page.getByRole('region', { name: 'What happens next?' });
    await next.getByRole('button', { name: /sandbox\.run/ }).click();
    await page.getByText('1 step', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('0 steps', { exact: true }).waitFor();
    await page.keyboard.press('1');
    await page.getByText('1 step', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Explore from here' }).click();
    await page.getByRole('link', { name: 'the counter-example' }).click({ timeout: 60_000 });
    await page.getByRole('heading', { name: 'closed-door', level: 1 }).waitFor();
  });
});
