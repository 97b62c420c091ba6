/**
 * Schedules that break an invariant and are not mended yet: each must fail here (`test.fails`) until it is, and then moves to
 * regressions.test.ts.
 */
import { expect, test } from 'vitest';
import { pod } from '../../src/simulation/configs.ts';
import { violationIn } from '../../src/simulation/invariants.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';

const a = pod('a');
/** To a container that was just made, and whose record cannot be read when the daemon is there again. */
const toTheTornRecord = [
  'ask kubelet 0 sandbox.run',
  ...['pinNamespaces', 'prepareSandboxFiles', 'attachNetwork'].map((name) => `ok pod:a#1/svc:${name}#1`),
  'ask kubelet 1 container.create',
  ...['resolveImage', 'mountRootfs', 'writeBundle'].map((name) => `ok pod:a#1/ctr:a-c0#1/svc:${name}#1`),
  'land pod:a#1/ctr:a-c0#1/svc:createTask#1',
  'crash 1 torn container a-c0',
  'fact svc:cniConfig#2/svc:watchCniConfig#2 cni.loaded',
  'ok svc:loadRecords#2',
  'ok pod:a#2/svc:probePins#1',
];
const torn = () => {
  const simulation = openSimulation({
    name: '',
    clients: [
      { name: 'kubelet', steps: [a.run, a.create('c0')] },
      { name: 'admin', steps: [a.stop] },
    ],
    crashes: 1,
    mishaps: { total: 1, kinds: ['recordTorn'] },
  });
  for (const id of toTheTornRecord) simulation.takeById(id);
  simulation.takeById('ask admin 0 sandbox.stop');
  return simulation;
};

test('the schedule below is possible', () => {
  expect(violationIn(torn().view, 'always')).toBeUndefined();
});
test.fails('a container whose record is spoilt lives until its debt is paid → its pod keeps its address until then', () => {
  const simulation = torn();
  // A pod may have traces of an infra process to look for first.
  for (const id of ['ok pod:a#2/svc:deleteTask#1', 'ok pod:a#2/svc:detachNetwork#1'])
    if (simulation.choices().some((choice) => choice.id === id)) simulation.takeById(id);
  expect(violationIn(simulation.view, 'always')).toBeUndefined();
});
