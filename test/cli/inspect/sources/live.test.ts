import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askInspect } from '../../../../src/cli/control.ts';
import type { Source } from '../../../../src/cli/inspect/source.ts';
import { liveSource } from '../../../../src/cli/inspect/sources/live.ts';
import { openFile } from '../../../../src/cli/inspect/sources/open.ts';
import type { Line } from '../../../../src/inspector/stream.ts';
import { pod } from '../../../../src/simulation/configs.ts';
import type { Scenario } from '../../../../src/simulation/scenario.ts';
import { type WatchedOptions, watchedSimulation } from '../../../helpers/watched-simulation.ts';

const a = pod('a');
const b = pod('b');
const scenario: Scenario = {
  name: 'two lives',
  clients: [
    { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0'), a.stop, a.remove] },
    { name: 'other', steps: [b.run, b.create('c0'), b.start('c0'), b.stop, b.remove] },
  ],
};

let dir: string;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-live-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(dir, { recursive: true });
});

const daemon = async (options: Partial<WatchedOptions> = {}) => {
  const watched = await watchedSimulation({ dir, scenario, ...options });
  let isOver = false;
  const close = async () => {
    if (!isOver) await watched.close();
    isOver = true;
  };
  ends.push(close);
  return { ...watched, close };
};
/** Lines as they come. */
const watch = (source: Source) => {
  const lines: Line[] = [];
  let wake = Promise.withResolvers<void>();
  let isOver = false;
  const ending = new AbortController();
  const reading = (async () => {
    for await (const chunk of source.lines(ending.signal)) {
      const text = Buffer.from(chunk as Uint8Array).toString();
      lines.push(
        ...text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Line),
      );
      wake.resolve();
      wake = Promise.withResolvers();
    }
    isOver = true;
    wake.resolve();
  })();
  ends.push(async () => {
    ending.abort();
    await reading;
    await source.close();
  });
  return {
    lines,
    until: async (fits: (lines: readonly Line[]) => boolean): Promise<readonly Line[]> => {
      while (!fits(lines)) {
        if (isOver) throw new Error(`it ended: ${JSON.stringify(lines.at(-1))}`);
        await wake.promise;
      }
      return lines;
    },
    over: () => reading,
  };
};
const has =
  (k: Line['k'], times = 1) =>
  (lines: readonly Line[]) =>
    lines.filter((each) => each.k === k).length >= times;
const records = (lines: readonly Line[]) => lines.filter(({ k }) => k.length === 1);
const troubles = (lines: readonly Line[]) => lines.flatMap((line) => (line.k === 'trouble' ? [line.text] : []));
const wholeFile = async (path: string): Promise<readonly Line[]> => {
  const { over, lines } = watch(await openFile(path));
  await over();
  return lines;
};

test('the present first, then the past and what happens, played again: as its journal has it', async () => {
  const node = await daemon();
  node.play(20);
  const { until, lines } = watch(liveSource({ socketFile: node.socket, patienceMs: 1 }));
  await until(has('live'));
  expect(lines.slice(0, 3).map(({ k }) => k)).toEqual(['about', 'H', 'present']);
  expect(lines[2]).toMatchObject({
    k: 'present',
    actors: expect.arrayContaining([expect.objectContaining({ m: 'sandbox' })]),
  });
  expect(node.play()).toBeGreaterThan(20);
  await node.close();
  await until(has('ended'));
  expect(troubles(lines)).toEqual(['the daemon ended; another is waited for']);
  const file = await wholeFile(node.ring);
  const { about: _, ...header } = records(lines)[0] as { readonly about: object };
  expect([header, ...records(lines).slice(1)]).toEqual(records(file));
  expect(lines.filter(({ k }) => k === 'S').length).toBeGreaterThan(10);
});
test('much is over before anybody looks: pods removed, execs and pulls done → nothing that differs', async () => {
  const pulls = ['one', 'two'].map((pullId) => ({ type: 'image.pull', pullId, reference: 'busybox' }) as never);
  const busy: Scenario = {
    name: 'busy',
    offers: ['busybox'],
    clients: [
      {
        name: 'kubelet',
        steps: [a.run, a.create('c0'), a.start('c0'), a.exec('c0', 'one'), a.exec('c0', 'two'), a.stop, a.remove],
      },
      { name: 'other', steps: [...pulls, b.run, b.create('c0'), b.start('c0'), b.exec('c0', 'three')] },
    ],
  };
  const node = await daemon({ scenario: busy });
  expect(node.play()).toBeGreaterThan(40);
  const { until, lines } = watch(liveSource({ socketFile: node.socket }));
  await until(has('live'));
  expect(troubles(lines)).toEqual([]);
  const present = lines.find(({ k }) => k === 'present');
  if (present?.k !== 'present') throw new Error('no present');
  const over = new Set(lines.flatMap((line) => (line.k === 'Z' ? [line.a.replace(/:.*/, '')] : [])));
  expect([...over].sort()).toEqual(['pod', 'pull']);
  expect((present.actors ?? []).map((each) => each.a).sort()).toEqual([
    'pod:b#1',
    'pod:b#1/ctr:b-c0#1',
    'svc:cniConfig#1',
    'svc:supervisor#1',
  ]);
});
test('calls and states that it tells as present are those of the journal', async () => {
  const node = await daemon();
  node.play(9);
  const { until, lines } = watch(liveSource({ socketFile: node.socket }));
  await until(has('live'));
  const present = lines.find(({ k }) => k === 'present');
  if (present?.k !== 'present') throw new Error('no present');
  const open = new Set<string>();
  for (const line of lines) {
    if (line.k === 'E') open.add(line.n);
    if (line.k === 'R') open.delete(line.n);
  }
  const waits = (present.actors ?? []).flatMap(({ w }) => w ?? []);
  expect(waits.map(([name]) => name).sort()).toEqual([...open].sort());
  expect(waits.every(([, sinceUs]) => sinceUs !== undefined)).toBe(true);
  expect(open.size).toBeGreaterThan(1);
});
test('nobody watches → nothing more is done; somebody does → transitions, until he has gone', async () => {
  const node = await daemon();
  node.play(6);
  expect(node.journal.viewers()).toBe(0);
  const { until, over } = watch(liveSource({ socketFile: node.socket, patienceMs: 1 }));
  await until(has('live'));
  expect(node.journal.viewers()).toBe(1);
  node.play(6);
  await until(has('T', 8));
  const stop = ends.pop();
  await stop?.();
  await over();
  await untilIt(() => node.journal.viewers() === 0);
  node.play(6);
  await node.close();
  const [file = ''] = await readdir(node.ring);
  const kinds = (await readFile(join(node.ring, file), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).k);
  expect(kinds.join('')).toMatch(/^HI+[IT]*TI{5,}$/);
  expect(kinds).toContain('T');
});
test('the beginning of its life is gone → who is there, transitions, and calls read off the charts', async () => {
  const node = await daemon();
  node.play(20);
  await node.journal.snap(join(dir, 'flushed.jsonl'));
  for (const file of await readdir(node.ring)) await rm(join(node.ring, file));
  const { until, lines } = watch(liveSource({ socketFile: node.socket, patienceMs: 1 }));
  await until(has('live'));
  expect(lines.map(({ k }) => k).filter((k) => k !== 'about' && k !== 'progress')).toEqual([
    'H',
    'present',
    'C',
    'live',
  ]);
  expect(lines.findLast(({ k }) => k === 'about')).toMatchObject({ about: { isUnfolded: false, hasContexts: false } });
  node.play();
  await node.close();
  await until(has('ended'));
  const made = new Set(records(lines).map(({ k }) => k));
  expect([...made].sort().join('')).toBe('ACEHIMRTZ');
  // Those that were there before, and those born since, all come to their ends.
  const over = lines.flatMap((line) => (line.k === 'Z' ? [line.a] : []));
  expect(over).toEqual(expect.arrayContaining(['pod:a#1', 'pod:b#1', 'pod:b#1/ctr:b-c0#1']));
  expect(lines.flatMap((line) => (line.k === 'M' ? [`${line.a} ${line.e}`] : []))).toContain('client reply');
});
test('it restarts → a new life in the same stream', async () => {
  const first = await daemon();
  first.play(12);
  const { until, lines } = watch(liveSource({ socketFile: first.socket }));
  await until(has('live'));
  await first.close();
  await until(has('trouble'));
  const second = await daemon({ epochMs: 2_000_000 });
  second.play(9);
  await until(has('live', 2));
  expect(lines.filter(({ k }) => k === 'H' || k === 'present').map(({ k }) => k)).toEqual([
    'H',
    'present',
    'H',
    'present',
  ]);
  second.play(3);
  await second.close();
});
test('inputs of each life, to be played', async () => {
  const node = await daemon();
  node.play(12);
  const source = liveSource({ socketFile: node.socket });
  const { until } = watch(source);
  await until(has('live'));
  const kinds: string[] = [];
  for await (const { k } of source.inputs?.(1) ?? []) kinds.push(k);
  expect(kinds.join('')).toMatch(/^HI{13,}$/);
});
test('what it says of itself is not what is played here → told', async () => {
  const node = await daemon({
    tells: (all) => all.map((each) => ({ ...each, state: each.state.replace('serving', 'drained') })),
  });
  node.play(20);
  const { until, lines } = watch(liveSource({ socketFile: node.socket }));
  await until(has('live'));
  expect(troubles(lines)).toEqual([expect.stringMatching(/supervisor#1 is in .*drained.*, and in .*serving.* here/)]);
});

test('one that does not read is told so and dropped; nobody else notices', async () => {
  const node = await daemon({ viewers: { maxUnsentBytes: 1000, coalesceMs: 0 } });
  const slow = await askInspect(node.socket, new AbortController().signal);
  slow.pause();
  const { until } = watch(liveSource({ socketFile: node.socket }));
  await until(has('live'));
  let rounds = 0;
  while (node.journal.viewers() > 0 && node.play(1) > 0) rounds += 1;
  expect(rounds).toBeGreaterThan(0);
  let text = '';
  slow.setEncoding('utf8');
  for await (const chunk of slow) text += chunk;
  const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Line;
  expect(last).toMatchObject({ k: 'G', why: expect.stringContaining('did not read fast enough') });
});
test('the ninth is refused, in words; when one has gone, the next may come', async () => {
  const node = await daemon();
  const ending = new AbortController();
  const first = await askInspect(node.socket, ending.signal);
  first.on('error', () => undefined);
  const others = await Promise.all(
    Array.from({ length: 7 }, () => askInspect(node.socket, new AbortController().signal)),
  );
  await expect(askInspect(node.socket, new AbortController().signal)).rejects.toMatchObject({
    code: 'RequestInvalid',
    details: { field: 'inspect', reason: '8 viewers are watching, and no more may' },
  });
  ending.abort();
  await untilIt(() => node.journal.viewers() === 7);
  others.push(await askInspect(node.socket, new AbortController().signal));
  for (const each of others) each.destroy();
});
/** Answers each connection with one of these, and cuts it off; then nobody listens any more. */
const cutting = async (...answers: readonly (readonly string[])[]): Promise<string> => {
  const socketFile = join(dir, 'cut.sock');
  const left = [...answers];
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(`${left.shift()?.join('\n')}\n{"k":"I","q":2,`, () => response.socket?.destroy());
    if (left.length === 0) server.close();
  });
  await new Promise<void>((resolve) => server.listen(socketFile, resolve));
  ends.push(async () => server.closeAllConnections());
  return socketFile;
};
const header = (keyId: string) =>
  JSON.stringify({
    k: 'H',
    format: 'troupe.journal/1',
    source: 'daemon',
    build: 't',
    node: '',
    epochMs: 1,
    monotonicUs: 0,
    keyId,
  });
const nobody = JSON.stringify({ k: 'C', q: 1, t: 0, actors: [], requests: [] });

test('it is killed in the middle of a line → said, and the next life is told', async () => {
  const socketFile = await cutting([header('a'), nobody], [header('b'), nobody]);
  const { over, lines } = watch(liveSource({ socketFile, patienceMs: 400 }));
  await over();
  expect(lines.filter(({ k }) => k === 'H')).toHaveLength(2);
  expect(troubles(lines)[0]).toMatch(/the connection to the daemon was lost/);
  expect(lines.at(-1)).toMatchObject({ k: 'ended', why: 'the daemon ended, and no other came' });
});
test('what listens there is no daemon → said, and it is over', async () => {
  const { over, lines } = watch(liveSource({ socketFile: await cutting(['hello'], ['hello']), patienceMs: 400 }));
  await over();
  expect(lines.at(-1)).toMatchObject({ k: 'ended', why: 'what listens there does not tell what a daemon tells' });
});
test('nobody listens there → said, and it is over', async () => {
  const { over, lines } = watch(liveSource({ socketFile: join(dir, 'none.sock') }));
  await over();
  expect(lines.at(-1)).toMatchObject({ k: 'ended', why: expect.stringContaining('connect failed (ENOENT)') });
});

/** A socket's end is heard of in a later turn. */
const untilIt = async (is: () => boolean): Promise<void> => {
  while (!is()) await new Promise((resolve) => setImmediate(resolve));
};
