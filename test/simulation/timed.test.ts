/** Whole nodes in virtual time: what a kubelet wants runs in the end, and nothing is left when it wants nothing. */
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../src/simulation/explore/random.ts';
import { openAgenda } from '../../src/simulation/timed/agenda.ts';
import { runTimed, type TimedScenario } from '../../src/simulation/timed/run.ts';

const calm: TimedScenario = {
  seed: 1,
  hours: 0.2,
  pods: 5,
  containersPerPod: 1,
  podLifeMinutes: 10,
  containerLifeMinutes: 5,
  sampleEvery: 1,
};
const plan = '*: 0.5%error->0.2%drop-answer->0.1%duplicate->0.1%hang->0.1%half';
const play = (scenario: TimedScenario) => runTimed(scenario, randomFrom);

describe.each([1, 2, 3, 4])('seed %i', (seed) => {
  test.each<[name: string, change: Partial<TimedScenario>]>([
    ['pods come and go', {}],
    ['services fail, hang and answer twice', { plan }],
    ['the daemon dies', { crashEveryMinutes: 3 }],
    ['somebody else asks too', { hostileEverySeconds: 5 }],
    ['all of it', { plan, crashEveryMinutes: 10, hostileEverySeconds: 20 }],
  ])('%s → all settles, and nothing is left', (_, change) => {
    const { wrong, counts, simulatedHours } = play({ ...calm, ...change, seed });
    expect(wrong).toBeUndefined();
    expect(counts.podsGone).toBeGreaterThanOrEqual(5);
    expect(counts.restarts).toBeGreaterThan(0);
    expect(simulatedHours).toBeGreaterThan(0.2);
  });
});

test('a seed gives the same run again, another one another', () => {
  const scenario = { ...calm, plan, hostileEverySeconds: 10, crashEveryMinutes: 5 };
  expect(play(scenario)).toEqual(play(scenario));
  expect(play({ ...scenario, seed: 2 }).inputs).not.toBe(play(scenario).inputs);
});

test('an undo that never succeeds while it lasts, and then does → the pods are gone in the end', () => {
  expect(play({ ...calm, plan: 'detachNetwork: error(NetworkPluginFailed)' }).wrong).toBeUndefined();
});

test('an agenda: by time, then by age; what is cancelled does not happen', () => {
  const agenda = openAgenda(0);
  const seen: string[] = [];
  const cancels = Array.from({ length: 1000 }, (_, at) =>
    agenda.plan((at * 37) % 100, () => void seen.push(`${agenda.now()} ${at}`)),
  );
  for (const [at, cancel] of cancels.entries()) if (at % 3 !== 0) cancel();
  for (let work = agenda.next(); work !== undefined; work = agenda.next()) work();
  const wanted = Array.from({ length: 1000 }, (_, at) => ({ atMs: (at * 37) % 100, at }))
    .filter(({ at }) => at % 3 === 0)
    .sort((one, other) => one.atMs - other.atMs || one.at - other.at)
    .map(({ atMs, at }) => `${atMs} ${at}`);
  expect(seen).toEqual(wanted);
});
