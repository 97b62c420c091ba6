/** What a tap saw of some runtime, as lives: small recordings, written as a table of what passed. */
import { describe, expect, test } from 'vitest';
import { openSeen } from '../../../../src/cli/inspect/sources/tapped.ts';
import type { Body, JournalRecord, ObservationRecord } from '../../../../src/journal/format.ts';

const id = (letter: string) => letter.repeat(64);
const [c, p] = [id('c'), id('e')];
const pod = `pod:${p}#1`;
const ctr = `${pod}/ctr:${c}#1`;
const metadata = { name: 'web', namespace: 'ns', uid: 'u' };
const [running, exited] = [1, 2];
const status = (state: number, more: Body = {}): Body => ({ status: { id: c, state, createdAt: '5', ...more } });

/** Times go by the second. */
const scene = () => {
  const seen = openSeen();
  const all: JournalRecord[] = [];
  let q = 0;
  let calls = 0;
  const open = new Map<number, { readonly m: string; readonly q: number }>();
  const see = (fields: Omit<ObservationRecord, 'k' | 'q' | 't'>): number => {
    q += 1;
    all.push(...seen.take({ k: 'O', q, t: q * 1_000_000, ...fields }));
    return q;
  };
  const ask = (m: string, b: Body = {}, dl?: number): number => {
    calls += 1;
    open.set(calls, { m, q: see({ ph: 'request', cx: 1, id: calls, m, b, ...(dl === undefined ? {} : { dl }) }) });
    return calls;
  };
  const end = (call: number, fields: Partial<ObservationRecord> = {}) => {
    const { m = '', q: asked = 0 } = open.get(call) ?? {};
    return see({ ph: 'answer', cx: 1, id: call, m, c: asked, s: 0, d: (q + 1 - asked) * 1_000_000, ...fields });
  };
  const done = (m: string, asked: Body = {}, b: Body = {}) => end(ask(m, asked), { b });
  const made = () => {
    done('RunPodSandbox', { config: { metadata } }, { podSandboxId: p });
    done('CreateContainer', { podSandboxId: p, config: { metadata: { name: 'app' } } }, { containerId: c });
  };
  const of = <K extends JournalRecord['k']>(k: K) =>
    all.filter((record): record is JournalRecord & { readonly k: K } => record.k === k);
  return { all, of, see, ask, end, done, made, take: (record: JournalRecord) => void all.push(...seen.take(record)) };
};

describe('pods and containers', () => {
  test('a whole life: births below their pods, states, ends; each record between its own and the next', () => {
    const { all, of, done, made } = scene();
    made();
    done('StartContainer', { containerId: c });
    done('ContainerStatus', { containerId: c }, status(exited, { finishedAt: '7', exitCode: 3 }));
    done('RemoveContainer', { containerId: c });
    done('StopPodSandbox', { podSandboxId: p });
    done('RemovePodSandbox', { podSandboxId: p });
    expect(of('A').map(({ a, p: parent, m }) => [a, parent, m])).toEqual([
      ['client:1#1', undefined, 'client'],
      [pod, undefined, 'observedPod'],
      [ctr, pod, 'observedContainer'],
    ]);
    const path = (actor: string) => of('T').flatMap(({ a, v1 }) => (a === actor ? [v1] : []));
    expect(path(pod)).toEqual(['unknown', 'ready', 'notready', 'removed']);
    expect(path(ctr)).toEqual(['unknown', 'created', 'running', 'exited', 'removed']);
    expect(of('Z').map(({ a, how }) => [a, how])).toEqual([
      [ctr, 'done'],
      [pod, 'done'],
    ]);
    for (const [index, { q, c: cause }] of all.entries()) {
      if (index > 0) expect(q).toBeGreaterThan(all[index - 1]?.q ?? 0);
      if (cause !== undefined) expect(cause).toBeLessThan(q);
    }
  });
  test('names and facts are told as what is known of them', () => {
    const { of, done, made } = scene();
    made();
    done('ContainerStatus', { containerId: c }, status(running, { startedAt: '6' }));
    expect(of('S').find(({ a }) => a === pod)?.d).toMatchObject({ 'record.config.metadata.namespace': 'ns' });
    expect(of('S').find(({ a }) => a === ctr)?.d).toMatchObject({ 'record.config.metadata.name': 'app' });
    expect(of('S').findLast(({ a }) => a === ctr)?.d).toMatchObject({ 'facts.startedAt': '6' });
  });
  test('shown by a list before anybody made them; removed and made again under the same id', () => {
    const { of, done } = scene();
    done('ListPodSandbox', {}, { items: [{ id: p, state: 0, metadata }] });
    done('ListContainers', {}, { containers: [{ id: c, state: running, podSandboxId: p, metadata: { name: 'app' } }] });
    done('RemoveContainer', { containerId: c });
    done('CreateContainer', { podSandboxId: p }, { containerId: c });
    expect(of('A').map(({ a }) => a)).toEqual(['client:1#1', pod, ctr, `${pod}/ctr:${c}#2`]);
  });
  test('a gap: nothing is known of anybody any more', () => {
    const { of, made, take } = scene();
    made();
    take({ k: 'G', q: 99, t: 99, lost: 3, why: 'full' });
    expect(
      of('Z')
        .map(({ a, how }) => [a, how])
        .sort(),
    ).toEqual(
      [
        [pod, 'stopped'],
        [ctr, 'stopped'],
      ].sort(),
    );
  });
});

describe('calls', () => {
  test('that change something: a request with its deadline, waited for by what it is about, answered', () => {
    const { of, made, ask, end } = scene();
    made();
    const stop = ask('StopContainer', { containerId: c.slice(0, 12), timeout: '30' }, 60_000);
    const request = of('I').at(-1);
    expect(request).toMatchObject({ s: 'rpc', id: String(stop), e: { type: 'container.stop' }, dl: 60_000_000 });
    expect(of('M').at(-1)).toMatchObject({
      f: 'client:1#1',
      a: ctr,
      e: 'container.stop',
      id: String(stop),
      c: request?.q,
    });
    expect(of('E').at(-1)).toMatchObject({ a: ctr, n: `${ctr}/svc:StopContainer#${stop}` });
    end(stop);
    expect(of('R').at(-1)).toMatchObject({ a: ctr, n: `${ctr}/svc:StopContainer#${stop}`, o: 'ok', d: 1_000_000 });
    expect(of('M').at(-1)).toMatchObject({ f: ctr, a: 'client', e: 'reply', id: String(stop) });
  });
  test('that fail, and that are given up', () => {
    const { of, ask, end } = scene();
    end(ask('RunPodSandbox', { config: { metadata } }), { s: 4 });
    expect(of('R').at(-1)).toMatchObject({ a: 'client:1#1', o: 'err', e: 'DEADLINE_EXCEEDED' });
    expect(of('M').at(-1)).toMatchObject({ a: 'client', e: 'reply.DEADLINE_EXCEEDED' });
    end(ask('RunPodSandbox', { config: { metadata } }), { ph: 'deadline', by: 'client' });
    expect(of('R').at(-1)).toMatchObject({ o: 'cancel' });
    expect(of('I').at(-1)).toMatchObject({ s: 'cancel', id: '2' });
  });
  test('that only look: as they are', () => {
    const { of, done } = scene();
    for (let nth = 0; nth < 50; nth += 1) done('ListContainers', {}, { containers: [] });
    expect(of('O')).toHaveLength(100);
    expect([...of('E'), ...of('I'), ...of('M')]).toEqual([]);
  });
});

describe('what cannot be right', () => {
  test('is found in the recording, with the name of whom it is about', () => {
    const { of, done, made } = scene();
    made();
    done('RemoveContainer', { containerId: c });
    done('ContainerStatus', { containerId: c }, status(running));
    expect(of('V')).toMatchObject([{ name: 'removed-shown', verdict: 'violation', subject: ctr }]);
  });
  test('what the tap had found itself is not told twice', () => {
    const { of, made, done, take } = scene();
    made();
    done('ContainerStatus', { containerId: c }, status(running));
    done('ContainerStatus', { containerId: c }, status(0));
    const [found] = of('V');
    expect(found).toMatchObject({ name: 'status-goes-back', subject: ctr });
    take({ k: 'V', q: 99, t: 99, name: 'status-goes-back', verdict: 'violation', subject: c, message: 'x', w: [] });
    take({ k: 'V', q: 100, t: 100, name: 'another', verdict: 'suspicion', subject: c, message: 'x', w: [] });
    expect(of('V').map(({ name, subject }) => [name, subject])).toEqual([
      ['status-goes-back', ctr],
      ['another', ctr],
    ]);
  });
});
