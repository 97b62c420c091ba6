import { describe, expect, test } from 'vitest';
import { wireCharts } from '../../src/actors/charts.ts';
import { containerMachine } from '../../src/machines/container.ts';
import { sandboxMachine } from '../../src/machines/sandbox.ts';
import { pod } from '../../src/simulation/configs.ts';
import { exhaustive } from '../../src/simulation/explore/exhaustive.ts';
import { randomly } from '../../src/simulation/explore/random.ts';
import { oneLife, tornDown } from '../../src/simulation/explore/scenarios.ts';
import { violationIn } from '../../src/simulation/invariants.ts';
import { simulatedEffects } from '../../src/simulation/logic.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { openSimulation, type Simulation } from '../../src/simulation/simulation.ts';
import type { AnyAct } from '../../src/simulation/world/act.ts';
import { actOf } from '../../src/simulation/world/acts.ts';

const a = pod('a');
const idsOf = (simulation: Simulation) => simulation.choices().map(({ id }) => id);
const rest = (simulation: Simulation) => {
  for (let [next] = simulation.choices(); next?.isDefault === true; [next] = simulation.choices())
    simulation.take(next);
};
const repliesOf = (simulation: Simulation) =>
  [...simulation.view.requests.values()].map(({ requestId, replies, state }) => {
    const [reply] = replies;
    return [requestId, state, reply === undefined ? undefined : reply.ok ? 'ok' : reply.failure.code];
  });
const limits = { maxSchedules: 100_000, maxCpuMs: 60_000 };

describe('a simulation', () => {
  test('the default schedule: a pod’s whole life, every request answered, nothing left', () => {
    const simulation = openSimulation(oneLife);
    rest(simulation);
    expect(repliesOf(simulation).map(([, , reply]) => reply)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(simulation.view.resources()).toEqual([]);
    expect(simulation.choices()).toEqual([]);
    expect(violationIn(simulation.view, 'end')).toBeUndefined();
  });

  test('choices: what runs at the same time, by stable names', () => {
    const simulation = openSimulation(oneLife);
    simulation.takeById('ask kubelet 0 sandbox.run');
    expect(idsOf(simulation)).toEqual(['ok pod:a#1/svc:pinNamespaces#1']);
    simulation.takeById('ok pod:a#1/svc:pinNamespaces#1');
    expect(idsOf(simulation).toSorted()).toEqual([
      'ok pod:a#1/svc:attachNetwork#1',
      'ok pod:a#1/svc:prepareSandboxFiles#1',
    ]);
    expect(() => simulation.takeById('ok nobody')).toThrow('not possible now');
  });

  test('two independent effects in either order → the same state', () => {
    const hashes = [
      ['attachNetwork', 'prepareSandboxFiles'],
      ['prepareSandboxFiles', 'attachNetwork'],
    ].map((order) => {
      const simulation = openSimulation({ name: '', clients: [{ name: 'k', steps: [a.run] }] });
      advance(simulation, 2);
      for (const service of order) simulation.takeById(`ok pod:a#1/svc:${service}#1`);
      return simulation.hash();
    });
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('an answer that is lost → the effect is there, the caller heard of a timeout, and it is undone', () => {
    const simulation = openSimulation({ ...oneLife, faults: { total: 1, each: 1, kinds: ['lost'] } });
    advance(simulation, 2);
    simulation.takeById('lost pod:a#1/svc:attachNetwork#1');
    expect(simulation.view.resources().filter((name) => name.startsWith('address '))).toHaveLength(1);
    rest(simulation);
    expect(repliesOf(simulation)[0]).toEqual(['kubelet-0', 'answered', 'ToolTimedOut']);
    simulation.finish();
    expect(violationIn(simulation.view, 'end')).toBeUndefined();
  });

  test('the daemon dies between an effect and its answer → its client asks again, and all ends well', () => {
    const simulation = openSimulation({ ...oneLife, crashes: 1 });
    advance(simulation, 2);
    simulation.takeById('land pod:a#1/svc:attachNetwork#1');
    simulation.takeById('crash 1');
    expect(simulation.view.resources().some((name) => name.startsWith('address '))).toBe(true);
    rest(simulation);
    simulation.finish();
    expect(repliesOf(simulation)[0]).toEqual(['kubelet-0', 'lost', undefined]);
    expect(violationIn(simulation.view, 'always')).toBeUndefined();
    expect(violationIn(simulation.view, 'end')).toBeUndefined();
  });

  test('a process that ignores SIGTERM is killed when the grace is over, in virtual time', () => {
    const simulation = openSimulation({
      name: '',
      clients: [{ name: 'k', steps: [a.run, a.create('c'), a.start('c'), a.stopContainer('c', 30_000)] }],
      programs: { 'a-c': { ends: [], ignoresSigterm: true } },
    });
    const before = simulation.view.nowMs();
    rest(simulation);
    expect(simulation.taken).toContain('timer pod:a#1/ctr:a-c#1 grace');
    expect(simulation.view.nowMs() - before).toBe(30_000);
    expect(simulation.view.containers()).toMatchObject([{ state: 'exited', exitCode: 137 }]);
  });

  test('an exec whose client gives up: what it started is gone, with or without its effect', () => {
    for (const how of ['late', 'gone']) {
      const simulation = openSimulation({
        name: '',
        clients: [{ name: 'k', steps: [a.run, a.create('c'), a.start('c'), a.exec('c', 'e'), a.remove] }],
        cancels: 1,
      });
      while (!idsOf(simulation).includes('ask k 3 container.exec')) advance(simulation, 1);
      simulation.takeById('ask k 3 container.exec');
      simulation.takeById('cancel k-3');
      simulation.takeById(`${how} pod:a#1/ctr:a-c#1/exec:e#1/svc:perform#1`);
      rest(simulation);
      expect(violationIn(simulation.view, 'end')).toBeUndefined();
    }
  });
});

describe('exploration', () => {
  test('one life with any one fault → complete, nothing wrong', () => {
    const report = exhaustive({ ...oneLife, faults: { total: 1, each: 1, kinds: ['fail', 'half', 'lost'] } }, limits);
    expect(report).toMatchObject({ cut: undefined, found: [] });
    expect(report.states).toBeGreaterThan(100);
  });

  test('few marks, or many, and every branch compared with a run from the start → the same states and schedules', () => {
    const scenario: Scenario = { ...tornDown, cancels: 1 };
    const [one, two] = [{ maxMarks: 1 }, { checkEvery: 1 }].map((how) => exhaustive(scenario, { ...limits, ...how }));
    const { schedules, states, found } = one ?? {};
    expect(two).toMatchObject({ schedules, states, found, cut: undefined });
  });

  test('cut → says so', () => {
    expect(exhaustive(tornDown, { ...limits, maxSchedules: 3 }).cut).toMatch(/branches left/);
  });

  /** A service that is broken on purpose. */
  const broken = (service: string, change: (act: AnyAct) => Partial<AnyAct>) => ({
    actOf: (name: Parameters<typeof actOf>[0]) =>
      name === service ? { ...actOf(name), ...change(actOf(name)) } : actOf(name),
  });

  test('a DEL that forgets its address → found, without any deviation', () => {
    const parts = broken('detachNetwork', () => ({
      land: ({ store }, input) => {
        const { sandboxId } = input as { readonly sandboxId: string };
        store.ledger.undone({ ownerId: sandboxId, effect: 'network' });
        return {};
      },
    }));
    const [found] = exhaustive(oneLife, limits, parts).found;
    expect(found).toMatchObject({ invariant: 'record-before-effect', deviations: 0 });
  });

  test('an undo that insists on finding what it undoes → found, with one fault', () => {
    const faults = { total: 1, each: 1, kinds: ['fail'] } as const;
    const parts = broken('removeSandboxFiles', (act) => ({
      land: (world, input) => {
        const { sandboxId } = input as { readonly sandboxId: string };
        if (!world.has('directory', `/run/sim/sandboxes/${sandboxId}`)) throw new Error('ENOENT');
        return act.land(world, input);
      },
    }));
    expect(exhaustive(oneLife, limits, parts).found).toEqual([]);
    const { found } = exhaustive({ ...oneLife, faults }, limits, parts);
    expect(found.length).toBeGreaterThan(0);
    for (const each of found) expect(each).toMatchObject({ invariant: 'nothing-left', deviations: 1 });
  });

  test('an undo that never succeeds → found, also where it is tried for ever', () => {
    const parts = broken('removeBundle', () => ({
      land: (world, input) => {
        world.removeAll('bundle', (input as { readonly containerId: string }).containerId);
        return {};
      },
    }));
    const [found] = exhaustive(oneLife, limits, parts).found;
    expect(found).toMatchObject({ invariant: 'removed-has-no-record', deviations: 0 });
  });

  test('charts that are broken on purpose: a stop that nobody answers → found', () => {
    const charts = wireCharts(simulatedEffects, {
      container: containerMachine,
      sandbox: sandboxMachine.provide({
        actions: { grantJoin: () => undefined, answerStop: () => undefined },
      }) as typeof sandboxMachine,
    });
    const { found } = exhaustive(oneLife, limits, { charts });
    expect(found.map(({ invariant }) => invariant)).toContain('every-request-answered');
  });

  test('random: a seed gives the same runs again', () => {
    const [one, two] = [1, 2].map(() => randomly(tornDown, { seed: 7, schedules: 20 }));
    expect(one?.inputs).toBe(two?.inputs);
    expect(one?.found).toEqual([]);
  });
});

const advance = (simulation: Simulation, steps: number): void => {
  for (let step = 0; step < steps; step += 1) {
    const [next] = simulation.choices();
    if (next !== undefined) simulation.take(next);
  }
};
