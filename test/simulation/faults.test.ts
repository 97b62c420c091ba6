/** What may go wrong, one kind at a time: how it looks to who waits, and that all orders of it end well. */
import { describe, expect, test } from 'vitest';
import { pod } from '../../src/simulation/configs.ts';
import { exhaustive } from '../../src/simulation/explore/exhaustive.ts';
import { violationIn } from '../../src/simulation/invariants.ts';
import type { FaultKind, Scenario } from '../../src/simulation/scenario.ts';
import { openSimulation, type Simulation } from '../../src/simulation/simulation.ts';
import { actOf } from '../../src/simulation/world/acts.ts';
import type { MishapKind } from '../../src/simulation/world/mishaps.ts';

const a = pod('a');
const life: Scenario = {
  name: 'life',
  clients: [{ name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0'), a.stop, a.remove] }],
};
const tornDown: Scenario = {
  name: 'torn down',
  clients: [
    { name: 'kubelet', steps: [a.run, a.create('c0'), a.start('c0')] },
    { name: 'admin', steps: [a.stop, a.remove] },
  ],
};
const endsItself = { 'a-c0': { ends: [{ exitCode: 3 }], ignoresSigterm: false } };
const withFaults = (scenario: Scenario, ...kinds: FaultKind[]): Scenario => ({
  ...scenario,
  faults: { total: 1, each: 1, kinds },
});
const withMishaps = (scenario: Scenario, ...kinds: MishapKind[]): Scenario => ({
  ...scenario,
  mishaps: { total: 1, kinds },
});

/** By default until this is possible, and then this. */
const until = (simulation: Simulation, id: string): void => {
  for (let step = 0; step < 200; step += 1) {
    const choices = simulation.choices();
    const wanted = choices.find((choice) => choice.id === id);
    const [next] = choices;
    if (wanted !== undefined) {
      simulation.take(wanted);
      return;
    }
    if (next?.isDefault !== true) break;
    simulation.take(next);
  }
  throw new Error(`"${id}" never becomes possible; ${simulation.taken.join(', ')}`);
};
const rest = (simulation: Simulation): void => {
  for (let [next] = simulation.choices(); next?.isDefault === true; [next] = simulation.choices())
    simulation.take(next);
};
const end = (simulation: Simulation): void => {
  rest(simulation);
  simulation.finish();
  expect(violationIn(simulation.view, 'always') ?? violationIn(simulation.view, 'end')).toBeUndefined();
};
const answers = ({ view }: Simulation) =>
  Object.fromEntries(
    [...view.requests.values()].map(({ requestId, replies: [reply] }) => [
      requestId,
      reply === undefined ? 'none' : reply.ok ? 'ok' : reply.failure.code,
    ]),
  );

describe('calls', () => {
  test('one that hangs is given up at its limit, as the driver does, and had no effect', () => {
    const simulation = openSimulation(withFaults(life, 'hang'));
    until(simulation, 'hang pod:a#1/svc:attachNetwork#1');
    const before = simulation.view.nowMs();
    until(simulation, 'limit pod:a#1/svc:attachNetwork#1');
    expect(simulation.view.nowMs() - before).toBe(5 * 60_000);
    expect(simulation.view.resources().filter((name) => name.startsWith('address '))).toEqual([]);
    rest(simulation);
    expect(answers(simulation)['kubelet-0']).toBe('ToolTimedOut');
    end(simulation);
  });

  test('one that stalls has had its effect', () => {
    const simulation = openSimulation(withFaults(life, 'stall'));
    until(simulation, 'stall pod:a#1/svc:attachNetwork#1');
    expect(simulation.view.resources().filter((name) => name.startsWith('address '))).toHaveLength(1);
    end(simulation);
    expect(answers(simulation)['kubelet-0']).toBe('ToolTimedOut');
  });

  test('what hangs when nobody waits for it any more happens late, or not', () => {
    for (const how of ['late', 'gone']) {
      const simulation = openSimulation({
        ...withFaults(life, 'hang'),
        clients: [{ name: 'k', steps: [a.run, a.create('c'), a.start('c'), a.exec('c', 'e'), a.remove] }],
        cancels: 1,
      });
      const exec = 'pod:a#1/ctr:a-c#1/exec:e#1/svc:perform#1';
      until(simulation, `hang ${exec}`);
      until(simulation, 'cancel k-3');
      until(simulation, `${how} ${exec}`);
      end(simulation);
    }
  });

  test('one without a limit of its own does not hang', () => {
    const simulation = openSimulation(withFaults(life, 'hang', 'stall'));
    simulation.takeById('ask kubelet 0 sandbox.run');
    expect(simulation.choices().map(({ id }) => id)).toEqual(['ok pod:a#1/svc:pinNamespaces#1']);
  });

  test('an end before the start is answered', () => {
    const simulation = openSimulation(withFaults({ ...life, programs: endsItself }, 'slow'));
    until(simulation, 'land pod:a#1/ctr:a-c0#1/svc:startTask#1');
    until(simulation, 'exit a-c0 3');
    until(simulation, 'fact pod:a#1/ctr:a-c0#1/svc:watchTask#1 task.exited');
    until(simulation, 'ok pod:a#1/ctr:a-c0#1/svc:startTask#1');
    until(simulation, 'ok pod:a#1/ctr:a-c0#1/svc:settleTask#1');
    expect(simulation.view.containers()).toMatchObject([{ state: 'exited', exitCode: 3 }]);
    expect(answers(simulation)['kubelet-2']).toBe('ok');
    end(simulation);
  });

  test('a plan says what becomes of them', () => {
    const simulation = openSimulation({ ...life, plan: 'svc.attachNetwork: 1*error(EBUSY)' });
    until(simulation, 'fail pod:a#1/svc:attachNetwork#1');
    rest(simulation);
    expect(answers(simulation)).toMatchObject({ 'kubelet-0': 'SyscallFailed', 'kubelet-1': 'SandboxNotFound' });
    end(simulation);
  });

  test('a DEL that fails three times → the removal goes through, and the debt is paid', () => {
    const simulation = openSimulation({ ...life, plan: 'detachNetwork: 3*error(NetworkPluginFailed)' });
    end(simulation);
    expect(answers(simulation)['kubelet-3']).toBe('NetworkPluginFailed');
  });
});

describe('watchers', () => {
  test('one that is silent looks again by its limit', () => {
    const simulation = openSimulation(withFaults({ ...life, programs: endsItself }, 'silent'));
    until(simulation, 'silent pod:a#1/ctr:a-c0#1/svc:watchTask#1');
    until(simulation, 'exit a-c0 3');
    const ids = simulation.choices().map(({ id }) => id);
    expect(ids).toContain('limit pod:a#1/ctr:a-c0#1/svc:watchTask#1');
    expect(ids).not.toContain('fact pod:a#1/ctr:a-c0#1/svc:watchTask#1 task.exited');
    until(simulation, 'limit pod:a#1/ctr:a-c0#1/svc:watchTask#1');
    until(simulation, 'fact pod:a#1/ctr:a-c0#1/svc:watchTask#1 task.exited');
    end(simulation);
  });

  test('one that fails → the world is asked, and watched anew', () => {
    const simulation = openSimulation(withFaults(life, 'blind'));
    until(simulation, 'blind pod:a#1/ctr:a-c0#1/svc:watchTask#1');
    until(simulation, 'ok pod:a#1/ctr:a-c0#1/svc:probeTask#1');
    expect(simulation.view.pending().map(({ name }) => name)).toContain('pod:a#1/ctr:a-c0#1/svc:watchTask#2');
    end(simulation);
  });
});

describe('mishaps', () => {
  test('the monitor is killed → the exit is unknown, and never 0', () => {
    const simulation = openSimulation(
      withMishaps(
        { ...life, programs: { 'a-c0': { ends: [{ exitCode: 0 }], ignoresSigterm: false } } },
        'monitorKilled',
      ),
    );
    until(simulation, 'ok pod:a#1/ctr:a-c0#1/svc:startTask#1');
    until(simulation, 'monitorKilled a-c0');
    until(simulation, 'exit a-c0 0');
    until(simulation, 'ok pod:a#1/ctr:a-c0#1/svc:settleTask#1');
    expect(simulation.view.containers()).toMatchObject([{ state: 'exited', exitCode: 255, reason: 'Unknown' }]);
    end(simulation);
  });

  test('a process that cannot be killed → its stop is refused in time, and granted when it can', () => {
    const simulation = openSimulation(withMishaps(life, 'unkillable'));
    until(simulation, 'ok pod:a#1/ctr:a-c0#1/svc:startTask#1');
    until(simulation, 'unkillable a-c0');
    until(simulation, 'ask kubelet 3 sandbox.stop');
    until(simulation, 'timer pod:a#1/ctr:a-c0#1 xstate.after.unkillableMs.container.alive.stopping.killing');
    expect(answers(simulation)['kubelet-3']).toBe('ContainerUnkillable');
    end(simulation);
  });

  test('another process of the container is killed for memory → its end says so', () => {
    const simulation = openSimulation(withMishaps({ ...life, programs: endsItself }, 'oomChild'));
    until(simulation, 'ok pod:a#1/ctr:a-c0#1/svc:startTask#1');
    until(simulation, 'oomChild a-c0');
    until(simulation, 'exit a-c0 3');
    until(simulation, 'ok pod:a#1/ctr:a-c0#1/svc:settleTask#1');
    expect(simulation.view.containers()).toMatchObject([{ exitCode: 3, reason: 'OOMKilled' }]);
    end(simulation);
  });

  test('the network goes → a pod is refused, and the condition says so; it comes back by itself', () => {
    const simulation = openSimulation(withMishaps(life, 'networkGone'));
    until(simulation, 'networkGone');
    until(simulation, 'ask kubelet 0 sandbox.run');
    rest(simulation);
    expect(simulation.taken).toContain('mend network');
    expect(answers(simulation)['kubelet-0']).toBe('NetworkNotReady');
    end(simulation);
  });

  test('what is not ours is left alone, and a removal of it is told', () => {
    const foreign = [{ kind: 'namespace', name: '/run/netns/other' }] as const;
    const simulation = openSimulation({ ...life, foreign });
    end(simulation);
    const rude = openSimulation(
      { ...life, foreign },
      {
        actOf: (name) => {
          const act = actOf(name);
          if (name !== 'detachNetwork') return act;
          return {
            ...act,
            land: (world, input) => {
              world.remove('namespace', '/run/netns/other');
              return act.land(world, input);
            },
          };
        },
      },
    );
    rest(rude);
    expect(violationIn(rude.view, 'always')?.wrong).toContain('/run/netns/other');
  });

  test('a full disk → actors crash and are followed by others; requests are answered', () => {
    const simulation = openSimulation(withMishaps(life, 'storeFull'));
    until(simulation, 'ok pod:a#1/svc:pinNamespaces#1');
    until(simulation, 'storeFull');
    end(simulation);
    expect(simulation.taken).toContain('mend store');
    expect(answers(simulation)['kubelet-0']).not.toBe('none');
  });
});

const limits = { maxSchedules: 100_000, maxCpuMs: 20_000 };
const mishaps: readonly MishapKind[] = ['monitorKilled', 'initKilled', 'unkillable', 'pidReused', 'clockBack'];
const orders: readonly (readonly [name: string, scenario: Scenario])[] = [
  ['a call happens twice', withFaults(life, 'twice')],
  ['a call hangs or stalls', withFaults(tornDown, 'hang', 'stall')],
  ['a call is answered late', withFaults({ ...life, programs: endsItself }, 'slow')],
  ['a watcher fails', withFaults({ ...life, programs: endsItself }, 'blind', 'silent', 'again')],
  ...mishaps.map((kind) => [kind, withMishaps(tornDown, kind)] as const),
];
test.each(orders)('every order in which %s → complete, nothing wrong', (_, scenario) => {
  expect(exhaustive(scenario, limits)).toMatchObject({ cut: undefined, found: [] });
});
