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
      '… ok pod:a#1/svc:unpinNamespaces#1',
      'ok pod:a#1/svc:unpinNamespaces#1',
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

test('a container ends in the middle of a checkpoint, which is not undone then → its removal undoes it', () => {
  const checkpoint = { type: 'container.checkpoint', containerId: 'a-c0', location: '/x.tar', timeoutMs: 0 } as const;
  const { simulation, violation } = begin(
    {
      clients: [
        { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0'), checkpoint, a.removeContainer('c0')] },
      ],
      programs: { 'a-c0': { ends: [{ exitCode: 0 }], ignoresSigterm: false } },
      faults: oneFault,
    },
    [
      '… ok pod:a#1/ctr:a-c0#1/svc:checkpointTask#1',
      'exit a-c0 0',
      '… fail pod:a#1/ctr:a-c0#1/svc:undoCheckpoint#1',
      'fail pod:a#1/ctr:a-c0#1/svc:undoCheckpoint#1',
      '… ask kubelet 4 container.remove',
      'ask kubelet 4 container.remove',
      '… ok pod:a#1/ctr:a-c0#1/svc:removeBundle#1',
      'ok pod:a#1/ctr:a-c0#1/svc:removeBundle#1',
    ],
  );
  expect(violation).toBeUndefined();
  expect([...simulation.view.store.rows.keys()].filter((key) => key.startsWith('a-c0'))).toEqual([]);
});

test('the infra process dies while a container is created → it is not started in a lost pod', () => {
  const i = pod('i', { hasInfra: true });
  const { simulation, violation } = play(
    {
      clients: [{ name: 'kubelet', steps: [i.run, i.create('c0'), i.start('c0')] }],
      programs: { i: { ends: [{ exitCode: 137 }], ignoresSigterm: false } },
    },
    [
      '… ask kubelet 2 container.start',
      'exit i 137',
      'fact pod:i#1/svc:watchTask#1 task.exited',
      '… ask kubelet 2 container.start',
      'ask kubelet 2 container.start',
    ],
  );
  expect(violation).toBeUndefined();
  expect(simulation.taken.filter((id) => id.includes('svc:startTask')).length).toBe(1); // its own
});

test('a container is stopped that had been asked to start before a crash → it is not shown RUNNING on its way', () => {
  const { simulation } = begin(
    {
      clients: [
        { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] },
        { name: 'admin', steps: [a.removeContainer('c0'), a.stop] },
      ],
      crashes: 1,
      timers: 'race',
    },
    [
      '… ok pod:a#1/ctr:a-c0#1/svc:startTask#1',
      'crash 1',
      'ok svc:loadRecords#2',
      'ok pod:a#2/ctr:a-c0#2/svc:probeTask#1',
      'ok pod:a#2/svc:probePins#1',
      'ask admin 0 container.remove',
      'ok pod:a#2/ctr:a-c0#2/svc:killTask#1',
      'exit a-c0 137',
      'timer pod:a#2/ctr:a-c0#2 xstate.after.unkillableMs.container.alive.stopping.killing',
      'ask admin 1 sandbox.stop',
      'ok pod:a#2/ctr:a-c0#2/svc:probeTask#2',
    ],
  );
  expect(simulation.view.containers()).toMatchObject([{ state: 'created' }]);
});

test('half stopped, and stopped after a restart → its end is told once (I36)', () => {
  const { violation } = play(
    {
      clients: [{ name: 'kubelet', steps: [a.run, a.stop] }],
      faults: { total: 1, each: 1, kinds: ['fail'] },
      crashes: 1,
    },
    [
      '… fail pod:a#1/svc:removeSandboxFiles#1',
      'fail pod:a#1/svc:removeSandboxFiles#1',
      'ok pod:a#1/svc:detachNetwork#1',
      'ok pod:a#1/svc:unpinNamespaces#1',
      'crash 1',
    ],
  );
  expect(violation).toBeUndefined();
});

test('removed during a checkpoint whose undo fails → the removal undoes it (I19)', () => {
  const row = {
    id: '',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0 | other: remove a/c0',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; ask other remove; fail undoCheckpoint; rest',
  };
  expect(playRow(row).wrong).toBeUndefined();
});

test('a start fails, and so do the kill and the settling after it → not shown EXITED while its process lives', () => {
  const { simulation, violation } = begin(
    {
      clients: [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] }],
      faults: { ...oneFault, total: 3 },
    },
    [
      '… fail pod:a#1/ctr:a-c0#1/svc:startTask#1',
      'fail pod:a#1/ctr:a-c0#1/svc:startTask#1',
      'fail pod:a#1/ctr:a-c0#1/svc:killTask#1',
      'fail pod:a#1/ctr:a-c0#1/svc:settleTask#1',
    ],
  );
  expect(violation).toBeUndefined();
  expect(simulation.view.containers()).toMatchObject([{ state: 'created' }]);
});

test('the infra process of a pod cannot be ended → its address and namespaces are not given back under it', () => {
  const i = pod('i', { hasInfra: true });
  const { simulation } = begin({ clients: [{ name: 'kubelet', steps: [i.run, i.stop] }], faults: oneFault }, [
    '… fail pod:i#1/svc:deleteTask#1',
    'fail pod:i#1/svc:deleteTask#1',
  ]);
  while (simulation.choices()[0]?.kind === 'outcome') simulation.take(simulation.choices()[0] as never);
  expect(simulation.view.requests.get('kubelet-1')?.replies).toMatchObject([{ ok: false }]);
  expect([...simulation.view.store.rows.keys()]).toEqual(expect.arrayContaining(['i network', 'i pins', 'i task']));
});

const recovered = ['… ok pod:a#1/ctr:a-c0#1/svc:startTask#1', 'ok pod:a#1/ctr:a-c0#1/svc:startTask#1', 'crash 1'];

test('a container is removed while recovery still looks at it → it is ended, and nobody waits for ever', () => {
  const { simulation } = begin(
    {
      clients: [
        { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] },
        { name: 'admin', steps: [a.removeContainer('c0')] },
      ],
      crashes: 1,
      timers: 'race',
    },
    [
      ...recovered,
      'ok svc:loadRecords#2',
      'timer svc:supervisor#2 xstate.after.recoveryMs.supervisor.recovering.settling',
      'ask admin 0 container.remove',
      'ok pod:a#2/ctr:a-c0#2/svc:probeTask#1',
    ],
  );
  expect(simulation.choices().map(({ id }) => id)).toContain('ok pod:a#2/ctr:a-c0#2/svc:killTask#1');
});

test('a container that cannot be found out is stopped with a grace → it is looked at again, and has its grace', () => {
  const { simulation } = begin(
    {
      clients: [
        { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] },
        { name: 'admin', steps: [a.stopContainer('c0', 5000)] },
      ],
      crashes: 1,
      faults: oneFault,
    },
    [
      ...recovered,
      'ok svc:loadRecords#2',
      'fail pod:a#2/ctr:a-c0#2/svc:probeTask#1',
      'ok pod:a#2/svc:probePins#1',
      'ask admin 0 container.stop',
      'ok pod:a#2/ctr:a-c0#2/svc:probeTask#2',
    ],
  );
  expect(simulation.view.containers()).toMatchObject([{ chartState: 'alive.stopping.terminating' }]);
});

test('a pod is lost, and the daemon restarts → its end is told once (I36)', () => {
  const row = {
    id: '',
    clients: 'kubelet: run a with infra',
    programs: 'a may exit 137',
    script: 'done kubelet run; exit a 137; settle; see a NOTREADY; crash; settle; see a NOTREADY; rest',
  };
  expect(playRow(row).wrong).toBeUndefined();
});

test('a checkpoint fails half way, and its undo fails once → the container does not stay frozen (I45)', () => {
  const row = {
    id: '',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; half checkpointTask; fail undoCheckpoint; rest',
  };
  expect(playRow(row).wrong).toBeUndefined();
});

test('a pod crashes while a container of it is started → who waits for the start hears so', () => {
  const { violation, simulation } = play(
    {
      clients: [
        { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] },
        { name: 'admin', steps: [a.stop, a.remove] },
      ],
      mishaps: { total: 1, kinds: ['storeFull'] },
    },
    ['… ok pod:a#1/ctr:a-c0#1/svc:startTask#1', 'storeFull', 'ask admin 0 sandbox.stop'],
  );
  expect(violation).toBeUndefined();
  expect(simulation.view.requests.get('kubelet-2')?.state).toBe('answered');
});

test('asked again after a death of the daemon → it is another request with another id, and what follows concerns that', () => {
  const { violation, simulation } = play(
    { clients: [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.stop, a.remove] }], crashes: 1 },
    ['… ok pod:a#1/svc:attachNetwork#1', 'crash 1'],
  );
  expect(violation).toBeUndefined();
  const { requests } = simulation.view;
  expect(requests.get('kubelet-0-2')?.replies).toMatchObject([{ ok: true, value: { sandboxId: 'again2-a' } }]);
  expect(requests.get('kubelet-3-2')?.command).toMatchObject({ sandboxId: 'again2-a' });
});

test('the record of a pod is spoilt → what it owned goes in order: processes before the network', () => {
  const { simulation } = begin(
    {
      clients: [{ name: 'kubelet', steps: [a.run, a.create('c0')] }],
      crashes: 1,
      mishaps: { total: 1, kinds: ['recordTorn'] },
    },
    [
      '… ok pod:a#1/ctr:a-c0#1/svc:createTask#1',
      'ok pod:a#1/ctr:a-c0#1/svc:createTask#1',
      'crash 1 torn sandbox a',
      '… ok svc:loadRecords#2',
      'ok svc:loadRecords#2',
    ],
  );
  const undone: string[] = [];
  for (let [next] = simulation.choices(); next?.isDefault === true; [next] = simulation.choices()) {
    undone.push(next.id);
    simulation.take(next);
  }
  const placeOf = (service: string) => undone.findIndex((id) => id.includes(`/${service}`));
  expect(placeOf('deleteTask')).toBeGreaterThanOrEqual(0);
  expect(placeOf('detachNetwork')).toBeGreaterThan(placeOf('deleteTask'));
  expect(simulation.view.resources()).toEqual([]);
});
