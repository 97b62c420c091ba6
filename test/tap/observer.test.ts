/** What the observer finds, and what it must not: small recordings, written as a table of what passed. */
import { describe, expect, test } from 'vitest';
import type { Body, JournalRecord, ObservationRecord } from '../../src/journal/format.ts';
import type { Finding } from '../../src/tap/observe/findings.ts';
import { observer } from '../../src/tap/observe/observer.ts';

const id = (letter: string) => letter.repeat(64);
const [c, d, p] = [id('c'), id('d'), id('e')];
const metadata = { name: 'pod', namespace: 'ns', uid: 'u' };
const run: Body = { config: { metadata } };
const create: Body = { podSandboxId: p, config: { metadata: { name: 'web' } } };
const about = (containerId: string): Body => ({ containerId });
const [created, running, exited] = [0, 1, 2];
const status = (state: number, more: Body = {}): Body => ({ status: { id: c, state, createdAt: '5', ...more } });
const listed = (...containers: readonly Body[]): Body => ({ containers });

/** A script of records. Times go by the second. */
const scene = () => {
  const found: Finding[] = [];
  const watching = observer((finding) => found.push(finding));
  let q = 0;
  let calls = 0;
  let t = 0;
  const open = new Map<number, { readonly m: string; readonly q: number; readonly t: number }>();
  const see = (fields: Omit<ObservationRecord, 'k' | 'q' | 't'>): number => {
    q += 1;
    t += 1_000_000;
    watching.see({ k: 'O', q, t, ...fields });
    return q;
  };
  const ask = (m: string, b: Body = {}): number => {
    calls += 1;
    open.set(calls, { m, q: see({ ph: 'request', cx: 1, id: calls, m, b }), t });
    return calls;
  };
  const end = (call: number, fields: Partial<ObservationRecord>) => {
    const { m = '', q: asked = 0, t: began = 0 } = open.get(call) ?? {};
    return see({ ph: 'answer', cx: 1, id: call, m, c: asked, s: 0, d: t + 1_000_000 - began, ...fields });
  };
  const answer = (call: number, b: Body = {}) => end(call, { b });
  const done = (m: string, asked: Body = {}, b: Body = {}) => answer(ask(m, asked), b);
  const made = () => {
    done('RunPodSandbox', run, { podSandboxId: p });
    done('CreateContainer', create, { containerId: c });
  };
  const codes = () => found.map(({ code }) => code);
  return {
    found,
    codes,
    ask,
    answer,
    end,
    done,
    made,
    see,
    watching,
    gap: (record: JournalRecord) => watching.see(record),
    later: (us: number) => watching.tick(t + us),
  };
};

describe('a correct runtime → nothing', () => {
  test('a whole life, and the same pod again', () => {
    const { codes, done, made } = scene();
    for (const each of [1, 2]) {
      made();
      done('ContainerStatus', about(c), status(created));
      done('StartContainer', about(c));
      done('ContainerStatus', about(c), status(running, { startedAt: '6' }));
      done('ListContainers', {}, listed({ id: c, state: running, createdAt: '5', podSandboxId: p }));
      done('StopContainer', { ...about(c), timeout: '10' });
      done('ContainerStatus', about(c), status(exited, { startedAt: '6', finishedAt: '7', exitCode: 137 }));
      done('RemoveContainer', about(c));
      done('ListContainers', {}, {});
      done('StopPodSandbox', { podSandboxId: p });
      done('RemovePodSandbox', { podSandboxId: p });
      done('ListPodSandbox', {}, {});
      expect(codes()).toEqual(each === 1 ? [] : ['id-reused', 'id-reused']);
    }
  });
  test('an answer that was asked for before the news', () => {
    const { codes, ask, answer, done, made } = scene();
    made();
    const [old, older] = [ask('ContainerStatus', about(c)), ask('ListContainers')];
    done('StartContainer', about(c));
    answer(old, status(created));
    done('ContainerStatus', about(c), status(exited, { finishedAt: '7' }));
    answer(older, listed({ id: c, state: running, createdAt: '5' }));
    expect(codes()).toEqual([]);
  });
  test('a stop that met a container before its start', () => {
    const { codes, ask, answer, done, made } = scene();
    made();
    const [starting, stopping] = [ask('StartContainer', about(c)), ask('StopContainer', about(c))];
    answer(starting);
    answer(stopping);
    done('ContainerStatus', about(c), status(running));
    expect(codes()).toEqual([]);
  });
  test('a list while one is created, one removed, and by a filter', () => {
    const { codes, ask, answer, done, end, made } = scene();
    made();
    const removing = ask('RemoveContainer', about(c));
    done('ListContainers', {}, {});
    end(removing, { ph: 'deadline', by: 'client' });
    done('ListContainers', {}, {});
    const listing = ask('ListContainers');
    done('CreateContainer', { ...create, podSandboxId: p, config: { metadata: { name: 'two' } } }, { containerId: d });
    answer(listing, {});
    done('ListContainers', { filter: { state: {} } }, {});
    done('ListContainers', { filter: { id: c } }, {});
    expect(codes()).toEqual([]);
  });
  test('the removal of a pod takes its containers', () => {
    const { codes, done, made, end, ask } = scene();
    made();
    done('StopPodSandbox', { podSandboxId: p });
    done('RemovePodSandbox', { podSandboxId: p });
    done('ListContainers', {}, {});
    end(ask('ContainerStatus', about(c)), { s: 5 });
    expect(codes()).toEqual([]);
  });
  test('a retry that is answered with what the first has made', () => {
    const { codes, done, made } = scene();
    made();
    made();
    done('ListContainers', {}, listed({ id: c, createdAt: '5' }));
    expect(codes()).toEqual([]);
  });
  test('after a gap nothing is concluded', () => {
    const { codes, done, gap, made } = scene();
    made();
    done('StartContainer', about(c));
    gap({ k: 'G', q: 900, t: 0, lost: 3, why: 'test' });
    done('ContainerStatus', about(c), status(created));
    done('ListContainers', {}, {});
    expect(codes()).toEqual(['missing']); // what was told after the gap
  });
});

describe('a broken runtime', () => {
  const codesAfter = (script: (s: ReturnType<typeof scene>) => void) => {
    const it = scene();
    it.made();
    script(it);
    return it.codes();
  };
  test.each<[code: string, script: (s: ReturnType<typeof scene>) => void]>([
    [
      'status-goes-back',
      ({ done }) => {
        done('StartContainer', about(c));
        done('ContainerStatus', about(c), status(created));
      },
    ],
    [
      'status-goes-back',
      ({ done }) => {
        done('ContainerStatus', about(c), status(exited));
        done('ListContainers', {}, listed({ id: c, state: running, createdAt: '5' }));
      },
    ],
    [
      'status-goes-back',
      ({ done }) => {
        done('StopPodSandbox', { podSandboxId: p });
        done('PodSandboxStatus', { podSandboxId: p }, { status: { id: p } });
      },
    ],
    [
      'stopped-but-running',
      ({ done }) => {
        done('StartContainer', about(c));
        done('StopContainer', about(c));
        done('ContainerStatus', about(c), status(running));
      },
    ],
    [
      'stopped-but-running',
      ({ done }) => {
        done('StartContainer', about(c));
        done('StopPodSandbox', { podSandboxId: p });
        done('ContainerStatus', about(c), status(running));
      },
    ],
    [
      'exited-started',
      ({ done }) => {
        done('ContainerStatus', about(c), status(exited));
        done('StartContainer', about(c));
      },
    ],
    [
      'exited-stop-failed',
      ({ ask, done, end }) => {
        done('ContainerStatus', about(c), status(exited));
        end(ask('StopContainer', about(c)), { s: 2, e: 'no such process' });
      },
    ],
    [
      'removed-shown',
      ({ done }) => {
        done('RemoveContainer', about(c));
        done('ListContainers', {}, listed({ id: c, createdAt: '5' }));
      },
    ],
    [
      'fact-changed',
      ({ done }) => {
        done('ContainerStatus', about(c), status(exited, { finishedAt: '7', exitCode: 3 }));
        done('ContainerStatus', about(c), status(exited, { finishedAt: '7' }));
      },
    ],
    [
      'fact-changed',
      ({ done }) => {
        done('ContainerStatus', about(c), status(created));
        done('ContainerStatus', about(c), status(created, { createdAt: '6' }));
      },
    ],
    ['missing', ({ done }) => done('ListContainers', {}, {})],
    ['missing', ({ ask, end }) => end(ask('ContainerStatus', about(c)), { s: 5 })],
    [
      'list-empty',
      ({ done }) => {
        done('CreateContainer', { podSandboxId: p, config: { metadata: { name: 'two' } } }, { containerId: d });
        done('ListContainers', {}, {});
      },
    ],
    [
      'id-reused',
      ({ done }) =>
        done('CreateContainer', { podSandboxId: p, config: { metadata: { name: 'two' } } }, { containerId: c }),
    ],
    [
      'two-ready',
      ({ done }) =>
        done(
          'ListPodSandbox',
          {},
          {
            items: [
              { id: p, metadata },
              { id: d, metadata },
            ],
          },
        ),
    ],
    [
      'event-doubled',
      ({ ask, see }) => {
        const call = ask('GetContainerEvents');
        for (const containerEventType of [1, 1])
          see({ ph: 'message', id: call, m: 'GetContainerEvents', b: { containerId: c, containerEventType } });
      },
    ],
    [
      'event-out-of-order',
      ({ ask, see }) => {
        const call = ask('GetContainerEvents');
        for (const containerEventType of [2, 1])
          see({ ph: 'message', id: call, m: 'GetContainerEvents', b: { containerId: c, containerEventType } });
      },
    ],
    ['exec-overdue', ({ ask, end }) => end(ask('ExecSync', { ...about(c), timeout: '2' }), { d: 9_000_000 })],
    [
      'stop-overdue',
      ({ ask, done, later }) => {
        done('StartContainer', about(c));
        ask('StopContainer', { ...about(c), timeout: '30' });
        later(41_000_000);
        later(50_000_000);
      },
    ],
    [
      'retry-in-flight',
      ({ ask }) => {
        ask('StopContainer', about(c));
        ask('StopContainer', about(c));
      },
    ],
    [
      'start-before-create-answered',
      ({ ask, answer }) => {
        const call = ask('CreateContainer', { podSandboxId: p, config: { metadata: { name: 'two' } } });
        ask('StartContainer', about(d));
        answer(call, { containerId: d });
      },
    ],
  ])('%s', (code, script) => {
    expect(codesAfter(script)).toEqual([code]);
  });

  test('a name that stays reserved → the call that was given up is a witness', () => {
    const { found, ask, end } = scene();
    const given = end(ask('RunPodSandbox', run), { ph: 'deadline', by: 'client' });
    const answered = end(ask('RunPodSandbox', run), { s: 2, e: 'name "x" is reserved for "y"' });
    expect(found.map(({ code }) => code)).toEqual(['retry-after-unanswered', 'name-reserved']);
    expect(found[1]?.witnesses).toEqual([given, answered - 1, answered]);
  });
  test('each finding once a thing, though polls repeat it', () => {
    const codes = codesAfter(({ done }) => {
      done('RemoveContainer', about(c));
      for (const _ of [1, 2, 3]) done('ListContainers', {}, listed({ id: c, createdAt: '5' }));
    });
    expect(codes).toEqual(['removed-shown']);
  });
  test('a stop that the container has followed is not overdue', () => {
    const codes = codesAfter(({ ask, done, later }) => {
      done('StartContainer', about(c));
      ask('StopContainer', about(c));
      done('ContainerStatus', about(c), status(exited));
      later(100_000_000);
    });
    expect(codes).toEqual([]);
  });
});
