/**
 * Schedules that break an invariant and are not mended yet: each must fail here (`test.fails`) until it is, and then moves to
 * regressions.test.ts.
 */
import { expect, test } from 'vitest';
import { pod } from '../../src/simulation/configs.ts';
import { play as playRow } from '../../src/simulation/races/script.ts';
import { play } from '../helpers/schedule.ts';

const a = pod('a');

test.fails('half stopped, and stopped after a restart → its end is told once (I36)', () => {
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

test.fails('removed during a checkpoint whose undo fails → the removal undoes it (I19)', () => {
  const row = {
    id: '',
    clients: 'kubelet: run a, create a/c0, start a/c0 | admin: checkpoint a/c0 | other: remove a/c0',
    script:
      'done kubelet start; hold checkpointTask; ask admin checkpoint; ask other remove; fail undoCheckpoint; rest',
  };
  expect(playRow(row).wrong).toBeUndefined();
});
