import { appendFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Source } from '../../../../src/cli/inspect/source.ts';
import { openFile, openFiles } from '../../../../src/cli/inspect/sources/open.ts';
import type { Line } from '../../../../src/inspector/stream.ts';
import { pod } from '../../../../src/simulation/configs.ts';
import type { Scenario } from '../../../../src/simulation/scenario.ts';
import { openSimulation } from '../../../../src/simulation/simulation.ts';
import { madeRecording } from '../../../helpers/made-recording.ts';
import { recording } from '../../../helpers/recorded.ts';

const a = pod('a');
const scenario: Scenario = {
  name: 'one life',
  clients: [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0'), a.stop, a.remove] }],
};

let dir: string;
const opened: Source[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-feed-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((source) => source.close()));
  await rm(dir, { recursive: true });
});

const fileOf = async (name: string, text: string | Buffer): Promise<string> => {
  await writeFile(join(dir, name), text);
  return join(dir, name);
};
/** A life as a daemon writes it. */
const written = (verbosity: 'inputs' | 'transitions' = 'inputs'): string => {
  const recorded = recording(verbosity);
  const simulation = openSimulation(scenario, { tape: recorded.tape });
  for (let [choice] = simulation.choices(); choice?.isDefault === true; [choice] = simulation.choices())
    simulation.take(choice);
  return `${recorded.lines.join('\n')}\n`;
};
const linesOf = async (source: Source): Promise<readonly Line[]> => {
  if (!opened.includes(source)) opened.push(source);
  const lines: Line[] = [];
  for await (const chunk of source.lines(new AbortController().signal)) {
    const text = Buffer.from(chunk as Uint8Array).toString();
    expect(text.endsWith('\n')).toBe(true);
    lines.push(
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line),
    );
  }
  return lines;
};
const read = async (path: string) => linesOf(await openFile(path));
const kinds = (lines: readonly Line[]) => new Set(lines.map(({ k }) => k));
const troubles = (lines: readonly Line[]) => lines.flatMap((line) => (line.k === 'trouble' ? [line.text] : []));
const moves = (lines: readonly Line[]) =>
  lines.flatMap((line) => (line.k === 'T' ? [`${line.a} ${line.e} ${line.v0} ${line.v1}`] : []));

test('inputs of a daemon → all that they caused; about, header, records, live, ended', async () => {
  const lines = await read(await fileOf('one.jsonl', written()));
  expect(lines.slice(0, 2).map(({ k }) => k)).toEqual(['about', 'H']);
  expect(lines[0]).toMatchObject({ about: { kind: 'recording', isUnfolded: true, hasContexts: true, canPlay: true } });
  expect([...kinds(lines)].sort().join(' ')).toBe('A E H I M R S T Z about ended live progress');
  expect(lines.filter(({ k }) => k === 'H')).toHaveLength(1);
  expect(lines.slice(-2).map(({ k }) => k)).toEqual(['live', 'ended']);
  expect(troubles(lines)).toEqual([]);
  expect(moves(lines)).toEqual(moves(await read(await fileOf('two.jsonl', written('transitions')))));
});
test('what was unfolded before passes as it is, and gives the same again', async () => {
  const first = await read(await fileOf('one.jsonl', written()));
  const again = await read(await fileOf('again.jsonl', first.map((line) => `${JSON.stringify(line)}\n`).join('')));
  const records = (lines: readonly Line[]) => lines.filter(({ k }) => k.length === 1);
  expect(records(again)).toEqual(records(first));
  expect(again.filter(({ k }) => k === 'about').at(-1)).toMatchObject({ about: { isUnfolded: true, canPlay: false } });
});
test('made by actors themselves → as it is', async () => {
  const made = madeRecording(scenario);
  made.rest();
  const lines = await read(await fileOf('made.jsonl', made.text()));
  expect(lines.filter(({ k }) => k.length === 1 && k !== 'H')).toEqual(JSON.parse(JSON.stringify(made.records)));
});
test('the beginning is gone → transitions as they are, births, and calls read off the charts', async () => {
  const whole = await read(await fileOf('whole.jsonl', written()));
  const [header = '', , , ...rest] = written('transitions').trimEnd().split('\n');
  const lines = await read(await fileOf('late.jsonl', `${[header, ...rest].join('\n')}\n`));
  expect(lines.filter(({ k }) => k === 'about').at(-1)).toMatchObject({ about: { isUnfolded: false, canPlay: false } });
  const calls = (of: readonly Line[]) =>
    of.flatMap((line) => (line.k === 'E' && line.a.startsWith('pod:') ? [`${line.a} ${line.n}`] : [])).sort();
  expect(calls(lines)).toEqual(calls(whole));
  const answers = (of: readonly Line[]) =>
    of.flatMap((line) => (line.k === 'R' && line.a.startsWith('pod:') ? [`${line.n} ${line.o}`] : []));
  expect(answers(lines)).toEqual(answers(whole));
  const ends = (of: readonly Line[]) =>
    of.flatMap((line) => (line.k === 'Z' && /^(pod|.*ctr):[^/]*$/.test(line.a) ? [line.a] : [])).sort();
  expect(ends(lines)).toEqual(ends(whole));
});
test('another build → told once; from there on what was recorded', async () => {
  const text = written('transitions').replace(/("k":"I","q":2\d,.*"h":")[^"]*/, '$1other');
  const lines = await read(await fileOf('other.jsonl', text));
  expect(troubles(lines)).toHaveLength(1);
  expect(troubles(lines)[0]).toMatch(/^record 2\d .* causes other things in this build than in test/);
  expect(lines.filter(({ k }) => k === 'about').at(-1)).toMatchObject({
    about: { isUnfolded: false, hasContexts: false },
  });
  const tail = lines.findLastIndex(({ k }) => k === 'S');
  expect(kinds(lines.slice(tail))).toContain('T');
  expect(kinds(lines.slice(tail))).toContain('E');
});
test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('compressed with %s → the same', async (name, compress) => {
  const plain = await read(await fileOf('one.jsonl', written()));
  const packed = await read(await fileOf(`one.jsonl.${name}`, compress(Buffer.from(written()))));
  expect(packed.filter(({ k }) => k.length === 1)).toEqual(plain.filter(({ k }) => k.length === 1));
});
test('two readers, one later: each has all of it from the beginning', async () => {
  const source = await openFile(await fileOf('one.jsonl', written()));
  const [one, two] = await Promise.all([linesOf(source), linesOf(source)]);
  expect(two).toEqual(one);
  expect(await linesOf(source)).toEqual(one);
});
test('the same recording has the same id; twice in a list, another', async () => {
  const [one, two] = [await fileOf('one.jsonl', written()), await fileOf('two.jsonl', written())];
  const sources = await openFiles([one, two]);
  const [first, second] = sources.all().map((each) => each.about().id);
  expect(second).toBe(`${first}-2`);
  await sources.close();
});
test('what was recorded of a run, to be played: header and inputs', async () => {
  const source = await openFile(await fileOf('two.jsonl', written() + written()));
  opened.push(source);
  const of = async (run: number) => {
    const records: string[] = [];
    for await (const { k } of source.inputs?.(run) ?? []) records.push(k);
    return records.join('');
  };
  expect(await of(1)).toMatch(/^HI+$/);
  expect(await of(2)).toBe(await of(1));
  expect(await of(3)).toBe('');
  expect((await linesOf(source)).filter(({ k }) => k === 'H')).toHaveLength(2);
});

test.each([
  ['no journal', 'hello\nworld\n', /the first line is not a header/],
  ['nothing', '', /it is empty/],
  ['bytes', Buffer.from([0x1f, 0x8b, 1, 2, 3]), /damaged/],
  ['other JSON', '{"k":"X"}\n', /no header/],
])('%s → said, and the source is over', async (_, text, said) => {
  const lines = await read(await fileOf('odd.jsonl', text));
  expect(troubles(lines)[0]).toMatch(said);
  expect(lines.at(-1)).toMatchObject({ k: 'ended' });
});
test('a folder: its journals in their order, and nothing else that is in it', async () => {
  await mkdir(join(dir, 'ring', 'sub.jsonl.d'), { recursive: true });
  await fileOf('ring/notes.txt', 'hello');
  const [header = '', ...rest] = written().trimEnd().split('\n');
  await fileOf('ring/2.jsonl', `${[header, ...rest.slice(9)].join('\n')}\n`);
  await fileOf('ring/1.jsonl', `${[header, ...rest.slice(0, 9)].join('\n')}\n`);
  const whole = await read(await fileOf('whole.jsonl', written()));
  const records = (lines: readonly Line[]) => lines.filter(({ k }) => k.length === 1);
  expect(records(await read(join(dir, 'ring')))).toEqual(records(whole));
});
test('a folder without a journal → refused, in words', async () => {
  await expect(openFile(dir)).rejects.toMatchObject({ details: { reason: 'no journal is in this folder' } });
});
test('cut in the middle of a line → all before it', async () => {
  const path = await fileOf('cut.jsonl', written());
  await truncate(path, written().length - 20);
  const lines = await read(path);
  expect(troubles(lines)).toEqual([expect.stringMatching(/the last line \(\d+\) is torn/)]);
  expect(lines.at(-2)).toEqual({ k: 'live' });
});
test('a line without an end → said; no more of it is read than can be kept', async () => {
  const path = await fileOf('long.jsonl', written());
  await appendFile(path, '{"k":"N","q":999,"t":1,"e":"');
  for (let mib = 0; mib < 70; mib += 1) await appendFile(path, 'x'.repeat(1024 * 1024));
  const lines = await read(path);
  expect(troubles(lines)).toEqual([expect.stringMatching(/a line is too long/)]);
  expect(moves(lines).length).toBeGreaterThan(10);
  expect(lines.at(-1)).toMatchObject({ k: 'ended' });
});
test('hostile records: nothing of them is lost, nothing breaks', async () => {
  const [header = '', ...rest] = written('transitions').trimEnd().split('\n');
  const script = '<script>alert(1)</script>\u0000\u202e';
  const hostile = [
    { k: 'T', q: 1, t: 0, a: script, e: script, v0: '', v1: `${script}.__proto__,constructor` },
    { k: 'T', q: 2, t: 0, a: '__proto__', e: 'x', v0: '', v1: 'toString.constructor' },
    { k: 'I', q: 3, t: -1, s: 'rpc', e: { type: '__proto__', containerId: {} }, id: script },
    { k: 'I', q: 4, t: 1e300, s: 'start', e: { runtimeHandlers: 7 } },
    { k: 'I', q: 5, t: 0, s: 'rpc', e: { type: 'sandbox.run', config: null }, id: 'x' },
    { k: 'I', q: 6, t: 0, s: 'svc', a: 'svc:loadRecords#1', e: [{ record: null, containers: 3 }] },
    { k: 'I', q: 7, t: 0, s: 'msg', e: null },
    { k: 'I', q: 8, t: 0, s: 'fact', a: 'x', x: [[1]], y: [[1, 2]] },
    { k: 'Q', q: 9, t: 0 },
    { k: 'T', q: 10, t: 0, a: 5, e: 'x', v0: '', v1: '' },
  ].map((each) => JSON.stringify(each));
  const deep = `{"k":"N","q":11,"t":0,"e":"x","z":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  for (const text of [
    [header, ...hostile, deep],
    [header, ...hostile.slice(3)],
    [header, ...rest.slice(0, 8), ...hostile, ...rest.slice(8)],
  ]) {
    const lines = await read(await fileOf('hostile.jsonl', `${text.join('\n')}\n`));
    expect(lines.at(-1)).toMatchObject({ k: 'ended', why: 'the recording ends here' });
    expect(kinds(lines)).toContain('T');
  }
});
