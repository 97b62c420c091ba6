/**
 * The page as one file that needs no server and reaches no network: scripts and styles stand in it, and its policy allows those by
 * their hashes and nothing else. What is recorded stands in elements that no browser runs.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { elements, type ReportIndex } from '../report.ts';

/** Of `dist/inspector`. */
export interface PageFiles {
  readonly app: string;
  readonly worker: string;
  readonly style: string;
  /** JSON. */
  readonly charts: string;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Both mean the same to a script, and neither ends its element (HTML, 4.12.1.3). */
const inScript = (code: string): string => code.replaceAll(/<\/(?=script)/gi, '<\\/').replaceAll('<!--', '<\\x21--');
/** For JSON the browser keeps as text. */
const inData = (json: string): string => json.replaceAll('<', '\\u003c');
const inStyle = (css: string): string => css.replaceAll(/<\/(?=style)/gi, '<\\/');

const data = (id: string, type: string, text: string): string => `<script type="${type}" id="${id}">${text}</script>\n`;

/** `<script type="text/plain" id="…">`, to be followed by base64 of gzip of NDJSON and {@link recordingEnd}. */
export const recordingBegin = (number: number): string =>
  `<script type="text/plain" id="${elements.recording(number)}">`;
export const recordingEnd = '</script>\n';

/** All but the recordings, which come between. The page's script is run when all is there: it is a module. */
export const reportPage = (files: PageFiles, index: ReportIndex): { readonly head: string; readonly tail: string } => {
  const app = inScript(files.app);
  const style = inStyle(files.style);
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(app)}`,
    'worker-src blob:',
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types troupe',
  ].join('; ');
  return {
    head: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>troupe</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<script type="module">${app}</script>
${data(elements.index, 'application/json', inData(JSON.stringify(index)))}${data(elements.charts, 'application/json', inData(files.charts))}${data(elements.worker, 'text/plain', gzipSync(files.worker, { level: 9 }).toString('base64'))}`,
    tail: '</head>\n<body></body>\n</html>\n',
  };
};
