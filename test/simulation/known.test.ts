/**
 * Schedules that break an invariant and are not mended yet: each must fail here (`test.fails`) until it is, and then moves to
 * regressions.test.ts.
 */
import { expect, test } from 'vitest';
import { pod } from '../../src/simulation/configs.ts';
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
