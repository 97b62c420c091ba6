/** The pages of pods and containers over a recording of starts: by roles and names, with the mouse and by keys alone. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { recordingFile } from '../helpers/recording-file.ts';
import { startsText } from '../helpers/starts.ts';
import { troupePage } from '../helpers/troupe-page.ts';

describeInBrowser('the page of a pod', () => {
  const { newPage } = useBrowser();

  /** At the end of the recording. @param rest of the address, behind the source */
  const opened = async (rest: string): Promise<Page> => {
    const { url } = await troupePage('open', await recordingFile(startsText(), 'starts.jsonl'));
    const page = await newPage();
    await page.goto(url);
    const source = await page.getByRole('combobox', { name: 'Source' }).inputValue();
    await page.evaluate(`location.hash = ${JSON.stringify(`#/r/${source}/${rest}`)}`);
    return page;
  };
  const podOf = (name: string) => encodeURIComponent(`pod:${name}#1`);
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  const tab = (page: Page, name: string) => page.getByRole('tab', { name });
  const panel = (page: Page) => page.getByRole('tabpanel');
  const spans = (page: Page) => panel(page).getByRole('list', { name: 'Spans' });

  test('a network that hangs: a sentence says what, since when, what is usual, and who waits for how long', async () => {
    const page = await opened(`pod/${podOf('stuck')}`);
    await heading(page, 'stuck');
    const article = page.getByRole('article', { name: 'stuck' });
    await article.getByText('Its network is being attached: the CNI plugin has not answered for 42 s').waitFor();
    const told = await article.textContent();
    expect(told).toContain('usually that takes 36 ms');
    expect(told).toMatch(/RunPodSandbox waits for 42 s, 3 min 18 s left/);
    expect(told).toContain('preparing.assembling network.attaching');
    await page
      .getByRole('list', { name: 'Open requests' })
      .getByRole('button', { name: /RunPodSandbox 42 s/ })
      .waitFor();
    await page.getByRole('region', { name: 'Statechart of sandbox' }).first().waitFor();
  });

  test('a slow start: its timeline says what took so long, and each span tells all of itself', async () => {
    const page = await opened(`pod/${podOf('slow')}/timeline`);
    await heading(page, 'slow');
    await panel(page).getByText('RunPodSandbox took 3.01 s; usually 40 ms').waitFor();
    await panel(page).getByRole('button', { name: 'attachNetwork 83× its usual 36 ms' }).waitFor();
    const attach = spans(page).getByRole('button', { name: /^attachNetwork: CNI, 3 s, done/ });
    expect(await attach.getAttribute('aria-label')).toContain('on the critical path');
    const files = spans(page).getByRole('button', { name: /^prepareSandboxFiles: files/ });
    expect(await files.getAttribute('aria-label')).not.toContain('critical');
    await files.hover();
    await panel(page)
      .getByRole('paragraph')
      .getByText(/^prepareSandboxFiles: files, 3 ms, done/)
      .waitFor();
    await attach.click();
    await page.waitForURL(/[?&]q=\d/);
    await page
      .getByRole('article', { name: 'slow' })
      .getByText(/Its network is being attached/)
      .waitFor();
    expect(
      await spans(page)
        .getByRole('button', { name: /^createTask/ })
        .count(),
    ).toBe(1);
  });

  test('a start beside the fastest, and a whole life', async () => {
    const page = await opened(`pod/${podOf('slow')}/timeline`);
    const compare = panel(page).getByRole('combobox', { name: 'Compare with' });
    const fastest = compare.getByRole('option', { name: /^the fastest start/ });
    await compare.selectOption(await fastest.getAttribute('value'));
    await page.waitForURL(/[?&]with=/);
    await panel(page).getByRole('button', { name: 'Whole life' }).click();
    await page.waitForURL(/[?&]whole=1/);
  });

  test('a container that ends again and again is one group, and is told', async () => {
    const page = await opened(`pod/${podOf('loop')}/timeline?whole=1`);
    await heading(page, 'loop');
    await spans(page).getByText('container worker ×4').waitFor();
    await page
      .getByRole('article', { name: 'loop' })
      .getByText(/worker has ended by itself 4 times in .*, last with exit code 3/)
      .waitFor();
  });

  test('the sequence: a row that is picked keeps its causes, and arrow keys go on', async () => {
    const page = await opened(`pod/${podOf('slow')}/sequence`);
    const rows = panel(page).getByRole('listbox', { name: 'Sequence of messages' });
    const reply = rows.getByRole('option', { name: 'pod:slow to clients: ok' });
    await reply.click();
    expect(await reply.getAttribute('aria-selected')).toBe('true');
    await panel(page)
      .getByText(/^\d+ rows led to it, \d+ came of it/)
      .waitFor();
    await rows.focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => reply.getAttribute('aria-selected')).toBe('false');
    await rows.getByRole('option', { selected: true }).waitFor();
    await panel(page).getByRole('button', { name: 'Show all' }).click();
    expect(await rows.getByRole('option', { selected: true }).count()).toBe(0);
  });

  test('its records, and why: each step is a moment', async () => {
    const page = await opened(`pod/${podOf('slow')}/journal`);
    await panel(page).getByRole('searchbox').fill('kind:state');
    await panel(page).getByRole('cell', { name: 'preparing.pinning', exact: false }).first().waitFor();
    await tab(page, 'Why').click();
    const causes = panel(page).getByRole('list', { name: 'Causes' });
    await causes.getByText('3 s later').waitFor();
    await causes.getByRole('button', { name: /sandbox\.run.*from outside/ }).click();
    await page.waitForURL(/[?&]q=\d/);
  });

  test('what it knows: what the step changed comes first, and a path is watched from moment to moment', async () => {
    const page = await opened(`pod/${podOf('slow')}/state`);
    await panel(page)
      .getByRole('textbox', { name: 'Watch a path' })
      .or(panel(page).getByRole('combobox'))
      .first()
      .fill('record.phase');
    await page.keyboard.press('Enter');
    const watches = panel(page).getByRole('region', { name: 'Watches' }).getByRole('listitem');
    await watches.filter({ hasText: 'record.phase' }).filter({ hasText: '"ready"' }).waitFor();
    await page.waitForURL(/[?&]watch=record\.phase/);
    const changed = panel(page).getByRole('region', { name: 'Changed in this step' });
    await panel(page)
      .getByRole('button', { name: /: go to where record.attachment.ip changed$/ })
      .click();
    await changed.getByRole('rowheader', { name: 'record.attachment.ip' }).waitFor();
    await watches.filter({ hasText: '◐ changed now' }).waitFor();
    await panel(page).getByRole('button', { name: 'Stop watching record.phase' }).click();
    await expect.poll(() => watches.count()).toBe(0);
  });

  test('what it holds of the machine, and what the CRI would answer', async () => {
    const page = await opened(`pod/${podOf('slow')}/ledger`);
    const network = panel(page).getByRole('row', { name: /^Network: address, routes/ });
    await network.getByText('held').waitFor();
    await network.getByRole('button', { name: /was acquired$/ }).click();
    await page.waitForURL(/[?&]q=\d/);
    await tab(page, 'CRI view').click();
    const answer = panel(page).getByRole('region', { name: 'Answer of PodSandboxStatus' });
    await answer.or(panel(page).getByText('PodSandboxStatus would answer NOT_FOUND')).waitFor();
    await page.keyboard.press('L');
    await answer.getByText(/"state": "SANDBOX_READY"/).waitFor();
  });

  test('by keys alone: tabs by their letters, and by arrows from one to the next', async () => {
    const page = await opened(`pod/${podOf('web-1')}`);
    await heading(page, 'web-1');
    for (const [key, name] of [
      ['s', 'Sequence'],
      ['r', 'Journal'],
      ['w', 'Why'],
      ['t', 'Timeline'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByRole('tab', { name, selected: true }).waitFor();
    }
    await tab(page, 'Timeline').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Sequence', selected: true }).waitFor();
  });

  test('a container has a page of its own', async () => {
    const page = await opened(`actor/${encodeURIComponent('pod:web-1#1/ctr:web-1-app#1')}`);
    await heading(page, 'app');
    await page.getByText(/^This container is running, for/).waitFor();
    expect(await page.getByRole('tab', { name: 'CRI view' }).count()).toBe(1);
    await page.getByRole('region', { name: 'Statechart of container' }).waitFor();
  });

  test('who is not there at the moment is told so', async () => {
    const page = await opened(`pod/${podOf('nobody')}`);
    await page.getByText('It is not there at this moment').waitFor();
  });
});
