/**
 * `node bench/inspector/page.ts`: the budgets of the page, in a real Chromium: what is loaded first, how soon it can be used
 * with 500 pods, whether it stutters while a thousand records a second come in, how soon it shows another moment of a million
 * records, and what memory it takes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Refusal } from '../../src/inspector/server/api.ts';
import { loadAssets } from '../../src/inspector/server/assets.ts';
import { startServer } from '../../src/inspector/server/server.ts';
import { type BenchSource, busySource, presentSource, recordedSource } from './sources.ts';

const records = Number(process.env.TROUPE_BENCH_RECORDS ?? 1_000_000);
const pods = 500;
const perSecond = 1000;
const streamSeconds = Number(process.env.TROUPE_BENCH_SECONDS ?? 15);
const loads = 7;
const scrubs = 100;

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
if (executablePath === undefined) {
  console.error('there is no chromium');
  process.exit(69);
}
const all: readonly BenchSource[] = [
  presentSource(pods),
  busySource(60_000, pods, perSecond),
  recordedSource(records, pods),
];
const assets = await loadAssets(join(import.meta.dirname, '../../dist/inspector'));
const server = await startServer({
  api: {
    sources: async () => all.map(({ about }) => about),
    stream: (id, signal) => {
      const source = all.find(({ about }) => about.id === id);
      if (source === undefined) throw new Refusal(404, 'no such source');
      return source.lines(signal);
    },
  },
  assets,
  port: 0,
  onFailure: (error) => console.error(error),
});
const url = `http://127.0.0.1:${server.port}/#t=${server.token}`;
const at = (figures: readonly number[], part: number): number => {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
};
const rows: (readonly [what: string, figure: string, budget: string])[] = [];
/** Looks at each frame; `performance.now()` of the page when it is so. Scripts of its own are all that the page's policy allows. */
const whenSo = async (page: Page, condition: string, limitMs = 60_000): Promise<number> =>
  Number(
    await page.evaluate(`new Promise((resolve, reject) => {
      const look = () => {
        if (${condition}) resolve(performance.now());
        else if (performance.now() > ${limitMs}) reject(new Error('it does not come about'));
        else requestAnimationFrame(look);
      };
      look();
    })`),
  );
const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** Opens the page at a route, with the token; a first visit each time. */
const openAt = async (browser: Browser, route: string): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchTasks);
  await page.goto(url);
  await page.evaluate(`location.hash = '#/r/${route}'`);
  return page;
};
const watchTasks = `globalThis.longTasks = [];
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) longTasks.push(duration); })
    .observe({ type: 'longtask', buffered: true });`;

/** What a visit begins with: the page, its style, its worker, its script and all that this imports at once. The rest comes when idle. */
const measureSize = (): void => {
  const first = new Set(['/', '/style.css', '/worker.js', '/app.js']);
  for (const path of first)
    for (const [, name] of assets
      .get(path)
      ?.bytes.toString('utf8')
      .matchAll(/(?:from|import)"\.(\/part-[\w-]+\.js)"/g) ?? [])
      if (name !== undefined) first.add(name);
  const sizeOf = (paths: Iterable<string>) =>
    [...paths].reduce((sum, path) => sum + (assets.get(path)?.gzip.length ?? 0), 0) / 1000;
  rows.push(['first load, gzip', `${sizeOf(first).toFixed(1)} KB`, '≤ 80 KB']);
  rows.push([
    'what comes later: other pages, drawings of charts',
    `${sizeOf([...assets.keys()].filter((path) => !first.has(path))).toFixed(1)} KB`,
    '',
  ]);
};

const measureLoad = async (browser: Browser): Promise<void> => {
  const took: number[] = [];
  for (let load = 0; load < loads; load += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(url);
    // Since the navigation began: the pods are counted on the page, and it has drawn them.
    took.push(await whenSo(page, `document.querySelector('main')?.textContent.includes('${pods}')`));
    await context.close();
  }
  const [cold = Number.NaN, ...warm] = took;
  rows.push([
    `interactive with ${pods} pods`,
    `median ${at(warm, 0.5).toFixed(0)} ms, worst ${at(warm, 1).toFixed(0)} (first of the browser ${cold.toFixed(0)})`,
    '< 300 ms',
  ]);
};

const measureStream = async (browser: Browser): Promise<void> => {
  for (const route of ['busy/overview', 'busy/pods', 'busy/journal']) {
    const page = await openAt(browser, route);
    await whenSo(page, `document.querySelector('header')?.textContent.includes('live')`);
    await page.waitForTimeout(2000);
    await page.evaluate('longTasks.length = 0');
    await page.waitForTimeout(streamSeconds * 1000);
    const tasks = (await page.evaluate('longTasks')) as readonly number[];
    const worst = tasks.length === 0 ? '' : `, the longest ${Math.max(...tasks).toFixed(0)} ms`;
    rows.push([
      `tasks over 50 ms, ${perSecond} records/s, ${route}`,
      `${tasks.length} in ${streamSeconds} s${worst}`,
      '0',
    ]);
    await page.context().close();
  }
};

/** From a pointer on the strip to the first change of what the page shows. */
const scrubOnce = `(part) => new Promise((resolve) => {
  const strip = document.querySelector('[role=slider][aria-label=Moment]');
  const box = strip.getBoundingClientRect();
  const point = { bubbles: true, clientX: box.left + box.width * part, clientY: box.top + box.height / 2, pointerId: 1 };
  const began = performance.now();
  const observer = new MutationObserver(() => {
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began));
  });
  observer.observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true, attributes: true });
  strip.setPointerCapture = () => {};
  strip.dispatchEvent(new PointerEvent('pointerdown', point));
  strip.dispatchEvent(new PointerEvent('pointerup', point));
  setTimeout(() => { observer.disconnect(); resolve(-1); }, 2000);
})`;

const measureScrub = async (browser: Browser): Promise<void> => {
  const page = await openAt(browser, 'recorded/overview');
  const began = performance.now();
  await whenSo(
    page,
    `Number(document.querySelector('[role=slider][aria-label=Moment]')?.getAttribute('aria-valuemax')) >= ${records - 1000}`,
    600_000,
  );
  const readMs = performance.now() - began;
  await page.waitForTimeout(2000);
  for (const [route, name] of [
    ['recorded/overview', 'overview'],
    ['recorded/pods', 'pods'],
  ] as const) {
    await page.evaluate(`location.hash = '#/r/${route}'`);
    await page.waitForTimeout(1500);
    const took: number[] = [];
    for (let scrub = 0; scrub < scrubs; scrub += 1)
      took.push(Number(await page.evaluate(`(${scrubOnce})(${((scrub * 0.618) % 1).toFixed(4)})`)));
    const seen = took.filter((ms) => ms >= 0);
    const unseen = took.length - seen.length;
    rows.push([
      `another moment of ${records.toLocaleString('en')} records, ${name}`,
      `median ${at(seen, 0.5).toFixed(0)} ms, p95 ${at(seen, 0.95).toFixed(0)}${unseen === 0 ? '' : `; ${unseen} showed nothing else`}`,
      'p95 < 50 ms',
    ]);
  }
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const inWorker = await heapOfWorker(browser);
  rows.push([
    `JS heap with ${records.toLocaleString('en')} records`,
    `page ${mib(usedSize)}, worker ${mib(inWorker)}`,
    '< 150 MB',
  ]);
  rows.push([`${records.toLocaleString('en')} records are read`, `${(readMs / 1000).toFixed(1)} s`, '']);
  await page.context().close();
};

/** Of the only worker that there is: heap of its scripts, and its columns beside it. */
const heapOfWorker = async (browser: Browser): Promise<number> => {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'worker' }] });
  const [worker] = targetInfos;
  if (worker === undefined) return Number.NaN;
  const { sessionId } = await session.send('Target.attachToTarget', { targetId: worker.targetId, flatten: false });
  const ask = (id: number, method: string): Promise<{ usedSize?: number; backingStorageSize?: number }> =>
    new Promise((resolve) => {
      const heard = ({ message }: { readonly message: string }) => {
        const answer = JSON.parse(message) as { readonly id?: number; readonly result?: object };
        if (answer.id !== id) return;
        session.off('Target.receivedMessageFromTarget', heard);
        resolve(answer.result ?? {});
      };
      session.on('Target.receivedMessageFromTarget', heard);
      void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    });
  await ask(1, 'HeapProfiler.collectGarbage');
  const { usedSize = Number.NaN, backingStorageSize = 0 } = await ask(2, 'Runtime.getHeapUsage');
  return usedSize + backingStorageSize;
};

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--enable-precise-memory-info'],
});
try {
  measureSize();
  await measureLoad(browser);
  await measureStream(browser);
  await measureScrub(browser);
} finally {
  await browser.close();
  await server.close();
}
console.log(`Chromium ${browser.version()}, Node ${process.version}\n`);
console.log('| what | figure | budget |\n|---|---|---|');
for (const row of rows) console.log(`| ${row.join(' | ')} |`);
process.exit(0); // a stream that nobody reads any more waits for nothing
