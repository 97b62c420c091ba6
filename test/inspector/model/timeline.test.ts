/** A start as a timeline: which calls decided how long it took, what they take otherwise, and when nothing happened. */
import { describe, expect, test } from 'vitest';
import { openModel } from '../../../src/inspector/model/model.ts';
import type { Timeline } from '../../../src/inspector/model/questions.ts';
import { capabilityOf } from '../../../src/inspector/model/timeline/capability.ts';
import { gapsIn } from '../../../src/inspector/model/timeline/gaps.ts';
import { habitsOf } from '../../../src/inspector/model/timeline/habits-of.ts';
import { isBusy, regionsOf } from '../../../src/inspector/model/timeline/regions.ts';
import type { Seen } from '../../../src/inspector/model/timeline/seen.ts';
import { timelineOf } from '../../../src/inspector/model/timeline/timeline.ts';
import { leastUsual, medianOf, openHabits } from '../../../src/inspector/model/timeline/usual.ts';
import type { SourceAbout } from '../../../src/inspector/stream.ts';
import { scenarios } from '../../../src/simulation/explore/scenarios.ts';
import { serviceNames } from '../../../src/simulation/world/acts.ts';
import { type MadeRecording, madeHeader, madeRecording } from '../../helpers/made-recording.ts';

const called = (name: string) => {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
};
const seenOf = ({ records }: MadeRecording): readonly Seen[] =>
  records.map((record, row) => ({ row, us: record.t, record }));

const about: SourceAbout = {
  id: 's',
  kind: 'simulated',
  title: 'made',
  troubles: [],
  isUnfolded: true,
  hasContexts: false,
  canPlay: false,
};
const modelOf = (lines: readonly unknown[]) => {
  const model = openModel();
  model.open(about);
  model.feed('s', new TextEncoder().encode(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`));
  return model;
};
const lineOf = (made: MadeRecording, { actor = 'pod:a#1', isWhole = false, until = made.records.length - 1 } = {}) =>
  modelOf([madeHeader, ...made.records]).answer('timeline', { source: 's', actor, isWhole, at: until });
const critical = ({ spans }: Timeline, kind: string) =>
  spans.filter((span) => span.isCritical && span.kind === kind).map(({ label }) => label);
const labels = ({ spans }: Timeline, kind: string) =>
  spans.filter((span) => span.kind === kind).map(({ label }) => label);

/** The pod's files are written before its network is there, or after it. */
const started = (order: readonly string[]): MadeRecording => {
  const made = madeRecording(called('one life'));
  made.take('ask kubelet 0 sandbox.run');
  made.take('ok pod:a#1/svc:pinNamespaces#1');
  for (const service of order) made.take(`ok pod:a#1/svc:${service}#1`);
  return made;
};

describe('what decided', () => {
  test('network and files side by side: the one that ends last is critical', () => {
    const slowNetwork = lineOf(started(['prepareSandboxFiles', 'attachNetwork']));
    expect(critical(slowNetwork, 'service')).toEqual(['pinNamespaces', 'attachNetwork']);
    const slowFiles = lineOf(started(['attachNetwork', 'prepareSandboxFiles']));
    expect(critical(slowFiles, 'service')).toEqual(['pinNamespaces', 'prepareSandboxFiles']);
  });
  test('it is not over: what is waited for is critical, and what led to it', () => {
    const line = lineOf(started(['prepareSandboxFiles']));
    expect(critical(line, 'service')).toEqual(['pinNamespaces', 'attachNetwork']);
    const [attaching] = line.spans.filter(({ label }) => label === 'attachNetwork');
    expect(attaching).toMatchObject({ toUs: undefined, endRow: undefined, outcome: undefined });
  });
  test('its client gave up: what was in flight then is critical', () => {
    const made = madeRecording({ ...called('one life'), cancels: 1 });
    made.take('ask kubelet 0 sandbox.run');
    made.take('ok pod:a#1/svc:pinNamespaces#1');
    made.take('cancel kubelet-0');
    made.take('ok pod:a#1/svc:prepareSandboxFiles#1');
    made.take('ok pod:a#1/svc:attachNetwork#1');
    const line = lineOf(made);
    expect(line.spans.find(({ kind }) => kind === 'request')?.outcome).toBe('cancel');
    expect(critical(line, 'service')).toEqual(['pinNamespaces', 'prepareSandboxFiles', 'attachNetwork']);
    expect(line.toUs).toBe(made.records.at(-1)?.t);
    expect(line.startUs).toBeUndefined();
  });
  test('its client gave up and asks again: both tries are drawn, and it starts until the second is answered', () => {
    const [kubelet] = called('one life').clients;
    const run = kubelet?.steps[0];
    if (run === undefined) throw new Error('no step');
    const made = madeRecording({
      name: 'again',
      clients: [
        { name: 'kubelet', steps: [run] },
        { name: 'again', steps: [{ ...run, sandboxId: 'other' } as typeof run] },
      ],
      cancels: 1,
    });
    for (const id of ['ask kubelet 0 sandbox.run', 'ok pod:a#1/svc:pinNamespaces#1', 'cancel kubelet-0']) made.take(id);
    made.take('ask again 0 sandbox.run');
    const open = lineOf(made);
    expect(open.spans.filter(({ kind }) => kind === 'request').map(({ outcome }) => outcome)).toEqual([
      'cancel',
      undefined,
    ]);
    expect(open.toUs).toBe(made.records.at(-1)?.t);
    for (const id of ['ok pod:a#1/svc:prepareSandboxFiles#1', 'ok pod:a#1/svc:attachNetwork#1']) made.take(id);
    const line = lineOf(made);
    expect(line.startUs).toBe(line.toUs - line.fromUs);
    expect(critical(line, 'service')).toEqual(['pinNamespaces', 'attachNetwork']);
  });
  test('a container that starts: over the answers that its client waited for, back to the run of the pod', () => {
    const made = madeRecording(called('one life'));
    made.rest();
    const line = lineOf(made);
    expect(critical(line, 'request')).toEqual(['sandbox.run', 'container.create', 'container.start']);
    expect(critical(line, 'service').slice(-2)).toEqual(['createTask', 'startTask']);
    const ends = line.spans.filter(({ isCritical, kind }) => isCritical && kind === 'service');
    for (const [index, span] of ends.entries())
      if (index > 0) expect(span.fromUs).toBeGreaterThanOrEqual(ends[index - 1]?.toUs ?? Number.POSITIVE_INFINITY);
  });
});

describe('what is drawn', () => {
  const made = madeRecording(called('one life'));
  made.rest();
  test('the start: it ends with the answer to the start of the container', () => {
    const line = lineOf(made);
    const start = line.spans.find(({ label }) => label === 'container.start');
    expect(line.toUs).toBe(start?.toUs);
    expect(labels(line, 'request')).toEqual(['sandbox.run', 'container.create', 'container.start']);
    const run = line.spans.find(({ label }) => label === 'sandbox.run');
    expect(line.startUs).toBe((run?.toUs ?? 0) - (run?.fromUs ?? 0));
  });
  test('the whole life: stop and removal are there', () => {
    const line = lineOf(made, { isWhole: true });
    expect(labels(line, 'request')).toEqual(expect.arrayContaining(['sandbox.stop', 'sandbox.remove']));
    expect(labels(line, 'service')).toEqual(expect.arrayContaining(['killTask', 'detachNetwork']));
  });
  test('regions of the pod are states of their own, and what is done there is not drawn', () => {
    const states = labels(lineOf(made), 'state');
    expect(states).toEqual(expect.arrayContaining(['preparing.pinning', 'network.attaching', 'files.writing']));
    expect(states).not.toContain('files.written');
  });
  test('a container alone: from the request that made it', () => {
    const line = lineOf(made, { actor: 'pod:a#1/ctr:a-c0#1' });
    expect(labels(line, 'request')).toEqual(['container.create', 'container.start']);
    expect(labels(line, 'service')[0]).toBe('resolveImage');
  });
  test('at a moment in the middle: spans that are open then are open', () => {
    const until = made.records.findIndex((record) => record.k === 'E' && record.n.includes('createTask'));
    const line = lineOf(made, { until });
    expect(line.spans.find(({ label }) => label === 'createTask')?.toUs).toBeUndefined();
    expect(critical(line, 'service').at(-1)).toBe('createTask');
  });
  test('an actor that nothing is told of: nothing', () => {
    expect(lineOf(made, { actor: 'pod:nobody#1' }).spans).toEqual([]);
  });
});

describe('what is usual', () => {
  test('fewer than three others: no claim', () => {
    const habits = openHabits();
    for (const pod of ['pod:a#1', 'pod:b#1', 'pod:c#1']) habits.note('x', `${pod}/svc:x#1`, 10);
    expect(habits.of('x', 'pod:a#1')).toBeUndefined();
    habits.note('x', 'pod:d#1', 40);
    expect(habits.of('x', 'pod:a#1')).toEqual({ us: 10, of: leastUsual });
    expect(habits.of('x', 'pod:ab#1')?.of).toBe(4);
  });
  test('the median, of odd and of even numbers', () => {
    expect(medianOf([5])).toBe(5);
    expect(medianOf([9, 1, 5])).toBe(5);
    expect(medianOf([9, 1, 5, 7])).toBe(6);
  });
  test('a slow call among usual ones is told, with its factor', () => {
    const made = started(['prepareSandboxFiles', 'attachNetwork']);
    const habits = openHabits();
    for (const pod of ['b', 'c', 'd']) habits.note('pod service attachNetwork', `pod:${pod}#1`, 500);
    const seen = seenOf(made).map((each) => ({ ...each, us: each.us * 1000 }));
    const line = timelineOf({ seen, actor: 'pod:a#1', pulls: [], nowUs: 0, isWhole: false, habits });
    const [slow] = line.slower;
    expect(slow).toMatchObject({ label: 'attachNetwork', tookUs: 2_000_000, usualUs: 500, factor: 4000 });
    expect(line.spans.find(({ label }) => label === 'attachNetwork')).toMatchObject({ usualUs: 500, usualOf: 3 });
  });
  test('read out of a recording: calls, requests, and states in which something is done', () => {
    const lives = ['a', 'b', 'c'].map((pod) =>
      madeOneLife.records.map(
        (record) => JSON.parse(JSON.stringify(record).replaceAll('kubelet-', `${pod}-`)) as object,
      ),
    );
    const source = modelOf(lives.flatMap((life, index) => [{ ...madeHeader, keyId: `${index}` }, ...life])).source('s');
    if (source === undefined) throw new Error('no source');
    const habits = habitsOf(source);
    for (const kind of ['pod service attachNetwork', 'ctr state alive.starting', 'ctr state creating.mountingRootfs'])
      expect([kind, habits.of(kind, 'pod:z#1')?.of]).toEqual([kind, 3]);
    expect(habits.of('request sandbox.run', 'pod:z#1')?.of).toBe(3);
    expect(habits.of('ctr state alive.running', 'pod:z#1')).toBeUndefined();
    expect(habits.of('pod service attachNetwork', 'pod:a#1')).toBeUndefined();
  });
});
const madeOneLife = madeRecording(called('one life'));
madeOneLife.rest();

describe('its parts', () => {
  test('gaps: what nobody was busy in, if it is worth drawing short', () => {
    const whole = { fromUs: 0, toUs: 1000 };
    expect(gapsIn(whole, [])).toEqual([whole]);
    expect(gapsIn(whole, [whole])).toEqual([]);
    expect(
      gapsIn(whole, [
        { fromUs: 900, toUs: 1000 },
        { fromUs: 0, toUs: 100 },
        { fromUs: 50, toUs: 80 },
      ]),
    ).toEqual([{ fromUs: 100, toUs: 900 }]);
    expect(
      gapsIn(whole, [
        { fromUs: 0, toUs: 500 },
        { fromUs: 510, toUs: 1000 },
      ]),
    ).toEqual([]);
  });
  test('regions of a state', () => {
    expect(regionsOf('preparing.assembling.network.attaching,files.writing,infra.none')).toEqual([
      { name: 'network', state: 'network.attaching' },
      { name: 'files', state: 'files.writing' },
      { name: 'infra', state: 'infra.none' },
    ]);
    expect(regionsOf('alive.running')).toEqual([{ name: '', state: 'alive.running' }]);
    expect(regionsOf('')).toEqual([]);
  });
  test.each([
    ['creating.mountingRootfs', true],
    ['alive.stopping.killing', true],
    ['alive.running', false],
    ['ready.withoutInfra', false],
    ['alive.created', false],
  ])('%s: something is being done: %s', (state, is) => expect(isBusy(state)).toBe(is));
  test('every service is the work of some tool; a watcher watches', () => {
    for (const service of serviceNames) expect(capabilityOf(`pod:a#1/svc:${service}#1`)).not.toBe('other');
    expect(capabilityOf('pod:a#1/ctr:c#1/svc:watchTask#1')).toBe('watch');
    expect(capabilityOf('pod:a#1/svc:constructor#1')).toBe('other');
  });
});
