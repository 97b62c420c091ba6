/** Schedules that break an invariant and are not mended yet: each must fail here until it is, and then moves to the others. */
import { expect, test } from 'vitest';
import { pod } from '../../src/simulation/configs.ts';
import { violationIn } from '../../src/simulation/invariants.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';

const a = pod('a');

test.fails('stopped while it is created, and its undo fails once → the stop is not granted while a process lives', () => {
  const simulation = openSimulation({
    name: '',
    clients: [
      { name: 'kubelet', steps: [a.run, a.create('c0')] },
      { name: 'admin', steps: [a.stopContainer('c0')] },
    ],
    faults: { total: 1, each: 1, kinds: ['fail'] },
  });
  const pick = (id: string) => {
    simulation.takeById(id);
  };
  pick('ask kubelet 0 sandbox.run');
  for (const service of ['pinNamespaces', 'prepareSandboxFiles', 'attachNetwork']) pick(`ok pod:a#1/svc:${service}#1`);
  pick('ask kubelet 1 container.create');
  for (const service of ['resolveImage', 'mountRootfs', 'writeBundle']) pick(`ok pod:a#1/ctr:a-c0#1/svc:${service}#1`);
  pick('ask admin 0 container.stop');
  pick('ok pod:a#1/ctr:a-c0#1/svc:createTask#1');
  pick('fail pod:a#1/ctr:a-c0#1/svc:deleteTask#1');
  expect(violationIn(simulation.view, 'always')).toBeUndefined();
});
