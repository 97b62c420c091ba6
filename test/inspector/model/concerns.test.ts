/** What somebody on call is told of without having asked. */
import { expect, test } from 'vitest';
import { asker, linesOf, modelOf } from './model-of.ts';

const pod = { k: 'A', a: 'pod:p#1', m: 'sandbox' };
const container = (nth: number) => ({ k: 'A', a: `pod:p#1/ctr:c${nth}#1`, p: 'pod:p#1', m: 'container' });
const runPod = {
  k: 'I',
  s: 'rpc',
  id: 'r0',
  e: {
    type: 'sandbox.run',
    sandboxId: 'p',
    config: { metadata: { name: 'web', namespace: 'shop', uid: 'u', attempt: 0 } },
  },
};
const create = (nth: number, attempt = nth) => ({
  k: 'I',
  s: 'rpc',
  id: `c${nth}`,
  e: {
    type: 'container.create',
    sandboxId: 'p',
    containerId: `c${nth}`,
    config: { metadata: { name: 'app', attempt } },
  },
});
const moved = (a: string, v0: string, v1: string, more: object = {}) => ({ k: 'T', a, e: 'x', v0, v1, ...more });
const concernsOf = (records: readonly object[]) => asker(modelOf(linesOf(records)))('overview', {}).concerns;
const seconds = (count: number) => count * 1_000_000;

test('a container that ends by itself three times: a crash loop, told of the newest', () => {
  const lives = [1, 2, 3].flatMap((nth) => [
    create(nth),
    container(nth),
    moved(`pod:p#1/ctr:c${nth}#1`, 'alive.starting', 'alive.running'),
    moved(`pod:p#1/ctr:c${nth}#1`, 'alive.running', 'settling.ending'),
    moved(`pod:p#1/ctr:c${nth}#1`, 'settling.ending', 'exited.cleaning'),
  ]);
  const found = concernsOf([runPod, pod, ...lives, create(4), container(4)]);
  expect(found).toMatchObject([{ kind: 'crash loop', actor: 'pod:p#1/ctr:c4#1', tone: 'bad' }]);
  expect(found[0]?.text).toContain('app has ended by itself 3 times');
  // Two are none, and neither are those that somebody has stopped.
  expect(concernsOf([runPod, pod, ...lives.slice(0, 10)])).toEqual([]);
  const stopped = lives.map((record) =>
    'v0' in record && record.v0 === 'alive.running' ? { ...record, v0: 'alive.stopping.killing' } : record,
  );
  expect(concernsOf([runPod, pod, ...stopped])).toEqual([]);
});

test('a stop that waits for its grace period: when SIGKILL comes', () => {
  const stop = {
    k: 'I',
    s: 'rpc',
    id: 's',
    e: { type: 'container.stop', containerId: 'c1', graceMs: 30_000 },
    t: seconds(10),
  };
  const records = [
    runPod,
    pod,
    container(1),
    stop,
    moved('pod:p#1/ctr:c1#1', 'alive.running', 'alive.stopping.terminating', { t: seconds(10) }),
  ];
  const note = (t: number) => ({ k: 'N', e: 'time goes by', t });
  const stuckAt = (t: number) =>
    asker(modelOf(linesOf([...records, note(t)])))('overview', {}).requests.flatMap(({ id, isStuck }) =>
      id === 's' ? [isStuck] : [],
    );
  expect([stuckAt(seconds(39)), stuckAt(seconds(41))]).toEqual([[false], [true]]);
  expect(concernsOf([...records, note(seconds(22))])).toMatchObject([
    { kind: 'grace period', actor: 'pod:p#1/ctr:c1#1', text: 'SIGKILL comes in 18.00 s', tone: 'busy' },
  ]);
  expect(concernsOf([...records, note(seconds(43))])).toMatchObject([
    { text: 'SIGKILL is due since 3.00 s', tone: 'bad' },
  ]);
});

test('a service that does not answer: of a request while that is open; afterwards by itself', () => {
  const records = [
    runPod,
    { k: 'M', a: 'svc:supervisor#1', e: 'sandbox.run', id: 'r0' },
    pod,
    { k: 'E', a: 'pod:p#1', n: 'pod:p#1/svc:attachNetwork#1', t: seconds(1) },
    moved('pod:p#1', '', 'preparing.assembling.network.attaching,files.written,infra.none', { t: seconds(1) }),
    { k: 'N', e: 'time goes by', t: seconds(60) },
  ];
  const ask = asker(modelOf(linesOf(records)));
  const { requests, concerns } = ask('overview', {});
  expect(concerns).toEqual([]);
  expect(requests).toMatchObject([
    {
      type: 'sandbox.run',
      actor: 'pod:p#1',
      isStuck: true,
      stage: 'preparing.assembling network.attaching, files.written ▸ attachNetwork',
      waits: [{ service: 'attachNetwork', forUs: seconds(59), row: 3 }],
    },
  ]);
  // Before it has lasted.
  expect(ask('overview', { at: 4 }).requests).toMatchObject([{ isStuck: false }]);
  const cancel = { k: 'I', s: 'cancel', id: 'r0', t: seconds(61) };
  const later = asker(modelOf(linesOf([...records, cancel])))('overview', {});
  expect(later.requests).toEqual([]);
  expect(later.concerns).toMatchObject([{ kind: 'hanging', actor: 'pod:p#1', row: 3 }]);
});

test('a pull that stands still, a removal that does, a lost pod', () => {
  const records = [
    { k: 'A', a: 'pull:busybox#1', m: 'pull' },
    moved('pull:busybox#1', '', 'working.fetching', { t: 5000 }),
    { k: 'E', a: 'pull:busybox#1', n: 'pull:busybox#1/svc:fetchLayers#1', t: 5000 },
    pod,
    moved('pod:p#1', 'notready', 'removing.undoing', { t: 6000 }),
    { k: 'A', a: 'pod:q#1', m: 'sandbox', t: 6000 },
    moved('pod:q#1', 'ready.withoutInfra', 'lost', { t: 7000 }),
  ];
  expect(concernsOf(records).map(({ kind }) => kind)).toEqual(['lost']);
  const later = concernsOf([...records, { k: 'N', e: 'time goes by', t: seconds(40) }]);
  expect(new Set(later.map(({ kind, actor }) => `${kind} of ${actor}`))).toEqual(
    new Set(['stalled pull of pull:busybox#1', 'stuck removal of pod:p#1', 'lost of pod:q#1']),
  );
});

test('how much time a client still gives, and how often it asked', () => {
  const ask = (id: string, t: number) => ({ ...create(1), id, t, dl: seconds(4) });
  const records = [
    pod,
    container(1),
    ask('a', seconds(1)),
    { k: 'I', s: 'cancel', id: 'a', t: seconds(5) },
    ask('b', seconds(6)),
    { k: 'N', e: 'time goes by', t: seconds(7) },
  ];
  const { requests } = asker(modelOf(linesOf(records)))('overview', {});
  expect(requests).toMatchObject([{ id: 'b', forUs: seconds(1), leftUs: seconds(3), retries: 1, isStuck: false }]);
});

test('a request for something that has no id yet: it is for whoever is born of it, and tries that are joined count', () => {
  const pull = (id: string, t: number) => [
    { k: 'I', s: 'rpc', id, e: { type: 'image.pull', pullId: id, reference: 'busybox' }, t },
    { k: 'M', a: 'svc:supervisor#1', e: 'image.pull', id, t },
  ];
  const records = [
    ...pull('a', 0),
    { k: 'A', a: 'pull:a#1', m: 'pull', c: 2, t: 0 },
    { k: 'E', a: 'pull:a#1', n: 'pull:a#1/svc:fetchLayers#1', t: 0 },
    { k: 'I', s: 'cancel', id: 'a', t: 5 },
    ...pull('b', 10),
    { k: 'M', f: 'svc:supervisor#1', a: 'pull:a#1', e: 'pull.join', id: 'b', t: 10 },
  ];
  const { requests } = asker(modelOf(linesOf(records)))('overview', {});
  expect(requests).toMatchObject([
    { id: 'b', actor: 'pull:a#1', stage: 'fetchLayers', waits: [{ service: 'fetchLayers' }], retries: 1 },
  ]);
});

test('a command that somebody runs in a container takes its time', () => {
  const records = [
    pod,
    container(1),
    { k: 'I', s: 'rpc', id: 'e', e: { type: 'container.exec', containerId: 'c1', execId: 'x' } },
    { k: 'A', a: 'pod:p#1/ctr:c1#1/exec:x#1', p: 'pod:p#1/ctr:c1#1', m: 'exec' },
    { k: 'E', a: 'pod:p#1/ctr:c1#1/exec:x#1', n: 'pod:p#1/ctr:c1#1/exec:x#1/svc:perform#1' },
    { k: 'N', e: 'time goes by', t: seconds(600) },
  ];
  const { requests, concerns } = asker(modelOf(linesOf(records)))('overview', {});
  expect(requests).toMatchObject([{ isStuck: false, waits: [{ service: 'perform' }] }]);
  expect(concerns).toEqual([]);
});

test('what went wrong, newest first', () => {
  const records = [
    pod,
    { k: 'E', a: 'pod:p#1', n: 'pod:p#1/svc:pinNamespaces#1' },
    { k: 'R', a: 'pod:p#1', n: 'pod:p#1/svc:pinNamespaces#1', o: 'err', e: 'SyscallFailed', d: 10 },
    { k: 'D', a: 'pod:p#1', e: 'container.settled', why: 'unhandled' },
    { k: 'M', f: 'pod:p#1', a: 'client', e: 'reply.SyscallFailed', id: 'r0' },
    { k: 'V', name: 'nothing leaks', verdict: 'violation', subject: 'pod:p#1', message: 'a pin is left', w: [1] },
    { k: 'G', lost: 3, why: 'the disk is full' },
    { k: 'Z', a: 'pod:p#1', how: 'error' },
  ];
  const { troubles, health, counts } = asker(modelOf(linesOf(records)))('overview', {});
  expect(troubles.map(({ kind }) => kind)).toEqual([
    'crashed',
    'gap',
    'violation',
    'refused',
    'dead letter',
    'service failed',
  ]);
  expect(troubles.map(({ actor }) => actor)).toEqual(['pod:p#1', '', 'pod:p#1', 'pod:p#1', 'pod:p#1', 'pod:p#1']);
  expect(health.lost).toBe(3);
  expect(counts).toEqual([{ machine: 'sandbox', state: 'crashed', actors: 1, tone: 'bad' }]);
});
