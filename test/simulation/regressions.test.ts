/** What exploration found wrong in our charts, and was mended: the schedules that showed it. See docs/races.md. */
import { expect, test } from 'vitest';
import { pod } from '../../src/simulation/configs.ts';
import { play as playRow } from '../../src/simulation/races/script.ts';
import { begin, play } from '../helpers/schedule.ts';

const a = pod('a');
const oneFault = { total: 1, each: 1, kinds: ['fail', 'half', 'lost'] } as const;
const twoFaults = { ...oneFault, total: 2 };

test('stopped while it is created, and its undo fails once → the stop is not granted while a process lives', () => {
  const { violation, simulation } = play(
    {
      clients: [
        { name: 'kubelet', steps: [a.run, a.create('c0')] },
        { name: 'admin', steps: [a.stopContainer('c0')] },
      ],
      faults: oneFault,
    },
    [
      '… ok pod:a#1/ctr:a-c0#1/svc:createTask#1',
      'ask admin 0 container.stop',
      'ok pod:a#1/ctr:a-c0#1/svc:createTask#1',
      'fail pod:a#1/ctr:a-c0#1/svc:deleteTask#1',
    ],
  );
  expect(violation).toBeUndefined();
  expect(simulation.view.requests.get('admin-0')?.replies).toMatchObject([{ ok: false }]);
});

test('a creation that is not undone, and the stop of its pod → the pod waits for it with network and namespaces', () => {
  const { violation } = play(
    { clients: [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.stop, a.remove] }], faults: twoFaults },
    [
      '… ok pod:a#1/ctr:a-c0#1/svc:createTask#1',
      'lost pod:a#1/ctr:a-c0#1/svc:createTask#1',
      'fail pod:a#1/ctr:a-c0#1/svc:deleteTask#1',
    ],
  );
  expect(violation).toBeUndefined();
});

test('a container that is known before its pod is → nobody is told that the pod is not ready', () => {
  const { simulation } = begin(
    { clients: [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] }], crashes: 1 },
    [
      '… ok pod:a#1/ctr:a-c0#1/svc:startTask#1',
      'ok pod:a#1/ctr:a-c0#1/svc:startTask#1',
      'crash 1',
      'ok svc:loadRecords#2',
      'ok pod:a#2/ctr:a-c0#2/svc:probeTask#1',
    ],
  );
  expect(simulation.view.sandboxes()).toEqual([]); // nothing is served yet
  simulation.takeById('ok pod:a#2/svc:probePins#1');
  expect(simulation.view.sandboxes()).toMatchObject([{ state: 'ready' }]);
});

test('a pod that cannot be found out when serving begins → it is not shown NOTREADY and READY again', () => {
  const { simulation } = begin({ clients: [{ name: 'kubelet', steps: [a.run] }], crashes: 1, timers: 'race' }, [
    '… ok pod:a#1/svc:attachNetwork#1',
    'ok pod:a#1/svc:attachNetwork#1',
    'ok pod:a#1/svc:prepareSandboxFiles#1',
    'crash 1',
    'ok svc:loadRecords#2',
    'timer svc:supervisor#2 xstate.after.recoveryMs.supervisor.recovering.settling',
  ]);
  expect(simulation.view.sandboxes()).toMatchObject([{ state: 'ready' }]);
});

test('an exec hangs beyond the removal of its container → its client is answered', () => {
  const row = {
    id: '',
    clients: 'kubelet: run a, create a/c0, start a/c0, exec a/c0 e | admin: remove a/c0',
    script: 'hold perform; ask kubelet exec; ask admin remove; settle; timer unkillableMs; settle; see a/c0 hidden',
    expect: 'kubelet.exec refused',
  };
  expect(playRow(row).wrong).toBeUndefined();
});
