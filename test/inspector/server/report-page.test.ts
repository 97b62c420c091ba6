import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { elements } from '../../../src/inspector/report.ts';
import { reportPage } from '../../../src/inspector/server/report-page.ts';
import { about } from './served.ts';

const files = { app: '1;', worker: '2;', style: 'a{}', charts: '{"format":"x"}' };
const hashOf = (text: string | undefined) =>
  `'sha256-${createHash('sha256')
    .update(text ?? '')
    .digest('base64')}'`;
const between = (page: string, begin: string, end: string) => page.split(begin)[1]?.split(end)[0];

test('its policy allows what stands in it, by hash, and reaches nothing', () => {
  const { head } = reportPage(files, { sources: [about] });
  const policy = between(head, 'content="', '"') ?? '';
  expect(policy).toContain(`script-src ${hashOf(between(head, '<script type="module">', '</script>'))};`);
  expect(policy).toContain(`style-src ${hashOf(between(head, '<style>', '</style>'))};`);
  expect(policy).toMatch(/^default-src 'none'; /);
  expect(policy).not.toMatch(/unsafe|self|https?:|connect-src|\*/);
  expect(head.indexOf('http-equiv')).toBeLessThan(head.indexOf('<style>'));
});

test('nothing in it ends its element early', () => {
  const hostile = `</script><!--<script>alert(1)</script>`;
  const code = `said = [${JSON.stringify(hostile)}, /<\\/script>/u.source, \`</SCRIPT\`]`;
  const page = reportPage(
    { app: code, worker: hostile, style: `a::after{content:"</style>"}`, charts: JSON.stringify({ hostile }) },
    { sources: [{ ...about, title: hostile, troubles: [hostile] }] },
  );
  const { head } = page;
  expect(head.match(/<\/script/gi)).toHaveLength(4); // script, index, charts, worker
  expect(head.match(/<\/style/gi)).toHaveLength(1);
  expect(head).not.toMatch(/<!--/);
  const scope: { said?: readonly string[] } = {};
  runInNewContext(between(head, '<script type="module">', '</script>') ?? '', scope);
  expect([...(scope.said ?? [])]).toEqual([hostile, '<\\/script>', '</SCRIPT']);
  expect(JSON.parse(between(head, `id="${elements.index}">`, '</script>') ?? '').sources[0].title).toBe(hostile);
  expect(JSON.parse(between(head, `id="${elements.charts}">`, '</script>') ?? '')).toEqual({ hostile });
  const worker = between(head, `id="${elements.worker}">`, '</script>') ?? '';
  expect(gunzipSync(Buffer.from(worker, 'base64')).toString()).toBe(hostile);
});
