/**
 * A real Chromium for tests of the page: one a file, a page of its own for each test. A test fails where its page had an error,
 * a request that failed, or anything that its security policy forbids. Tests look for roles and names only.
 */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import { programPath } from './programs.ts';

const candidates = [process.env.CHROMIUM, programPath('chromium'), programPath('chromium-browser')];
const executablePath = candidates.find((path) => path !== undefined && existsSync(path));
const isRequired = process.env.CI === 'true';
if (executablePath === undefined)
  process.stderr.write('tests of the page are skipped: there is no chromium (npm run setup -- --with-test-tools)\n');

/** Groups what needs a browser. Where there is none it is skipped, loudly; in CI it fails. */
export const describeInBrowser = executablePath === undefined && !isRequired ? describe.skip : describe;

export interface PageOptions extends Pick<BrowserContextOptions, 'colorScheme' | 'reducedMotion' | 'viewport'> {
  /** Troubles that belong to the test. */
  readonly forgives?: readonly RegExp[];
}

export interface TestBrowser {
  /** It is closed when the test ends, which fails where the page had troubles. */
  readonly newPage: (options?: PageOptions) => Promise<Page>;
  readonly browser: () => Browser;
}

/** In the beginning of a `describeInBrowser`. @param args of Chromium */
export const useBrowser = (args: readonly string[] = []): TestBrowser => {
  let launched: Browser | undefined;
  const browser = () => {
    if (launched === undefined) throw new Error('the browser is launched when the tests begin');
    return launched;
  };
  beforeAll(async () => {
    if (executablePath === undefined) throw new Error('there is no chromium: npm run setup -- --with-test-tools');
    launched = await chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
  });
  afterAll(() => launched?.close());
  return { browser, newPage: (options = {}) => newPage(browser(), options) };
};

const waitMs = 15_000;
const mark = 'forbidden by the policy of the page:';
/** Runs before any script of each document. */
const tellViolations = `addEventListener('securitypolicyviolation', (event) =>
  console.error(${JSON.stringify(mark)}, event.effectiveDirective, event.blockedURI, event.sample))`;

const newPage = async (browser: Browser, { forgives = [], ...options }: PageOptions): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const troubles: string[] = [];
  let isWatched = true;
  const tell = (text: string) => {
    if (isWatched && !forgives.some((pattern) => pattern.test(text))) troubles.push(text);
  };
  onTestFinished(async () => {
    isWatched = false; // streams are cut off when a page closes
    await context.close();
    expect(troubles, 'troubles of the page').toEqual([]);
  });
  context.setDefaultTimeout(waitMs);
  await context.addInitScript({ content: tellViolations });
  context.on('console', (message) => {
    if (message.type() === 'error') tell(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => tell(`error: ${error.error().message}`));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // The page itself ends a stream that nobody needs, and who goes to another page what is on its way.
    if (why !== 'net::ERR_ABORTED') tell(`request: ${request.url()} ${why}`);
  });
  return context.newPage();
};
