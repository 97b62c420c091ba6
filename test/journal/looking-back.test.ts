/** What recordings are asked, over recordings of simulated runs: questions, causes, who was there, diagrams, exports. */
import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openActorNames } from '../../src/actors/names.ts';
import { presentBelow } from '../../src/actors/present.ts';
import { namesLike, pathOfName } from '../../src/journal/actor-name.ts';
import { folded, openDiagram } from '../../src/journal/diagram.ts';
import { perfettoExport, type TraceEvent } from '../../src/journal/export/perfetto.ts';
import { shivizExport, shivizParser } from '../../src/journal/export/shiviz.ts';
import type { JournalRecord } from '../../src/journal/format.ts';
import { openLives } from '../../src/journal/lives.ts';
import { matcherOf } from '../../src/journal/query/match.ts';
import { parseQuery, pointAt, QueryInvalid } from '../../src/journal/query/parse.ts';
import { savedQueries } from '../../src/journal/query/saved.ts';
import { momentOf } from '../../src/journal/query/times.ts';
import { recordingAt, type Told, type Trouble } from '../../src/journal/recording.ts';
import { actorOf, typeOf } from '../../src/journal/subject.ts';
import { treeLines, treeOf } from '../../src/journal/tree.ts';
import { whyIn } from '../../src/journal/why.ts';
import { textOfWhy } from '../../src/journal/why-text.ts';
import { drawDiagram } from '../../src/sequence/draw.ts';
import { catalogue } from '../../src/simulation/explore/catalogue.ts';
import { type MadeRecording, madeHeader, madeRecording } from '../helpers/made-recording.ts';

const called = (name: string) => {
  const scenario = catalogue().find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
};
const oneLife = (): MadeRecording => {
  const made = madeRecording(called('one life'));
  made.rest();
  return made;
};
/** The pod is stopped while its network is attached. */
const stoppedEarly = (): MadeRecording => {
  const made = madeRecording({
    name: 'stopped early',
    clients: [
      { name: 'kubelet', steps: oneLifeSteps().slice(0, 1) },
      { name: 'admin', steps: [{ type: 'sandbox.stop', sandboxId: 'a' }] },
    ],
    faults: { total: 1, each: 1, kinds: ['fail'] },
  });
  made.take('ask kubelet 0 sandbox.run');
  made.take('ok pod:a#1/svc:pinNamespaces#1');
  made.take('ask admin 0 sandbox.stop');
  made.take('fail pod:a#1/svc:prepareSandboxFiles#1');
  made.rest();
  return made;
};
const oneLifeSteps = () => called('one life').clients[0]?.steps ?? [];

const asked = async (made: MadeRecording, query: string): Promise<readonly JournalRecord[]> => {
  const last = made.records.at(-1)?.t ?? 0;
  const fits = matcherOf(query, parseQuery(query), { firstWallUs: madeHeader.epochMs * 1000, lastUs: last });
  const found: JournalRecord[] = [];
  for await (const told of made.told()) if (fits(told)) found.push(told.record);
  return found;
};

describe('questions', () => {
  const early = stoppedEarly();
  test.each([
    ['kind:dead', (r: JournalRecord) => r.k === 'D'],
    ['kind:state,asked', (r: JournalRecord) => r.k === 'T' || r.k === 'E'],
    ['kind:T to:rollingBack*', (r: JournalRecord) => r.k === 'T' && r.v1.startsWith('rollingBack')],
    ['-kind:message kind:m,t', (r: JournalRecord) => r.k === 'T'],
    ['q:5..9', (r: JournalRecord) => r.q >= 5 && r.q <= 9],
    ['q:3,7', (r: JournalRecord) => r.q === 3 || r.q === 7],
    ['req:admin-*', (r: JournalRecord) => 'id' in r && String(r.id).startsWith('admin-')],
    ['since:0.002 until:3ms', (r: JournalRecord) => r.t >= 2000 && r.t <= 3000],
    ['since:12:00:00.002 until:12:00:00.003', (r: JournalRecord) => r.t >= 2000 && r.t <= 3000],
    ['kind:answer failed', (r: JournalRecord) => r.k === 'R' && r.o === 'err'],
    ['kind:answer outcome:ok took:>1ms', (r: JournalRecord) => r.k === 'R' && r.o === 'ok' && (r.d ?? 0) >= 1000],
    ['"attachNetwork"', (r: JournalRecord) => JSON.stringify(r).includes('attachNetwork')],
    [
      'kind:input source:rpc type:stop',
      (r: JournalRecord) => r.k === 'I' && JSON.stringify(r.e ?? '').includes('sandbox.stop'),
    ],
  ] as const)('%s', async (query, isIt) => {
    const found = await asked(early, query);
    expect(found.map(({ q }) => q)).toEqual(early.records.filter(isIt).map(({ q }) => q));
    if (query !== 'kind:dead') expect(found.length).toBeGreaterThan(0);
  });
  test('before the end', async () => {
    const last = early.records.at(-1)?.t ?? 0;
    expect((await asked(early, 'since:-2ms')).every(({ t }) => t >= last - 2000)).toBe(true);
  });
  test('a stop that meets the network is found by its name, and only there', async () => {
    const saved = savedQueries.find(({ name }) => name === 'del-while-adding');
    const found = await asked(early, saved?.query ?? '');
    expect(found.map((record) => [record.k, typeOf(record), actorOf(record)])).toEqual([
      ['I', 'sandbox.stop', 'pod:a'],
      ['M', 'sandbox.stop', 'pod:a#1'],
    ]);
    expect(await asked(oneLife(), saved?.query ?? '')).toEqual([]);
  });
  test('every saved question can be asked, and has a name of its own', async () => {
    for (const { query } of savedQueries) await asked(early, query);
    expect(new Set(savedQueries.map(({ name }) => name)).size).toBe(savedQueries.length);
  });
  test.each([
    ['kind:dead knd:x', 10, 'there is no key "knd"'],
    ['kind:', 5, '"kind:" needs a value'],
    ['kind:dead,nonsense', 5, 'there is no kind "nonsense"'],
    ['a "b', 2, 'this quote is not closed'],
    ['"a"b', 3, 'after a closing quote'],
    ['q:a..b', 2, 'numbers are'],
    ['since:tomorrow', 6, 'a time is'],
    ['took:long', 5, 'how long is told'],
    ['type:a,,b', 5, 'an alternative is empty'],
    ['x -', 2, 'a word or a key is missing'],
    ['Kind:dead', 0, 'did you mean "kind"?'],
  ])('%s: an error that points at the place', (query, at, what) => {
    const ask = () => matcherOf(query, parseQuery(query), { firstWallUs: 0, lastUs: 0 });
    expect(ask).toThrow(QueryInvalid);
    try {
      ask();
    } catch (error) {
      const [line, mark, why] = pointAt(error as QueryInvalid);
      expect([line, (mark ?? '').indexOf('^')]).toEqual([query, at]);
      expect(why).toContain(what);
    }
  });
  test('any text is a question or an error that points into it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (query) => {
        try {
          matcherOf(query, parseQuery(query), { firstWallUs: 0, lastUs: 0 });
        } catch (error) {
          expect(error).toBeInstanceOf(QueryInvalid);
          expect((error as QueryInvalid).at).toBeLessThanOrEqual(query.length);
        }
      }),
    );
  });
  test('times', () => {
    const bounds = { firstWallUs: Date.parse('2026-11-21T23:59:00Z') * 1000, lastUs: 600e6 };
    expect(momentOf('00:01', bounds)).toBe(120e6);
    expect(momentOf('-5m', bounds)).toBe(300e6);
    expect(momentOf('2026-11-22T00:00:00Z', bounds)).toBe(60e6);
    expect(momentOf('1m30s', bounds)).toBe(90e6);
    expect(momentOf('soon', bounds)).toBeUndefined();
  });
  test('names', () => {
    const name = 'pod:a#1/ctr:4f1c0a99#2/svc:createTask#1';
    for (const fits of ['createTask', 'svc:createTask', 'pod:a/*', 'ctr:4f1c/svc:createTask', '*', 'pod:?/*', name])
      expect([fits, namesLike(fits)(name)]).toEqual([fits, true]);
    for (const misses of ['pod:a', 'ctr:4f1c', 'ctr:4f1c0a99#1/svc:createTask', 'Task', 'b*'])
      expect([misses, namesLike(misses)(name)]).toEqual([misses, false]);
  });
});

describe('who is there', () => {
  test('at every input it is who is there in truth, in the same states, waiting for the same', () => {
    const made = madeRecording(called('one life'));
    const lives = openLives();
    let read = 0;
    for (let steps = 0; steps < 200; steps += 1) {
      for (const record of made.records.slice(read)) lives.see({ record, us: record.t, wallUs: record.t, run: 1 });
      read = made.records.length;
      const present = presentBelow(made.simulation.view.root(), {
        sinceOf: () => undefined,
        nameOf: openActorNames(),
        nowMs: 0,
      });
      const truth = present.map(({ actor, state, waits }) => [
        pathOfName(actor),
        state,
        waits.map(({ service }) => service).sort(),
      ]);
      const folded = [...lives.all.values()].map(({ name, state, pending }) => [
        pathOfName(name),
        state,
        [...pending.values()].map(({ service }) => service).sort(),
      ]);
      expect(folded.sort()).toEqual(truth.sort());
      const [choice] = made.simulation.choices();
      if (choice === undefined || !choice.isDefault) break;
      made.take(choice.id);
    }
    expect(read).toBeGreaterThan(100);
  });
  test('as a tree, parents first', () => {
    const made = madeRecording(called('one life'));
    for (const { id } of Array.from({ length: 9 }, () => ({ id: '' }))) {
      const [choice] = made.simulation.choices();
      if (id === '' && choice !== undefined) made.take(choice.id);
    }
    const lives = openLives();
    for (const record of made.records) lives.see({ record, us: record.t, wallUs: 0, run: 1 });
    const lines = treeLines(treeOf(lives.all.values(), made.records.at(-1)?.t ?? 0));
    expect(lines.map(({ actor }) => actor)).toEqual(['supervisor', '├─ cniConfig', '└─ pod:a', '   └─ ctr:a-c0']);
    expect(lines.at(-1)).toMatchObject({ state: 'alive.created', waits: 'watchTask 0.0 ms', last: 'createTask done' });
  });
  test('a parent that is its own child, or a ring of them, ends nothing', () => {
    const node = (actor: string, parent: string) => ({
      actor,
      parent,
      machine: 'x',
      state: 's',
      ageUs: 0,
      waits: [],
      last: undefined,
      mark: undefined,
    });
    expect(treeLines([node('a', 'a'), node('b', 'c'), node('c', 'b')])).toHaveLength(1);
  });
});

describe('why', () => {
  test('back to the request that it came from', async () => {
    const made = oneLife();
    const running = made.records.find((r) => r.k === 'T' && r.v1 === 'alive.running');
    const answer = await whyIn(made.told, 'ctr:a-c0', { at: running?.q });
    if (answer.found === undefined) throw new Error('nothing was found');
    const { steps, life } = answer.found;
    expect(life.state).toBe('alive.running');
    expect([...life.pending.values()].map(({ service }) => service)).toEqual(['watchTask']);
    expect(steps.map(({ record: { k } }) => k).join('')).toBe('TMREMI');
    expect(steps.at(-1)?.record).toMatchObject({ k: 'I', s: 'rpc', id: 'kubelet-2' });
    const text = textOfWhy(answer.found).join('\n');
    expect(text).toContain('pod:a/ctr:a-c0 is alive.running');
    expect(text).toContain('alive.created → alive.starting');
    expect(text).toContain('waits for watchTask');
  });
  test('of one that is over, how it ended', async () => {
    const answer = await whyIn(oneLife().told, 'ctr:a-c0');
    expect(answer.found).toMatchObject({ isOver: true, life: { state: 'removed' } });
  });
  test('of nobody, who there is', async () => {
    expect(await whyIn(oneLife().told, 'ctr:nobody', { at: 40 })).toMatchObject({
      candidates: [],
      known: ['svc:supervisor#1', 'svc:cniConfig#1', 'pod:a#1', 'pod:a#1/ctr:a-c0#1'],
    });
    expect((await whyIn(oneLife().told, '*', { at: 45 })).found).toBeUndefined();
  });
  test('every transition of every actor leads to something from outside', async () => {
    const made = stoppedEarly();
    for (const record of made.records) {
      if (record.k !== 'T') continue;
      const { found } = await whyIn(made.told, record.a, { at: record.q, mostSteps: 200 });
      const first = found?.steps.at(-1)?.record;
      expect([
        record.q,
        found?.steps[0]?.record.q,
        first?.k === 'I' || (first?.t === 0 && first.c === undefined),
      ]).toEqual([record.q, record.q, true]);
    }
  });
});

describe('diagrams', () => {
  const drawn = (made: MadeRecording, wants = (_: string) => true) => {
    const making = openDiagram({ hasAll: false, wants });
    for (const record of made.records) making.see(record, record.t);
    return making.diagram();
  };
  test('each request is said once and answered once', () => {
    const { rows, lanes } = drawn(oneLife());
    expect(lanes.map(({ title }) => title)).toEqual(['clients', 'daemon', 'pod a', 'a-c0', 'services']);
    const said = rows.flatMap(({ arrow }) => (arrow?.from === 'clients' ? [arrow.text] : []));
    expect(said).toEqual(['sandbox.run', 'container.create', 'container.start', 'sandbox.stop', 'sandbox.remove']);
    expect(rows.filter(({ arrow }) => arrow?.to === 'clients').map(({ arrow }) => arrow?.text)).toEqual(
      said.map(() => 'ok'),
    );
    const effects = rows.filter(({ arrow }) => arrow?.to === 'services').length;
    expect(effects).toBe(oneLife().records.filter(({ k }) => k === 'E').length);
    expect(drawDiagram({ rows, lanes }).join('\n')).toContain('├─startTask─');
  });
  test('of one container alone', () => {
    const { lanes } = drawn(oneLife(), (name) => namesLike('ctr:a-c0')(name) || namesLike('ctr:a-c0/*')(name));
    expect(lanes.map(({ id }) => id)).not.toContain('daemon');
  });
  test('what comes again and again is folded', () => {
    const row = (text: string) => ({ arrow: { from: 'a', to: 'b', text }, notes: [] });
    const loop = [row('x'), row('y'), row('x'), row('y'), row('x'), row('y'), row('z')];
    expect(folded(loop).map(({ arrow }) => arrow?.text)).toEqual(['x', 'y', '↻ the last 2 rows 2 times more', 'z']);
    expect(folded([row('x'), row('x'), row('z')]).map(({ arrow }) => arrow?.text)).toEqual(['x', 'x', 'z']);
  });
  test('dead letters are crossed', () => {
    const making = openDiagram({ hasAll: false, wants: () => true });
    making.see({ k: 'D', q: 1, t: 0, a: 'pod:a#1', e: 'task.exited', why: 'stopped' }, 0);
    expect(making.diagram().rows[0]?.arrow?.text).toBe('╳ task.exited (stopped)');
  });
});

describe('exports', () => {
  const traced = async (made: MadeRecording): Promise<readonly TraceEvent[]> => {
    const making = perfettoExport();
    const events: TraceEvent[] = [];
    for await (const told of made.told()) events.push(...making.see(told));
    return [...events, ...making.end()];
  };
  test.each([
    ['one life', oneLife],
    ['stopped early', stoppedEarly],
  ] as const)('Perfetto: the rules of the format hold (%s)', async (_, make) => {
    const events = await traced(make());
    const named = new Set<string>();
    const open = new Map<string, TraceEvent>();
    const flows = new Map<string, TraceEvent>();
    const slices = events.filter(({ ph }) => ph === 'X');
    const isInSlice = ({ pid, tid, ts }: TraceEvent) =>
      slices.some(
        (slice) => slice.pid === pid && slice.tid === tid && slice.ts <= ts && ts <= slice.ts + (slice.dur ?? 0),
      );
    for (const event of events) {
      const { ph, pid, tid, ts, id = '', cat = '', name } = event;
      expect([Number.isInteger(pid), Number.isInteger(tid), Number.isFinite(ts), ts >= 0, name !== '']).toEqual(
        Array(5).fill(true),
      );
      if (ph === 'M') {
        expect(typeof event.args?.name).toBe('string');
        named.add(name === 'process_name' ? `p${pid}` : `t${pid}.${tid}`);
        continue;
      }
      expect([named.has(`p${pid}`), named.has(`t${pid}.${tid}`)]).toEqual([true, true]);
      if (ph === 'b') {
        expect(open.has(`${cat} ${id}`)).toBe(false);
        open.set(`${cat} ${id}`, event);
      } else if (ph === 'e') {
        const begun = open.get(`${cat} ${id}`);
        expect([begun?.name, begun?.pid, (begun?.ts ?? Number.POSITIVE_INFINITY) <= ts]).toEqual([name, pid, true]);
        open.delete(`${cat} ${id}`);
      } else if (ph === 's') {
        expect([flows.has(id), isInSlice(event)]).toEqual([false, true]);
        flows.set(id, event);
      } else if (ph === 'f') {
        expect([event.bp, flows.get(id)?.name, flows.get(id)?.cat, isInSlice(event)]).toEqual(['e', name, cat, true]);
        flows.delete(id);
      } else if (ph === 'X') expect(event.dur).toBeGreaterThan(0);
      else expect([ph, event.s]).toEqual(['i', 't']);
    }
    expect([open.size, flows.size]).toEqual([0, 0]);
    for (const cat of ['rpc', 'state', 'effect', 'message'])
      expect(events.some((event) => event.cat === cat)).toBe(true);
  });
  test('Perfetto: calls of services of one pod overlap as they did', async () => {
    const events = await traced(oneLife());
    const spanOf = (service: string) => {
      const [begin, end] = events.filter(({ cat, name }) => cat === 'effect' && name === service);
      return [begin?.ts, end?.ts];
    };
    expect(spanOf('attachNetwork')).toEqual([2000, 4000]);
    expect(spanOf('prepareSandboxFiles')).toEqual([2000, 3000]);
  });
  test('ShiViz: its parser reads it, and every clock is one ahead of the one before at its place', async () => {
    const making = shivizExport();
    const lines: string[] = [];
    for await (const told of oneLife().told()) lines.push(...making.see(told));
    const events = [...`${lines.join('\n')}\n`.matchAll(new RegExp(shivizParser, 'g'))].map(
      ({ groups }) => groups ?? {},
    );
    expect(events).toHaveLength(lines.length / 2);
    const last = new Map<string, Readonly<Record<string, number>>>();
    for (const { host = '', clock = '{}' } of events) {
      const now = JSON.parse(clock) as Readonly<Record<string, number>>;
      const before = last.get(host) ?? {};
      expect(now[host]).toBe((before[host] ?? 0) + 1);
      for (const [name, at] of Object.entries(before)) expect(now[name]).toBeGreaterThanOrEqual(at);
      for (const [name, at] of Object.entries(now))
        if (name !== host) expect(at).toBeLessThanOrEqual(last.get(name)?.[name] ?? 0);
      last.set(host, now);
    }
  });
});

describe('recordings', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'trp-back-'));
  });
  afterAll(() => rm(dir, { recursive: true }));
  const readAll = async (path: string) => {
    const troubles: Trouble[] = [];
    const all: Told[] = [];
    for await (const told of recordingAt(path, { onTrouble: (trouble) => troubles.push(trouble) })) all.push(told);
    return { all, troubles };
  };
  const note = (q: number, t = q): string => JSON.stringify({ k: 'N', q, t, e: 'x' });
  const header = (keyId: string, epochMs = 1000): string => JSON.stringify({ ...madeHeader, keyId, epochMs });

  test('a folder is its files in their order, and one run where the key is one', async () => {
    const folder = join(dir, 'folder');
    await mkdir(folder);
    await writeFile(join(folder, '10.journal'), `${header('a', 2000)}\n${note(3)}\n`);
    await writeFile(join(folder, '9.journal'), `${header('a')}\n${note(1)}\n${note(2)}\n`);
    await writeFile(join(folder, '11.journal'), `${header('b', 3000)}\n${note(1)}\n`);
    await writeFile(join(folder, 'README'), 'no journal');
    const { all, troubles } = await readAll(folder);
    expect(all.map(({ record, run }) => [record.q, run])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [1, 2],
    ]);
    expect(all.map(({ us }) => us)).toEqual([0, 1, 1_000_002, 2_000_000]);
    expect(troubles).toEqual([]);
  });
  test('what is torn, what is missing and what is no record is told, and the rest is read', async () => {
    const file = join(dir, 'torn.journal');
    const gap = JSON.stringify({ k: 'G', q: 9, t: 9, lost: 3, why: 'full' });
    const half = JSON.stringify({ k: 'T', q: 2, t: 2, a: 'x' });
    await writeFile(file, `${header('a')}\n${note(1)}\n{"k":\n${half}\n\n${note(4)}\n${gap}\n{"k":"Y","q":10,"t":1}\n`);
    await appendFile(file, '{"k":"N","q":');
    const { all, troubles } = await readAll(file);
    expect(all.map(({ record }) => record.q)).toEqual([1, 4, 9]);
    expect(troubles).toEqual([
      { kind: 'torn', file, line: 3, isLast: false },
      { kind: 'torn', file, line: 4, isLast: false },
      { kind: 'hole', file, after: 1, next: 4 },
      { kind: 'gap', file, lost: 3, why: 'full' },
      { kind: 'torn', file, line: 9, isLast: true },
    ]);
  });
  test('whatever a record says, nothing breaks', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('pod:a#1', 'pod:a#1/ctr:b#1', 'ok', 'err', 'error', 'rpc', 'svc'),
      fc.integer(),
      fc.constant(null),
      fc.object({ maxDepth: 1 }),
    );
    const record = fc
      .tuple(
        fc.constantFrom(...'IAZMTERDCVNGO'),
        fc.dictionary(
          fc.constantFrom(...'a,e,f,p,m,n,o,s,id,v0,v1,how,why,c,d,ph,b,w,name,subject,message,actors'.split(',')),
          value,
        ),
      )
      .map(([k, rest]) => ({
        q: 1,
        t: 1,
        a: 'x',
        e: 'y',
        n: 'z',
        o: 'ok',
        s: 'rpc',
        v0: '',
        v1: 'v',
        how: 'done',
        why: 'w',
        ph: 'answer',
        w: [],
        name: 'n',
        verdict: 'x',
        subject: 's',
        message: 'm',
        ...rest,
        k,
      }));
    const file = join(dir, 'hostile.journal');
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 30 }), async (records) => {
        await writeFile(
          file,
          `${[header('a'), ...records.map((each, index) => JSON.stringify({ ...each, q: index + 1 }))].join('\n')}\n`,
        );
        const lives = openLives();
        const diagram = openDiagram({ hasAll: true, wants: () => true });
        const [trace, shiviz] = [perfettoExport(), shivizExport()];
        const fits = matcherOf('in:x actor:* type:y', parseQuery('in:x actor:* type:y'), { firstWallUs: 0, lastUs: 0 });
        for await (const told of recordingAt(file)) {
          lives.see(told);
          fits(told);
          diagram.see(told.record, told.us);
          trace.see(told);
          shiviz.see(told);
        }
        drawDiagram(diagram.diagram());
        treeLines(treeOf(lives.all.values(), 0));
        const answer = await whyIn(() => recordingAt(file), 'x');
        if (answer.found !== undefined) textOfWhy(answer.found);
      }),
      { numRuns: 60 },
    );
  });

  describe('the commands', () => {
    const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
    const run = (...args: readonly string[]) =>
      new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
        execFile(process.execPath, [main, ...args], { timeout: 60_000 }, (error, out, err) =>
          resolve({ code: error === null ? 0 : Number(error.code), out, err }),
        );
      });
    let file = '';
    beforeAll(async () => {
      file = join(dir, 'life.journal');
      await writeFile(file, stoppedEarly().text());
    });
    test('query', async () => {
      const { code, out } = await run('journal', 'query', 'kind:state to:preparing*,rollingBack*', file, '--json');
      expect(code).toBe(0);
      for (const line of out.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ k: 'T', a: 'pod:a#1' });
      const bad = await run('journal', 'query', 'kind:dead kind:', file);
      expect([bad.code, bad.err.split('\n')[2]?.indexOf('^')]).toEqual([2, 17]);
    });
    test('why and tree', async () => {
      expect((await run('why', 'pod:a@40', file)).out).toContain('rpc: sandbox.run [kubelet-0]');
      expect(JSON.parse((await run('tree', file, '--json')).out)).toMatchObject({
        actors: [{ machine: 'supervisor' }, { machine: 'cniConfig' }],
      });
      expect((await run('why', 'pod:zzz', file)).err).toContain('there are:');
    });
    test('seq and export', async () => {
      expect((await run('seq', file)).out).toContain('├─sandbox.stop');
      expect((await run('seq', '--mermaid', file)).out).toMatch(/^sequenceDiagram\n/);
      const to = join(dir, 'trace.json');
      const said = await run('export', '--perfetto', file, '-o', to, '--json');
      expect(JSON.parse(said.out)).toMatchObject({ format: 'perfetto', file: to });
      const trace = JSON.parse(await readFile(to, 'utf8')) as { readonly traceEvents: readonly unknown[] };
      expect(trace.traceEvents).toHaveLength((JSON.parse(said.out) as { readonly written: number }).written);
      expect((await run('export', file)).code).toBe(2);
    });
    test('what is no journal, and what is not there', async () => {
      const no = join(dir, 'no.journal');
      await writeFile(no, 'hello\n');
      for (const args of [
        ['journal', 'query', 'x', no],
        ['why', 'x', no],
        ['tree', no],
        ['seq', no],
        ['export', '--shiviz', no],
      ]) {
        const { code, err } = await run(...args);
        expect([args[0], code, err.includes('not a header of troupe.journal/1'), err.includes('    at ')]).toEqual([
          args[0],
          1,
          true,
          false,
        ]);
      }
      expect((await run('tree', join(dir, 'nowhere'))).err).toContain('ENOENT');
    });
  });
});
