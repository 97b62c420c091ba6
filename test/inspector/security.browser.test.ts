/** What other pages of the same browser, other users, and hostile recordings can do to somebody who looks: nothing. In a real Chromium. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, useBrowser } from '../helpers/browser.ts';
import { aliveRun, recordingFile, tempDir } from '../helpers/recording-file.ts';
import { troupePage, troupePageIn } from '../helpers/troupe-page.ts';
import { walkPages, walkPod } from '../helpers/walk-page.ts';

const opened = async (text?: string) => troupePage('open', await recordingFile(text));

describeInBrowser('pages from elsewhere', () => {
  const { newPage } = useBrowser(['--host-resolver-rules=MAP evil.test 127.0.0.1']);
  let evil: Server;
  let evilUrl = '';
  beforeAll(async () => {
    evil = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><link rel=icon href=data:,><title>evil</title><h1>evil</h1>');
    }).listen(0, '127.0.0.1');
    await once(evil, 'listening');
    evilUrl = `http://evil.test:${(evil.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    evil.closeAllConnections();
    evil.close();
  });

  /** An evil page, and the statuses of all that it is answered from then on, though it may not see them. */
  const evilPage = async () => {
    const page = await newPage({ forgives: [/./] });
    await page.goto(evilUrl);
    const network = await page.context().newCDPSession(page);
    const statuses: number[] = [];
    network.on('Network.responseReceivedExtraInfo', ({ statusCode }) => statuses.push(statusCode));
    await network.send('Network.enable');
    return { page, statuses };
  };
  const outcome = (page: Page, code: string): Promise<string> =>
    page.evaluate(`(${code}).then((answer) => answer.type + ' ' + answer.status, (error) => error.name)`);

  test('a name that leads here (DNS rebinding) → 421', async () => {
    const { port, token } = await opened();
    const { page, statuses } = await evilPage();
    const answer = await page.goto(`http://evil.test:${port}/#t=${token}`);
    expect(answer?.status()).toBe(421);
    // The rebound page is one origin with us: the token itself would be no use to it.
    const asked = `fetch('/api/sources', {headers: {authorization: 'Bearer ${token}'}})`;
    expect(await outcome(page, asked)).toBe('basic 421');
    expect(new Set(statuses)).toEqual(new Set([421]));
  });

  test('fetch without CORS, with it, JSON by POST, with the right token: nothing comes back', async () => {
    const { origin, token } = await opened();
    const { page, statuses } = await evilPage();
    expect(await outcome(page, `fetch('${origin}/', {mode: 'no-cors'})`)).toBe('TypeError');
    expect(await outcome(page, `fetch('${origin}/')`)).toBe('TypeError');
    const json = `{method: 'POST', headers: {'content-type': 'application/json'}, body: '{}'}`;
    expect(await outcome(page, `fetch('${origin}/api/sources', ${json})`)).toBe('TypeError');
    expect(await outcome(page, `fetch('${origin}/api/sources', {method: 'POST', mode: 'no-cors', body: '{}'})`)).toBe(
      'TypeError',
    );
    const bearer = `{headers: {authorization: 'Bearer ${token}'}}`;
    expect(await outcome(page, `fetch('${origin}/api/sources', ${bearer})`)).toBe('TypeError');
    await expect.poll(() => statuses).toEqual([403, 403, 405, 405, 405]);
  });

  test('a WebSocket: refused', async () => {
    const { origin } = await opened();
    const { page } = await evilPage();
    const socket = `new WebSocket('${origin.replace('http', 'ws')}/')`;
    const code = `new Promise((tell) => Object.assign(${socket}, {onopen: () => tell('open'), onclose: () => tell('closed')}))`;
    expect(await page.evaluate(code)).toBe('closed');
  });

  test('in a frame, as a script, as an image: refused', async () => {
    const { origin } = await opened();
    const { page, statuses } = await evilPage();
    for (const [tag, address] of [
      ['iframe', `${origin}/`],
      ['script', `${origin}/app.js`],
      ['img', `${origin}/charts.json`],
    ]) {
      const made = `Object.assign(document.createElement('${tag}'), {src: '${address}', onload: tell, onerror: tell})`;
      await page.evaluate(`new Promise((tell) => document.body.append(${made}))`);
    }
    await expect.poll(() => statuses).toEqual([403, 403, 403]);
    expect(page.frames().filter((frame) => frame.url().startsWith(origin))).toEqual([]);
  });

  test('a link from elsewhere: 403; a window of ours that was opened by another cannot be reached', async () => {
    const { url } = await opened();
    const { page } = await evilPage();
    const popup = page.waitForEvent('popup');
    await page.evaluate(`void (window.other = window.open('${url}'))`);
    await (await popup).waitForLoadState();
    expect((await (await popup).textContent('body')) ?? '').toContain('another site');
    expect(await page.evaluate('window.other.closed')).toBe(true);
  });
});

describeInBrowser('the token', () => {
  const { newPage } = useBrowser();

  test('is taken out of the address at once, and is nowhere else', async () => {
    const troupe = await opened();
    const page = await newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.url()} ${JSON.stringify(request.headers().referer ?? '')}`));
    await page.goto(troupe.url);
    await page.getByRole('main').waitFor();
    await walkPages(page);
    expect(page.url()).not.toContain(troupe.token);
    expect(asked.filter((line) => line.includes(troupe.token))).toEqual([]);
    expect(await page.content()).not.toContain(troupe.token);
    const kept = 'JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state, name])';
    expect(await page.evaluate(kept)).not.toContain(troupe.token);
    expect(await page.context().cookies()).toEqual([]);
    await troupe.stop();
    expect(troupe.output().split(troupe.token)).toHaveLength(2);
    expect(await readFile(`/proc/${process.pid}/cmdline`, 'utf8')).not.toContain(troupe.token);
  });

  test('is missing: the page says what to do; is wrong: so', async () => {
    const { origin, token } = await opened();
    const page = await newPage({ forgives: [/401/] });
    await page.goto(`${origin}/`);
    await page.getByText('open it by the address that troupe has printed').first().waitFor();
    await page.goto('about:blank');
    const answer = page.waitForResponse(`${origin}/api/sources`);
    await page.goto(`${origin}/#t=${token.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`);
    expect((await answer).status()).toBe(401);
    await page.getByText('wrong token').first().waitFor();
  });

  test('does not stand in the command line of a browser: a ticket does, which is good once', async () => {
    const dir = await tempDir();
    const seen = join(dir, 'seen');
    await writeFile(join(dir, 'xdg-open'), `#!/bin/sh\necho "$@" >${seen}.part && mv ${seen}.part ${seen}\n`, {
      mode: 0o755,
    });
    const env = { PATH: `${dir}:${process.env.PATH}`, DISPLAY: ':0' };
    const { token } = await troupePageIn(env, 'open', '--open', await recordingFile());
    const url = await expect
      .poll(() => readFile(seen, 'utf8').catch(() => ''))
      .toContain('#o=')
      .then(() => readFile(seen, 'utf8'));
    expect(url).not.toContain(token);
    const page = await newPage({ forgives: [/401/] });
    await page.goto(url.trim());
    await page.getByRole('combobox', { name: 'Source' }).waitFor();
    expect(page.url()).not.toContain('#o=');
    await page.goto('about:blank');
    await page.goto(url.trim());
    await page.getByText('this address was good once').first().waitFor();
  });

  test('is not asked for by the files of the page, which tell nothing', async () => {
    const { origin } = await opened();
    const index = await (await fetch(`${origin}/`)).text();
    expect(index).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/i);
    expect((await fetch(`${origin}/api/sources`)).status).toBe(401);
  });
});

describeInBrowser('hostile recordings', () => {
  const { newPage } = useBrowser();
  const tag = '<img src=x onerror=alert(1)>';
  const script = '</script><script>alert(2)</script>';

  test('markup in names of pods, containers, states and services is text', async () => {
    const hostile = aliveRun()
      .replaceAll('pod:a#', `pod:${tag}#`)
      .replaceAll('ctr:a-c0#', `ctr:'onmouseover='alert(3)#`)
      .replaceAll('"name":"a"', `"name":${JSON.stringify(`${script}\u202e\u0000\u001b[31m${tag}`)}`)
      .replaceAll('"namespace":"default"', `"namespace":${JSON.stringify(script)}`)
      .replaceAll('alive.running', tag)
      .replaceAll('attachNetwork', 'javascript:alert(4)')
      .replaceAll('"uid":"a"', `"uid":${JSON.stringify('x'.repeat(100_000))}`);
    expect(hostile.split(tag).length).toBeGreaterThan(20);
    const { url } = await opened(hostile);
    const page = await newPage();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(url);
    await page.getByRole('main').waitFor();
    await walkPages(page);
    await walkPod(page);
    await page.getByText(tag).first().waitFor();
    const made =
      'document.images.length + document.querySelectorAll("body script, [onmouseover], a[href^=javascript]").length';
    expect(await page.evaluate(made)).toBe(0);
    expect(dialogs).toEqual([]);
  });
});
