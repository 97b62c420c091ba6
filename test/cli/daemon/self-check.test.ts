/** A daemon that looks at itself, with views and a store made by hand. */
import { describe, expect, test } from 'vitest';
import { openSelfCheck } from '../../../src/cli/daemon/self-check.ts';
import type { Ask } from '../../../src/machines/messages.ts';
import type { ContainerView, SandboxView } from '../../../src/machines/views.ts';
import { openMemoryStore } from '../../../src/store/memory-store.ts';
import { a, container, exited, sandbox } from '../../invariants/facts.ts';

const open = () => {
  const store = openMemoryStore();
  const lines: object[] = [];
  const counted: string[] = [];
  let nowMs = 0;
  let shown: { readonly sandboxes: readonly SandboxView[]; readonly containers: readonly ContainerView[] } = {
    sandboxes: [],
    containers: [],
  };
  const note = (fields: object) => void lines.push(fields);
  const check = openSelfCheck({
    views: {
      sandboxes: () => shown.sandboxes,
      containers: () => shown.containers,
      sandbox: (id) => shown.sandboxes.find(({ sandboxId }) => sandboxId.startsWith(id)),
      container: (id) => shown.containers.find(({ containerId }) => containerId.startsWith(id)),
      networkReady: () => ({ isTrue: true, reason: '', message: '' }),
    },
    store,
    log: { debug: note, info: note, warn: note, error: note },
    intervalMs: () => 0,
    openRequests: () => 0,
    onViolation: (id) => counted.push(id),
    nowMs: () => nowMs,
  });
  store.records.save('sandbox', 'a', { phase: 'ready' });
  store.records.save('container', 'a-c0', { phase: 'alive', startedAtMs: 3, exit: {} });
  return {
    check,
    lines,
    counted,
    show: (sandboxes: readonly SandboxView[], containers: readonly ContainerView[]) => {
      shown = { sandboxes, containers };
      return check.look();
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
};
const granted: Ask = async () => ({}) as never;

describe('a look', () => {
  test('a life, removed by request → nothing is found, and nothing is kept', async () => {
    const { check, show, counted } = open();
    expect(show([sandbox()], [container()])).toEqual([]);
    expect(show([sandbox()], [exited()])).toEqual([]);
    await check.askOf(granted)(a.remove);
    expect(show([], [])).toEqual([]);
    expect(counted).toEqual([]);
  });

  test('an exit that changes → logged once with its witness, counted each time', () => {
    const { show, lines, counted } = open();
    show([sandbox()], [exited()]);
    for (const exitCode of [1, 0, 1]) show([sandbox()], [exited({ exitCode })]);
    expect(lines).toEqual([
      { invariant: 'I09', name: 'exit-is-written-once', wrong: 'a-c0: exitCode was 0, and is 1' },
    ]);
    expect(counted).toEqual(['I09', 'I09']);
  });

  test('what nobody removed is not there any more → said; by a prefix of its id it may be removed', async () => {
    const { check, show } = open();
    show([sandbox()], [container()]);
    expect(show([sandbox()], [])).toEqual(['I39 a-c0 was shown running, is not any more, and nobody removed it']);
    show([sandbox()], [container()]);
    await check.askOf(granted)({ type: 'container.remove', containerId: 'a-c' });
    expect(show([sandbox()], [])).toEqual([]);
  });

  test('a stop that takes longer than its grace and the bound → said while it is open, not after', async () => {
    const { check, show, pass } = open();
    let answer: () => void = () => undefined;
    const asked = check.askOf(() => new Promise((resolve) => (answer = () => resolve({} as never))))(
      a.stopContainer('c0', 1000),
    );
    pass(1500);
    expect(show([], [])).toEqual([]);
    pass(60_000);
    expect(show([], [])).toEqual(['I16 self-1 (container.stop) waits for 61500 ms']);
    answer();
    await asked;
    expect(show([], [])).toEqual([]);
  });

  test('views that throw → nothing is known yet; an asker that throws → it hears so', async () => {
    const { check, show } = open();
    const failing: Ask = async () => {
      throw new Error('no');
    };
    await expect(check.askOf(failing)(a.run)).rejects.toThrow('no');
    expect(show([], [])).toEqual([]);
  });
});
