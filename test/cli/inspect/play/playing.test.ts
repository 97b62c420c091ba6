/** What a page can play, over sources as a command opens them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlaying } from '../../../../src/cli/inspect/play/playing.ts';
import { openSources, type Sources } from '../../../../src/cli/inspect/source.ts';
import { openFile } from '../../../../src/cli/inspect/sources/open.ts';
import type { Accepts, SimAnswer, SimScenario } from '../../../../src/inspector/playing.ts';
import { type Playing, Refusal } from '../../../../src/inspector/server/api.ts';
import type { Line } from '../../../../src/inspector/stream.ts';
import type { InputRecord } from '../../../../src/journal/format.ts';
import { oneLife } from '../../../../src/simulation/explore/scenarios.ts';
import { walk } from '../../../../src/simulation/explore/walk.ts';
import { recording } from '../../../helpers/recorded.ts';

const { signal } = new AbortController();
const linesOf = async (sources: Sources, id: string): Promise<readonly Line[]> => {
  const chunks: string[] = [];
  for await (const chunk of sources.find(id).lines(signal)) chunks.push(Buffer.from(chunk).toString());
  return chunks
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
};
const kindsIn = (lines: readonly Line[]) => new Set(lines.map(({ k }) => k));

let dir: string;
let sources: Sources;
let playing: Playing;
let id: string;
let inputs: readonly InputRecord[];
const answerOf = (service: string) => inputs.find(({ a }) => a?.includes(`svc:${service}#`) === true)?.q ?? 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-play-'));
  const recorded = recording();
  walk(oneLife, () => 0, { tape: recorded.tape });
  inputs = recorded.records().flatMap((record) => (record.k === 'I' ? [record] : []));
  const file = join(dir, 'life.journal');
  await writeFile(file, `${recorded.lines.join('\n')}\n`);
  sources = openSources();
  const source = await openFile(file);
  sources.add(source);
  ({ id } = source.about());
  playing = openPlaying(sources);
});
afterAll(async () => {
  await sources.close();
  await rm(dir, { recursive: true });
});

describe('accepts', () => {
  test('of an actor at a moment → its events, and what each would do', async () => {
    const q = answerOf('startTask');
    const said = (await playing.accepts({ source: id, run: 1, q, actor: 'pod:a#1/ctr:a-c0#1' }, signal)) as Accepts;
    expect(said).toMatchObject({ machine: 'container', state: 'alive.running', q });
    expect(said.events.find(({ type }) => type === 'task.exited')?.verdict).toBe('accepted');
    // Whether it goes to SIGTERM or to SIGKILL is in the message, and nobody asked for it here.
    expect(said.events.find(({ type }) => type === 'container.stop')?.verdict).toBe('depends');
  });
  test.each([
    ['no such source', { source: 'nobody', run: 1, q: 3, actor: 'pod:a#1' }, 404],
    ['no such run', { source: '', run: 7, q: 3, actor: 'pod:a#1' }, 404],
    ['no such actor', { source: '', run: 1, q: 3, actor: 'pod:b#1' }, 404],
  ])('%s → refused', async (_, ask, status) => {
    const refusal = await playing
      .accepts({ ...ask, source: ask.source || id }, signal)
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ status });
  });
});

describe('what if', () => {
  test('a service fails → a source of its own, unfolded, that says what it is made of', async () => {
    const q = answerOf('attachNetwork');
    const { source } = await playing.whatIf({ source: id, run: 1, q, changes: ['fail'] }, signal);
    const about = sources.find(source).about();
    expect(about).toMatchObject({
      kind: 'simulated',
      of: { id, run: 1, q, change: `input ${q} fails` },
      canPlay: true,
    });
    expect(about.assumed?.some((text) => text.startsWith('left out: '))).toBe(true);
    const lines = await linesOf(sources, source);
    for (const k of ['about', 'H', 'I', 'T', 'M', 'E', 'R', 'N', 'S', 'live', 'ended'])
      expect(kindsIn(lines)).toContain(k);
    expect(lines.flatMap((line) => (line.k === 'T' && line.a === 'pod:a#1' ? [line.v1] : [])).at(-1)).not.toMatch(
      /^ready/,
    );
    expect(lines.filter(({ k }) => k === 'trouble')).toEqual([]);
  });
  test('the same again → the same source; and it can be asked about, and changed again', async () => {
    const ask = { source: id, run: 1, q: answerOf('attachNetwork'), changes: ['fail'] };
    const first = await playing.whatIf(ask, signal);
    expect(await playing.whatIf(ask, signal)).toEqual(first);
    const said = (await playing.accepts({ source: first.source, run: 1, q: 6, actor: 'pod:a#1' }, signal)) as Accepts;
    expect(said.machine).toBe('sandbox');
    const next = await playing.whatIf({ source: first.source, run: 1, q: 4, changes: ['drop'] }, signal);
    expect(sources.find(next.source).about().of).toMatchObject({ id: first.source });
  });
  test.each([
    ['nonsense', 'explode', 9, 400],
    ['an input that is not there', 'drop', 99_999, 400],
    ['too many', '', 9, 400],
  ])('%s → refused', async (_, change, q, status) => {
    const changes = change === '' ? Array.from({ length: 50 }, () => 'drop') : [change];
    await expect(playing.whatIf({ source: id, run: 1, q, changes }, signal)).rejects.toMatchObject({ status });
  });
  test('many of them → the oldest go', async () => {
    const qs = inputs.filter(({ s }) => s !== 'start').map(({ q }) => q);
    for (const q of qs)
      for (const change of ['drop', 'crash'])
        await playing.whatIf({ source: id, run: 1, q, changes: [change] }, signal);
    expect(sources.all().length).toBeLessThan(40);
    expect(sources.find(id)).toBeDefined();
  });
});

describe('simulations', () => {
  const sim = async (choices: readonly string[], scenario = 'one life') =>
    (await playing.sim({ scenario, choices }, signal)) as SimAnswer;

  test('a list of scenarios, and of what is broken on purpose', async () => {
    const all = (await playing.scenarios(signal)) as readonly SimScenario[];
    expect(all.find(({ name }) => name === 'one life')?.clients).toEqual([
      {
        name: 'kubelet',
        steps: ['sandbox.run', 'container.create', 'container.start', 'sandbox.stop', 'sandbox.remove'],
      },
    ]);
    expect(all.some(({ breaks }) => breaks !== undefined)).toBe(true);
  });
  test('from the start, choice by choice: by place, by name, many at once', async () => {
    const start = await sim([]);
    expect(start.taken).toEqual([]);
    expect(start.choices[0]).toMatchObject({ isDefault: true, kind: 'ask', from: 'kubelet', text: 'sandbox.run' });
    const three = await sim(['0*3']);
    expect(three.taken).toHaveLength(3);
    const named = await sim(three.taken.map(({ id: each }) => each));
    expect(named.source).toBe(three.source);
    expect(named.taken).toEqual(three.taken);
    const lines = await linesOf(sources, three.source);
    const last = three.taken.at(-1);
    expect(lines.some((line) => line.k === 'I' && line.q === last?.q)).toBe(true);
  });
  test('the rest by default, and the end: all holds', async () => {
    const rest = await sim(['rest']);
    expect(rest).toMatchObject({ isAtRest: true, isEnded: false, violation: undefined });
    expect(await sim(['rest', 'end'])).toMatchObject({ isEnded: true, choices: [], violation: undefined });
  });
  test.each([
    ['what is not possible', ['0', '99'], 400],
    ['a name that is none', ['make it so'], 400],
    ['more than there is', ['0*9999'], 400],
    ['after the end', ['end', '0'], 400],
  ])('%s → refused', async (_, choices, status) => {
    await expect(sim(choices)).rejects.toMatchObject({ status });
  });
  test('no such scenario → 404', async () => {
    await expect(sim([], 'nobody')).rejects.toMatchObject({ status: 404 });
  });
  test('of what is broken, exploring from here finds a counter-example; a deviation less, and it does not break', async () => {
    const { explored } = await sim(['0', 'explore'], 'broken: open-door');
    if (explored?.found === undefined) throw new Error('nothing was found');
    const { race } = sources.find(explored.found).about();
    expect(race).toMatchObject({ isBroken: true, invariant: 'closed-door' });
    const off = race?.deviations.map(({ step }) => step) ?? [];
    const { source } = await playing.deviation({ source: explored.found, off }, signal);
    const without = sources.find(source).about();
    expect(without.of?.id).toBe(explored.found);
    expect(without.race?.deviations.every(({ isOn }) => !isOn)).toBe(true);
    if (off.length > 0) expect(without.race?.isBroken).toBe(false);
    await expect(playing.deviation({ source: explored.found, off: [4711] }, signal)).rejects.toMatchObject({
      status: 400,
    });
    await expect(playing.deviation({ source: id, off: [] }, signal)).rejects.toMatchObject({ status: 409 });
  });
});
