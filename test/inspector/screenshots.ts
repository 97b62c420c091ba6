/**
 * Pictures of every page, light and dark, for people: `npm run screenshots [-- DIR [NAME…]]` (default: docs/images). What they show is the
 * recording in test/fixtures and a counter-example that is looked for anew.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const project = join(import.meta.dirname, '../..');
const troupe = join(project, 'bin/troupe');
const out = resolve(process.argv[2] ?? join(project, 'docs/images'));
const wanted = process.argv.slice(3);

const ended = (child: ChildProcess) => new Promise<void>((done) => child.once('close', () => done()));

/** The address that `troupe open` prints. */
const open = async (...files: readonly string[]) => {
  const child = spawn(troupe, ['open', ...files], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout) {
    const url = /^http:\S+/m.exec(String(chunk))?.[0];
    if (url === undefined) continue;
    const stop = async () => {
      child.kill();
      await ended(child);
    };
    return { url, stop };
  }
  throw new Error('troupe open has said no address');
};

const counterExample = async (dir: string): Promise<string> => {
  const scenario = ['run', 'torn down while it is made', '--twin', 'open-door'];
  const how = ['--strategy', 'fewest', '--seed', '1', '--until-found', '--repro-dir', dir];
  await ended(spawn(troupe, ['sim', ...scenario, ...how], { stdio: 'ignore' }));
  const [name] = await readdir(dir);
  if (name === undefined) throw new Error('the twin was not found');
  return join(dir, name);
};

interface Picture {
  readonly name: string;
  /** What is clicked, by role and name, from the overview; or where the address goes. */
  readonly go: (page: Page) => Promise<void>;
}

const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();
const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
const slowPod = async (page: Page) => {
  await link(page, 'Pods');
  await link(page, /^search-1/);
};
/** While its network is being attached. */
const slowAttach = async (page: Page) => {
  await slowPod(page);
  await page
    .getByRole('button', { name: /^startTask: runc/ })
    .first()
    .click();
  await page.waitForURL(/[?&]q=\d/);
  await page.keyboard.press(']');
};

const ofNode: readonly Picture[] = [
  { name: 'overview', go: async () => undefined },
  { name: 'pods', go: (page) => link(page, 'Pods') },
  {
    name: 'hanging',
    go: async (page) => {
      await link(page, 'Pods');
      await link(page, /^search-2/);
    },
  },
  { name: 'slow-start', go: slowAttach },
  ...['Sequence', 'Journal', 'State', 'Ledger', 'CRI view', 'Why'].map((title) => ({
    name: `pod-${title.split(' ')[0]?.toLowerCase()}`,
    go: async (page: Page) => {
      await slowPod(page);
      await tab(page, title);
    },
  })),
  { name: 'journal', go: (page) => link(page, 'Journal') },
  { name: 'machines', go: (page) => link(page, 'Machines') },
  { name: 'sim', go: (page) => link(page, 'Sim') },
  { name: 'runs', go: (page) => link(page, 'Runs') },
  { name: 'diff', go: (page) => link(page, 'Diff') },
  { name: 'help', go: (page) => page.keyboard.press('?') },
];
const ofRace: readonly Picture[] = [{ name: 'race', go: (page) => link(page, 'Races') }];

const scratch = await mkdtemp(join(tmpdir(), 'troupe-pictures-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const draw = async (pictures: readonly Picture[], files: readonly string[]) => {
  const { url, stop } = await open(...files);
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const { name, go } of pictures) {
        if (wanted.length > 0 && !wanted.includes(name)) continue;
        const context = await browser.newContext({ colorScheme, viewport: { width: 1440, height: 900 } });
        const page = await context.newPage();
        await page.goto(url);
        await page.getByRole('navigation').first().waitFor();
        await page.waitForLoadState('networkidle');
        await go(page);
        // Pictures are looked at by people: what is drawn late is waited for.
        await page.waitForTimeout(1500);
        await page.screenshot({ path: join(out, `${name}${colorScheme === 'dark' ? '-dark' : ''}.png`) });
        await context.close();
      }
    }
  } finally {
    await stop();
  }
};
try {
  await mkdir(out, { recursive: true });
  const repro = await counterExample(join(scratch, 'repro'));
  const node = join(project, 'test/fixtures/node.jsonl');
  await draw(ofNode, [node]);
  await draw(ofRace, [repro]);
} finally {
  await browser.close();
  await rm(scratch, { recursive: true, force: true });
}
