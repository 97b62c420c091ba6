/** Each invariant can fail, and does not where all is well: one scene of each for every one of them. */
import { expect, test } from 'vitest';
import { worldInvariants } from '../../src/invariants/all.ts';
import type { Draft } from '../../src/machines/messages.ts';
import { containerConfig, podConfig } from '../../src/simulation/configs.ts';
import { a, answer, call, container, exited, factsOf, request, row, type Scene, sandbox, task, told } from './facts.ts';

const stop = a.stopContainer('c0', 1000);
const create = a.create('c0');
const start = a.start('c0');
const exec = a.exec('c0', 'e');
const reopen: Draft = { type: 'container.reopenLog', containerId: 'a-c0' };
const pull: Draft = { type: 'image.pull', pullId: 'p', reference: 'busybox' };
const update = { type: 'container.update', containerId: 'a-c0', resources: { cpuShares: '2' } } as unknown as Draft;
const one = { sandboxes: [sandbox()], containers: [container()] };
const ended = { sandboxes: [sandbox()], containers: [exited()] };
const identity = { pid: 7, startTicks: '1', monitorPid: 8, monitorStartTicks: '1' };
const kill = (signal: string, over: object = {}) =>
  call('killTask', 'begun', 'a-c0', { signal, scope: 'all', identity, ...over });
const open = (command: Draft, over: object = {}) => ({
  requests: new Map([['r1', request(command, undefined, over)]]),
});
const session = (watch: 'runExec' | 'attachTask' | 'forwardPorts', ownerId = 'a-c0') => ({
  watches: () => [{ watch, name: `svc:${watch}`, ownerId }],
});
const made = answer(create, 'ok');
const stopped = answer(a.stop, 'ok');
const remains = { saved: { 'container a-c0': { phase: 'alive', startedAtMs: 3 }, 'sandbox a': { phase: 'ready' } } };

/** By the invariant's name: what breaks it, and the nearest that does not. */
const scenes: Readonly<Record<string, readonly [wrong: Scene, right: Scene]>> = {
  'one-request-one-reply': [
    { fresh: [{ ...made, request: { ...made.request, replies: [made.reply, made.reply] } }] },
    { fresh: [made] },
  ],
  'no-request-is-left': [{ facts: open(stop) }, { fresh: [made] }],
  'every-request-answered': [
    { facts: { clients: [{ open: request(stop) }] } },
    { isIdle: false, facts: { clients: [{ open: request(stop) }] } },
  ],
  'answered-in-time': [
    { nowMs: 2_000_000, facts: open(create) },
    { nowMs: 1000, facts: open(create) },
  ],
  'cancelled-by-itself': [
    { fresh: [answer(create, 'Cancelled', { state: 'open' })] },
    { fresh: [answer(create, 'Cancelled', { state: 'cancelled' })] },
  ],
  'cancel-ends-waiting-only': [
    { calls: [call('detachNetwork', 'left', 'a')] },
    { calls: [call('execTask', 'left', 'a-c0')] },
  ],
  'reads-wait-for-nobody': [{ facts: { unread: 'it threw' } }, {}],
  'urgent-commands-in-time': [
    { nowMs: 60_000, facts: open(reopen) },
    { nowMs: 1000, facts: open(reopen) },
  ],
  'one-holder-of-a-name': [
    { shown: [{ sandboxes: [sandbox(), sandbox({ sandboxId: 'b' })] }] },
    { shown: [{ sandboxes: [sandbox(), sandbox({ sandboxId: 'b', config: podConfig('b') })] }] },
  ],
  'refused-for-a-holder': [
    { fresh: [answer(a.run as Draft, 'NameTaken')] },
    { shown: [one], fresh: [answer(a.run as Draft, 'NameTaken')] },
  ],
  'identity-stays': [
    { shown: [one, { ...one, containers: [container({ createdAtMs: 5 })] }] },
    { shown: [one, { ...one, containers: [container({ config: containerConfig('c0') })] }] },
  ],
  'unknown-has-a-way-out': [{ shown: [one] }, { shown: [one, {}] }],
  'stopped-is-ended': [
    { fresh: [answer(stop, 'ok')], tasks: [task('running')] },
    { fresh: [answer(stop, 'ok')], tasks: [task('exited')] },
  ],
  'granted-is-done': [{ fresh: [made] }, { shown: [one], fresh: [made] }],
  'not-found-is-absent': [
    { shown: [one], fresh: [answer(start, 'ContainerNotFound')] },
    { shown: [one, {}], fresh: [answer(start, 'ContainerNotFound')] },
  ],
  'stop-and-remove-are-repeatable': [
    { fresh: [answer(stop, 'ContainerNotFound')] },
    { fresh: [answer(stop, 'ContainerUnkillable')] },
  ],
  'ready-means-ready': [
    { fresh: [answer(stop, 'ok', { isEarly: true })] },
    { fresh: [answer(stop, 'Recovering', { isEarly: true })] },
  ],
  'forward-only': [
    { shown: [one, ended, one] },
    { shown: [one, { ...one, containers: [container({ state: 'unknown' })] }, ended] },
  ],
  'exit-is-written-once': [
    { shown: [ended, { ...ended, containers: [exited({ exitCode: 255, reason: 'Unknown' })] }] },
    { shown: [ended, { ...ended, containers: [exited({ chartState: 'exited.clean' })] }] },
  ],
  'exit-is-the-real-one': [
    { shown: [one, { containers: [exited({ exitCode: 1 })] }], tasks: [task('exited')] },
    { shown: [one, ended], tasks: [task('exited')] },
  ],
  'shown-is-true': [{ shown: [one] }, { shown: [one], tasks: [task('running')] }],
  'shown-is-stored': [{ shown: [one] }, { shown: [one], ...remains }],
  'told-is-not-old': [
    {
      shown: [one, ended, { containers: [exited()] }],
      events: [told('stopped', { id: 'a', containers: [container()] })],
    },
    { shown: [one], events: [told('stopped', { id: 'a', containers: [container()] })] },
  ],
  'no-exit-is-missed': [
    { shown: [one], tasks: [task('exited')] },
    { shown: [one], tasks: [task('exited')], isIdle: false },
  ],
  'exit-waits-for-no-cleaning': [
    { shown: [one], calls: [call('deleteTask', 'begun', 'a-c0')] },
    { shown: [one, ended], calls: [call('deleteTask', 'begun', 'a-c0')] },
  ],
  'exit-is-shown-in-time': [
    { shown: [one], tasks: [task('exited')], nowMs: 60_000 },
    { shown: [one, ended], tasks: [task('exited')], nowMs: 60_000 },
  ],
  'nothing-lives-after-exit': [
    { shown: [one, ended], things: [['process exec e', 'a-c0']] },
    { shown: [one, ended], things: [['process monitor a-c0', 'a-c0']] },
  ],
  'oom-is-final': [
    { shown: [one, { containers: [exited({ exitCode: 137, reason: 'OOMKilled' })] }], tasks: [task('exited')] },
    { shown: [one, ended], tasks: [task('exited')] },
  ],
  'instant-exit-was-seen': [
    { shown: [{ containers: [container({ state: 'created' })] }, ended] },
    { shown: [one, ended] },
  ],
  'one-teardown-at-a-time': [
    {
      calls: [call('deleteTask', 'begun', 'a-c0')],
      facts: {
        openCalls: () => [1, 2].map(() => ({ service: 'deleteTask' as const, ownerId: 'a-c0', begunAtMs: 0 })),
      },
    },
    {
      calls: [call('deleteTask', 'begun', 'a-c0')],
      facts: { openCalls: () => [{ service: 'deleteTask', ownerId: 'a-c0', begunAtMs: 0 }] },
    },
  ],
  'closed-door': [
    {
      asked: [create],
      shown: [{ sandboxes: [sandbox({ state: 'notready' })] }],
      calls: [call('createTask', 'begun', 'a-c0')],
    },
    { asked: [create], shown: [one], calls: [call('createTask', 'begun', 'a-c0')] },
  ],
  'nothing-starts-after-stop': [
    { fresh: [answer(a.run as Draft, 'ok'), stopped, made] },
    { fresh: [answer(a.run as Draft, 'ok'), made, stopped] },
  ],
  'undone-in-reverse': [
    { calls: [call('removeBundle', 'begun', 'a-c0')], rows: [row('a-c0', 'rootfs')] },
    { calls: [call('removeBundle', 'begun', 'a-c0')], rows: [row('a-c0', 'bundle')] },
  ],
  'nothing-from-under-a-process': [
    { calls: [call('unmountRootfs', 'done', 'a-c0')], tasks: [task('running')] },
    { calls: [call('unmountRootfs', 'done', 'a-c0')], tasks: [task('exited')] },
  ],
  'marks-follow-effects': [
    { calls: [call('detachNetwork', 'done', 'a')], things: [['address 10.0.0.2', 'a']] },
    { calls: [call('detachNetwork', 'done', 'a')], things: [['address 10.0.0.2', 'b']] },
  ],
  'one-stop-signal': [
    { called: [kill('SIGTERM')], calls: [kill('SIGTERM')] },
    { called: [kill('SIGTERM')], calls: [kill('SIGKILL')] },
  ],
  'killed-when-due': [
    { asked: [a.create('c0'), stop], shown: [one], calls: [kill('SIGKILL')], nowMs: 500 },
    { asked: [a.create('c0'), stop], shown: [one], calls: [kill('SIGKILL')], nowMs: 1000 },
  ],
  'kill-reaches-all': [{ calls: [kill('SIGKILL', { scope: 'init' })] }, { calls: [kill('SIGKILL')] }],
  'stop-ends-in-time': [
    { nowMs: 100_000, facts: open(stop) },
    { nowMs: 2000, facts: open(stop) },
  ],
  'stop-is-defined-everywhere': [
    { shown: [{ containers: [exited({ startedAtMs: undefined })] }], fresh: [answer(start, 'ok')] },
    { shown: [ended], fresh: [answer(start, 'ok')] },
  ],
  'no-destruction-in-doubt': [
    { shown: [one], tasks: [task('running')], calls: [kill('SIGKILL')] },
    { asked: [stop], shown: [one], tasks: [task('running')], calls: [kill('SIGKILL')] },
  ],
  'failed-creation-leaves-nothing-or-is-shown': [
    { fresh: [answer(create, 'RuntimeFailed')], things: [['bundle /b', 'a-c0']] },
    { fresh: [answer(create, 'RuntimeFailed')], things: [['bundle /b', 'a-c0']], shown: [ended] },
  ],
  'record-before-effect': [
    { calls: [call('writeBundle', 'done', 'a-c0')], things: [['bundle /b', 'a-c0']] },
    { calls: [call('writeBundle', 'done', 'a-c0')], things: [['bundle /b', 'a-c0']], rows: [row('a-c0', 'bundle')] },
  ],
  'removed-is-gone': [
    { fresh: [answer(a.remove, 'ok')], things: [['address 10.0.0.2', 'a']] },
    {
      fresh: [answer(a.remove, 'ok')],
      things: [['address 10.0.0.2', 'a']],
      rows: [row('a', 'network')],
      called: [call('detachNetwork', 'failed', 'a')],
    },
  ],
  'removed-has-no-record': [
    { fresh: [answer(a.remove, 'ok')], ...remains },
    { fresh: [answer(a.remove, 'ok')], saved: { 'sandbox b': {} } },
  ],
  'nothing-left': [{ things: [['mount /m', 'a']] }, {}],
  'helpers-have-owners': [
    { things: [['process exec e', 'a-c0']] },
    {
      things: [['process exec e', 'a-c0']],
      facts: { openCalls: () => [{ service: 'execTask', ownerId: 'a-c0', begunAtMs: 0 }] },
    },
  ],
  'monitors-have-tasks': [
    { things: [['process monitor a-c0', 'a-c0']] },
    { things: [['process monitor a-c0', 'a-c0']], rows: [row('a-c0', 'task')] },
  ],
  'processes-have-identities': [
    { calls: [kill('SIGKILL', { identity: { ...identity, startTicks: '2' } })], tasks: [task('running')] },
    { calls: [kill('SIGKILL')], tasks: [task('running')] },
  ],
  'no-growth': [{ facts: { counters: () => ({ actors: 3 }) } }, {}],
  'calls-are-bounded': [
    { nowMs: 1_000_000, facts: { openCalls: () => [{ service: 'attachNetwork', ownerId: 'a', begunAtMs: 0 }] } },
    { nowMs: 1000, facts: { openCalls: () => [{ service: 'attachNetwork', ownerId: 'a', begunAtMs: 0 }] } },
  ],
  'add-is-owed-a-del': [
    { calls: [call('attachNetwork', 'begun', 'a')] },
    { calls: [call('attachNetwork', 'begun', 'a')], rows: [row('a', 'network', false)] },
  ],
  'del-is-tried-before-its-namespace-goes': [
    { calls: [call('unpinNamespaces', 'begun', 'a')], rows: [row('a', 'network')] },
    {
      called: [call('detachNetwork', 'failed', 'a')],
      calls: [call('unpinNamespaces', 'begun', 'a')],
      rows: [row('a', 'network')],
    },
  ],
  'one-address-one-pod': [
    { shown: [{ sandboxes: [sandbox({ ip: '10.0.0.2' }), sandbox({ sandboxId: 'b', ip: '10.0.0.2' })] }] },
    { shown: [{ sandboxes: [sandbox({ ip: '10.0.0.2' }), sandbox({ sandboxId: 'b', ip: '10.0.0.3' })] }] },
  ],
  'address-outlives-processes': [
    { asked: [create], calls: [call('detachNetwork', 'done', 'a')], tasks: [task('created')] },
    { asked: [create], calls: [call('detachNetwork', 'done', 'a')], tasks: [task('exited')] },
  ],
  'broken-network-is-no-prison': [
    {
      called: [call('detachNetwork', 'failed', 'a')],
      fresh: [answer(a.stop, 'NetworkPluginFailed')],
      things: [['namespace /n', 'a']],
    },
    {
      called: [call('detachNetwork', 'failed', 'a')],
      fresh: [answer(a.stop, 'NetworkPluginFailed')],
      things: [['address 10.0.0.2', 'a']],
    },
  ],
  'removal-gets-through': [
    { fresh: [1, 2, 3, 4].map(() => answer(a.remove, 'NetworkPluginFailed')) },
    { fresh: [1, 2, 3].map(() => answer(a.remove, 'NetworkPluginFailed')) },
  ],
  'network-readiness-is-current': [{ facts: { networkSaid: () => false } }, {}],
  'honest-exec': [
    { fresh: [answer(exec, 'ok')] },
    { fresh: [answer(exec, 'ok')], calls: [call('execTask', 'done', 'a-c0', { execId: 'e' })] },
  ],
  'exit-waits-for-no-session': [
    { shown: [one], tasks: [task('exited')], facts: session('runExec') },
    { shown: [one, ended], tasks: [task('exited')], facts: session('runExec') },
  ],
  'viewers-have-no-power': [
    { facts: { clients: [{ open: request(stop) }], ...session('attachTask') } },
    { facts: { clients: [{ open: request(exec) }], ...session('attachTask') } },
  ],
  'reopen-works-while-written': [
    { fresh: [answer(reopen, 'ok')] },
    { fresh: [answer(reopen, 'ok')], things: [['process monitor a-c0', 'a-c0']] },
  ],
  'streams-end': [
    { shown: [one, ended], facts: session('runExec') },
    { shown: [one], facts: session('runExec') },
  ],
  'no-stream-is-left': [{ facts: session('forwardPorts', 'a') }, {}],
  'events-are-ordered': [{ events: [told('started')] }, { events: [told('created'), told('stopped')] }],
  'events-match-lists': [
    { shown: [one] },
    {
      shown: [one],
      events: [told('created'), told('started'), told('created', { id: 'a' }), told('started', { id: 'a' })],
    },
  ],
  'nothing-vanishes': [
    { shown: [one, { sandboxes: [sandbox()] }] },
    { asked: [a.removeContainer('c0')], shown: [one, { sandboxes: [sandbox()] }] },
  ],
  'running-run-on': [
    { shown: [one, ended], tasks: [task('running')] },
    { shown: [one], tasks: [task('running')] },
  ],
  'recovery-comes-to-its-end': [{ isServing: false }, { isServing: false, isIdle: false }],
  'stored-is-owned': [{ ...remains }, { shown: [one], ...remains }],
  'serves-in-time': [{ isServing: false, facts: { upForMs: () => 60_000 } }, { facts: { upForMs: () => 60_000 } }],
  'no-complaint': [{ facts: { complaints: [{ message: 'it failed', fields: {} }] } }, {}],
  'failures-stay-at-home': [
    { called: [call('killTask', 'failed', 'b')], fresh: [answer(stop, 'RuntimeFailed')] },
    { called: [call('killTask', 'failed', 'a-c0')], fresh: [answer(stop, 'RuntimeFailed')] },
  ],
  'images-appear-whole': [
    { calls: [call('registerImage', 'begun', 'p')], rows: [row('p', 'pull', false)] },
    { calls: [call('registerImage', 'begun', 'p')], rows: [row('p', 'pull')] },
  ],
  'used-layers-stay': [
    { calls: [call('createTask', 'begun', 'a-c0')], rows: [row('a-c0', 'rootfs')] },
    { calls: [call('createTask', 'begun', 'a-c0')], rows: [row('a-c0', 'rootfs')], things: [['mount /r', 'a-c0']] },
  ],
  'pulled-is-here': [{ fresh: [answer(pull, 'ok')], facts: { images: new Map() } }, { fresh: [answer(pull, 'ok')] }],
  'equal-pulls-agree': [
    { fresh: [answer(pull, 'Cancelled', { state: 'open' })] },
    { fresh: [answer(pull, 'PullStalled', { state: 'open' })] },
  ],
  'credentials-are-not-shared': [
    { fresh: [answer({ ...pull, credentialsKey: 'k' } as Draft, 'ok')] },
    { fresh: [answer(pull, 'ok')] },
  ],
  'frozen-for-a-reason': [
    { tasks: [task('running', { isFrozen: true })] },
    { tasks: [task('running', { isFrozen: true })], rows: [row('a-c0', 'checkpoint')] },
  ],
  'freezing-ends': [{ tasks: [task('running', { isFrozen: true })] }, { tasks: [task('running')] }],
  'updates-have-a-meaning': [
    { shown: [one], fresh: [answer(update, 'ok')] },
    { shown: [{ containers: [container({ resources: { cpuShares: '2' } as never })] }], fresh: [answer(update, 'ok')] },
  ],
  'limits-are-those-shown': [
    { shown: [one], tasks: [task('running', { limits: { cpuShares: '2' } })] },
    {
      shown: [{ containers: [container({ resources: { cpuShares: '2' } as never })] }],
      tasks: [task('running', { limits: { cpuShares: '2' } })],
    },
  ],
};

test('every invariant has its scenes, and no other', () => {
  expect(Object.keys(scenes).toSorted()).toEqual(worldInvariants.map(({ name }) => name).toSorted());
});

test.each(worldInvariants)('$id $name: broken → says so; well → nothing', ({ name, check }) => {
  const [wrong = {}, right = {}] = scenes[name] ?? [];
  expect(check(factsOf(wrong)), 'broken').toMatch(/\S/);
  expect(check(factsOf(right)), 'well').toBeUndefined();
});
