/** What the pages of pods say and compute, without a page: sentences, scales, watches, changed lines, cones of causes. */
import { describe, expect, test } from 'vitest';
import type { Field, OpenRequest, Span } from '../../../src/inspector/model/questions.ts';
import { changedLines } from '../../../src/inspector/page/pod/changed-lines.ts';
import { deedOf } from '../../../src/inspector/page/pod/deeds.ts';
import { scaleOf } from '../../../src/inspector/page/pod/scale.ts';
import { coneOf } from '../../../src/inspector/page/pod/sequence-order.ts';
import { excessOf, factsOf } from '../../../src/inspector/page/pod/span-facts.ts';
import { factorText, ordinalText, spanText } from '../../../src/inspector/page/pod/span-text.ts';
import { meaningOf, type SummaryDetail, summaryOf } from '../../../src/inspector/page/pod/summary.ts';
import { timelineRows } from '../../../src/inspector/page/pod/timeline-rows.ts';
import { parsePath, watch } from '../../../src/inspector/page/pod/watch.ts';
import { containerMachine } from '../../../src/machines/container.ts';
import { sandboxMachine } from '../../../src/machines/sandbox.ts';
import { serviceNames } from '../../../src/simulation/world/acts.ts';

const second = 1_000_000;
const span = (given: Partial<Span>): Span => ({
  id: given.label ?? 'x',
  actor: 'pod:a#1',
  label: 'attachNetwork',
  kind: 'service',
  lane: 'CNI',
  fromUs: 0,
  toUs: undefined,
  row: 7,
  endRow: undefined,
  outcome: undefined,
  isCritical: true,
  usualUs: undefined,
  usualOf: 0,
  ...given,
});
const request = (given: Partial<OpenRequest>): OpenRequest => ({
  id: 'r1',
  type: 'sandbox.run',
  actor: 'pod:a#1',
  row: 1,
  forUs: 42 * second,
  leftUs: 198 * second,
  stage: '',
  waits: [],
  retries: 2,
  isStuck: true,
  ...given,
});
const detail = (given: Partial<SummaryDetail>): SummaryDetail => ({
  actor: 'pod:a#1',
  machine: 'sandbox',
  state: 'ready.withoutInfra',
  ageUs: 5 * second,
  waits: [],
  isOver: false,
  mark: undefined,
  requests: [],
  children: [],
  ...given,
});

describe('the sentence', () => {
  test('a network that hangs: what is done, who has not answered, what is usual, who waits', () => {
    const told = summaryOf(
      detail({
        state: 'preparing.assembling.network.attaching,files.written,infra.none',
        waits: [{ service: 'attachNetwork', forUs: 42 * second, row: 7 }],
        requests: [request({})],
      }),
      { spans: [span({ usualUs: 38_000, usualOf: 7 })], titles: {} },
    );
    expect(told.join(' ')).toBe(
      'Its network is being attached: the CNI plugin has not answered for 42 s; usually that takes 38 ms. ' +
        'RunPodSandbox (its third try) waits for 42 s, 3 min 18 s left.',
    );
  });
  describe('nothing is waited for: what the state means, and how its containers are', () => {
    const child = { parent: 'pod:a#1', tone: 'good', ageUs: 1, waits: [], last: undefined, mark: undefined } as const;
    const told = (states: readonly string[], titles: readonly string[]) => {
      const children = states.map((state, index) => ({
        ...child,
        actor: `pod:a#1/ctr:c${index}#1`,
        machine: 'container',
        state,
        isOver: false,
        depth: 1,
        waits: state === 'alive.starting' ? [{ service: 'startTask', forUs: 2 * second, row: 1 }] : [],
      }));
      return summaryOf(detail({ waits: [{ service: 'watchTask', forUs: 9, row: 3 }], children }), {
        spans: [],
        titles: Object.fromEntries(children.map(({ actor }, index) => [actor, titles[index] ?? ''])),
      });
    };
    test('each by its name', () =>
      expect(told(['alive.running', 'alive.starting'], ['app', 'sidecar'])).toEqual([
        'This pod is ready, for 5 s now.',
        'Its containers: app is running; sidecar is being started (the OCI runtime has not answered for 2 s).',
      ]));
    test('one that ends again and again: that alone', () =>
      expect(
        summaryOf(detail({}), undefined, [{ kind: 'crash loop', text: 'w has ended by itself 4 times in 2.00 s' }]),
      ).toEqual(['This pod is ready, for 5 s now.', 'Its container w has ended by itself 4 times in 2.00 s.']));
    test('many are counted', () =>
      expect(told(Array(6).fill('alive.running'), ['a', 'b', 'c', 'd', 'e', 'f'])).toContain(
        'Of its 6 containers, 6: each is running.',
      ));
    test('none', () => expect(told([], [])).toContain('It has no container.'));
  });
  test('its client asked before, and gave up: which try it is, also where only the timeline tells', () => {
    const tries = [span({ id: 'r0', kind: 'request', label: 'sandbox.run', outcome: 'cancel', toUs: 3 })];
    const open = span({ id: 'r1', kind: 'request', label: 'sandbox.run' });
    const [, told] = summaryOf(detail({ requests: [request({ retries: 0, leftUs: undefined })] }), {
      spans: [...tries, open],
      titles: {},
    }).slice(-2);
    expect(told).toBe('RunPodSandbox (its second try) waits for 42 s.');
  });
  test('over, and in trouble', () => {
    const told = summaryOf(
      detail({ isOver: true, state: 'removed', mark: 'killTask failed: RuntimeFailed' }),
      undefined,
    );
    expect(told).toEqual(['This pod is over: it is removed.', 'Last trouble: killTask failed: RuntimeFailed.']);
    expect(summaryOf(detail({ isOver: true }), undefined)).toEqual([
      'The daemon ended, and the actor of this pod with it: the pod is ready.',
    ]);
  });
  test('its client should have given up', () => {
    const [, told] = summaryOf(detail({ requests: [request({ leftUs: -second, retries: 0 })] }), undefined).slice(-2);
    expect(told).toContain('its client should have given up 1 s ago');
  });
  test('there are words for every outermost state of pods and containers, and for every service', () => {
    for (const state of Object.keys(sandboxMachine.config.states ?? {}).filter((each) => each !== 'entering'))
      expect(meaningOf('sandbox', state)).not.toContain('is in ');
    for (const state of Object.keys(containerMachine.config.states ?? {}).filter((each) => each !== 'entering'))
      expect(meaningOf('container', state)).not.toContain('is in ');
    for (const service of serviceNames) expect(deedOf(service).who).not.toContain('the service');
    expect(deedOf('constructor').who).toBe('the service constructor');
  });
});

test.each([
  [12, '12 µs'],
  [1200, '1.2 ms'],
  [38_000, '38 ms'],
  [3_043_000, '3.04 s'],
  [42 * second, '42 s'],
  [198 * second, '3 min 18 s'],
  [3600 * second, '1 h'],
  [90_000 * second, '1 d 1 h'],
  [-2000, '-2 ms'],
])('%d µs: %s', (us, text) => expect(spanText(us)).toBe(text));
test.each([
  [4.13, '4.1×'],
  [10.2, '10×'],
  [20, '20×'],
  [84.5, '85×'],
  [2044.8, '2,045×'],
])('%d times: %s', (factor, text) => expect(factorText(factor)).toBe(text));

test.each([
  [2, 'second'],
  [12, '12th'],
  [21, '21st'],
  [103, '103rd'],
])('%d: %s', (count, text) => expect(ordinalText(count)).toBe(text));

describe('a span in words', () => {
  test('one that is not over', () => {
    const facts = factsOf(span({ usualUs: 10_000, usualOf: 3, fromUs: 5000 }), { originUs: 1000, nowUs: 1_005_000 });
    expect(facts).toBe(
      'attachNetwork: CNI, 1 s so far, not over, from 4 ms on, 100× its usual 10 ms (median of 3 others), on the critical path',
    );
  });
  test('a request that failed has the name of the contract', () => {
    const failed = span({
      kind: 'request',
      label: 'sandbox.run RuntimeFailed',
      lane: 'client',
      toUs: 5,
      outcome: 'err',
    });
    expect(factsOf({ ...failed, isCritical: false }, { originUs: 0, nowUs: 9 })).toBe(
      'RunPodSandbox RuntimeFailed: 5 µs, failed, from 0 µs on',
    );
  });
  test('as usual, or a little more: no excess', () => {
    expect(excessOf(span({ toUs: 12, usualUs: 10 }), 0)).toBeUndefined();
    expect(excessOf(span({ toUs: 1200, usualUs: 100 }), 0)).toBeUndefined();
    expect(excessOf(span({ toUs: 12_000, usualUs: 1000 }), 0)).toBe(12);
  });
});

describe('the axis', () => {
  test('without gaps it is even', () => {
    const { placeOf, ticks } = scaleOf(1000, 2000, []);
    expect([placeOf(1000), placeOf(1500), placeOf(2000), placeOf(9000)]).toEqual([0, 0.5, 1, 1]);
    expect(ticks.map(({ us }) => us)).toEqual([0, 200, 400, 600, 800, 1000]);
  });
  test('a gap is short however long it is, and nothing goes back', () => {
    const { placeOf, gaps, ticks } = scaleOf(0, 1_000_200, [{ fromUs: 100, toUs: 1_000_100 }]);
    const [gap] = gaps;
    expect(gap?.us).toBe(1_000_000);
    expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBeCloseTo(0.04);
    const places = [0, 50, 100, 500_000, 1_000_100, 1_000_150, 1_000_200].map(placeOf);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.at(-1)).toBeCloseTo(1);
    expect(ticks.every(({ us }) => us <= 100 || us >= 1_000_100)).toBe(true);
    for (const [index, { place }] of ticks.entries())
      if (index > 0) expect(place - (ticks[index - 1]?.place ?? 0)).toBeGreaterThan(0.1);
  });
});

describe('watches', () => {
  const field = (path: string, value: unknown, isNew = false): Field => ({
    path,
    value: JSON.stringify(value),
    before: undefined,
    row: 0,
    isNew,
    isHidden: false,
  });
  const fields = [
    field('record.phase', 'ready', true),
    field('record.config', { metadata: { name: 'web', uid: 'u' } }),
    field('runWaiters', [{ requestId: 'r-1' }]),
    field('record.attachment.ip', '10.0.0.1'),
    field('image.labels.a\\.b/c', 'dotted'),
  ];
  test.each([
    ['record.phase', '"ready"'],
    ['record.config.metadata.name', '"web"'],
    ['runWaiters[0].requestId', '"r-1"'],
    ['record.attachment', '{"ip":"10.0.0.1"}'],
    ['runWaiters.length', '1'],
    ['image.labels["a.b/c"]', '"dotted"'],
    ['nothing', undefined],
    ['record.__proto__', undefined],
    ['record.config.constructor', undefined],
  ])('%s: %s', (path, json) => {
    const seen = watch(fields, path);
    expect(seen.kind === 'value' ? seen.json : undefined).toBe(json);
  });
  test('it knows that it changed in this step', () => {
    expect(watch(fields, 'record.phase')).toMatchObject({ isNew: true });
    expect(watch(fields, 'record.config')).toMatchObject({ isNew: false });
  });
  test.each(['', 'a b', 'a.', 'a()', 'a[b]', '[', 'a;b', 'a=1'])('%s is no path', (text) => {
    expect(parsePath(text)).toBeUndefined();
    expect(watch(fields, text).kind).toBe('wrong');
  });
});

describe('changed lines', () => {
  test('what is new, what is gone, and what stays, in order', () => {
    expect(changedLines('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([
      { text: 'a', kind: 'same' },
      { text: 'b', kind: 'gone' },
      { text: 'x', kind: 'new' },
      { text: 'c', kind: 'same' },
      { text: 'd', kind: 'same' },
      { text: 'e', kind: 'new' },
    ]);
  });
  test('nothing before: nothing is marked; the same: nothing is marked', () => {
    expect(changedLines(undefined, 'a\nb').every(({ kind }) => kind === 'same')).toBe(true);
    expect(changedLines('a\nb', 'a\nb').every(({ kind }) => kind === 'same')).toBe(true);
  });
  test('long ones are compared in bounded work', () => {
    const long = (from: number) => Array.from({ length: 4000 }, (_, index) => `line ${from + index * 3}`).join('\n');
    expect(changedLines(long(0), long(1))).toHaveLength(8000);
  });
});

test('a cone of causes: past by the chain, future by what came of it', () => {
  const causes = [undefined, 0, 1, 0, 2, 3, undefined];
  expect(coneOf(causes, 2)).toEqual({ past: new Set([0, 1]), future: new Set([4]) });
  expect(coneOf(causes, 0)).toEqual({ past: new Set(), future: new Set([1, 2, 3, 4, 5]) });
});

describe('rows of a timeline', () => {
  const titles = { 'pod:a#1': 'web', 'pod:a#1/ctr:c#1': 'app' };
  const spans = [
    span({ kind: 'request', label: 'sandbox.run', lane: 'client', toUs: 9 }),
    span({ kind: 'state', label: 'preparing.pinning', lane: 'state', toUs: 2 }),
    span({ kind: 'state', label: 'network.attaching', lane: 'state', fromUs: 2, toUs: 9 }),
    span({ fromUs: 2, toUs: 9 }),
    span({ actor: 'pod:a#1/ctr:c#1', label: 'killTask', lane: 'runc', fromUs: 20, toUs: 21 }),
    span({ actor: 'pod:a#1/ctr:c#1', label: 'killTask RuntimeFailed', lane: 'runc', fromUs: 30, toUs: 31 }),
    span({ actor: 'pod:a#1/ctr:c#1', label: 'watchTask', lane: 'watch' }),
  ];
  test('a group for each actor; the same again in the same row; a region that its call tells is left out', () => {
    expect(timelineRows({ spans, titles }).map(({ kind, title, spans: all }) => [kind, title, all.length])).toEqual([
      ['group', 'pod web', 1],
      ['request', 'RunPodSandbox', 1],
      ['service', 'attachNetwork', 1],
      ['group', 'container app', 0],
      ['service', 'killTask', 2],
    ]);
  });
  test('a client that gives up and asks again: each try has its row', () => {
    const two = [...spans, span({ id: 'again', kind: 'request', label: 'sandbox.run', lane: 'client', fromUs: 10 })];
    expect(
      timelineRows({ spans: two, titles })
        .map(({ title }) => title)
        .slice(0, 4),
    ).toEqual(['pod web', 'RunPodSandbox', 'RunPodSandbox, try 2', 'attachNetwork']);
  });
  test('attempts of one container are one group', () => {
    const again = { 'pod:a#1/ctr:c#1': 'app', 'pod:a#1/ctr:d#1': 'app (attempt 1)' };
    const two = [...spans, span({ actor: 'pod:a#1/ctr:d#1', label: 'killTask', lane: 'runc', fromUs: 50, toUs: 51 })];
    const rows = timelineRows({ spans: two, titles: { ...titles, ...again } });
    expect(rows.filter(({ kind }) => kind === 'group').map(({ title }) => title)).toEqual([
      'pod web',
      'container app ×2',
    ]);
    expect(rows.find(({ title }) => title === 'killTask')?.spans).toHaveLength(3);
  });
  test('another life is put beside it, kind by kind', () => {
    const others = [
      span({ actor: 'pod:b#1', toUs: 5 }),
      span({ actor: 'pod:b#1/ctr:d#1', label: 'killTask', lane: 'runc', toUs: 6 }),
    ];
    const rows = timelineRows({ spans, titles }, { spans: others, titles: {} });
    expect(rows.filter((row) => row.others.length > 0).map(({ title }) => title)).toEqual([
      'attachNetwork',
      'killTask',
    ]);
  });
});
