/**
 * One seeded run in virtual time: a node, a kubelet with its pods, somebody with crictl, faults, deaths of the daemon. Then they
 * end, and all must settle within a bound: each pod that is wanted runs, and when none is wanted any more nothing is left.
 */
import { sleeps } from '../world/world.ts';
import { type Dice, waitOf } from './durations.ts';
import { openHostile } from './hostile.ts';
import { type Kubelet, openKubelet } from './kubelet.ts';
import { openTimedNode, type TimedNode } from './node.ts';

/** Plain data: with its seed it is the whole run. */
export interface TimedScenario {
  readonly seed: number;
  readonly hours: number;
  readonly pods: number;
  readonly containersPerPod: number;
  /** Means, in minutes; 0: they live until they are told to end. */
  readonly podLifeMinutes: number;
  readonly containerLifeMinutes: number;
  /** In the language of world/fault-plan.ts. */
  readonly plan?: string | undefined;
  /** Mean time between deaths of the daemon. */
  readonly crashEveryMinutes?: number | undefined;
  /** Mean time between requests of somebody who is not the kubelet. */
  readonly hostileEverySeconds?: number | undefined;
  /** Invariants after every so many inputs; 0: at the end alone. */
  readonly sampleEvery: number;
}
export interface TimedRun {
  /** Undefined: all was as it should be. */
  readonly wrong: string | undefined;
  readonly inputs: number;
  readonly simulatedHours: number;
  readonly counts: ReturnType<Kubelet['counts']>;
}

const minuteMs = 60_000;
/** Until all that is wanted runs: the longest pause of a kubelet, twice, and the longest limit of a call. */
const settleMs = 20 * minuteMs;

export const runTimed = (scenario: TimedScenario, randomFrom: (seed: number) => Dice): TimedRun => {
  const dice = randomFrom(scenario.seed);
  const node = openTimedNode({
    dice,
    plan: scenario.plan,
    sampleEvery: scenario.sampleEvery,
    programOf: () => ({
      program: sleeps,
      lifeMs: scenario.containerLifeMinutes === 0 ? 0 : waitOf(scenario.containerLifeMinutes * minuteMs, dice),
    }),
  });
  const kubelet = openKubelet(node);
  const { agenda } = node;
  const startMs = agenda.now();
  const endMs = startMs + scenario.hours * 60 * minuteMs;
  const uids = new Set<string>();
  let born = 0;
  const bear = () => {
    if (agenda.now() >= endMs) return;
    born += 1;
    const uid = `pod${born}`;
    uids.add(uid);
    kubelet.addPod(uid, scenario.containersPerPod);
    if (scenario.podLifeMinutes > 0)
      agenda.plan(waitOf(scenario.podLifeMinutes * minuteMs, dice), () => {
        if (agenda.now() >= endMs) return;
        uids.delete(uid);
        kubelet.deletePod(uid);
        bear();
      });
  };
  for (let pod = 0; pod < scenario.pods; pod += 1) agenda.plan(dice() * minuteMs, bear);
  const { crashEveryMinutes = 0, hostileEverySeconds = 0 } = scenario;
  const dieNow = () => {
    if (agenda.now() >= endMs) return;
    node.crash();
    agenda.plan(waitOf(crashEveryMinutes * minuteMs, dice), dieNow);
  };
  if (crashEveryMinutes > 0) agenda.plan(waitOf(crashEveryMinutes * minuteMs, dice), dieNow);
  const hostile = hostileEverySeconds > 0 ? openHostile(node, dice, hostileEverySeconds * 1000) : undefined;

  const end = (wrong: string | undefined): TimedRun => ({
    wrong,
    inputs: node.inputs(),
    simulatedHours: (agenda.now() - startMs) / (60 * minuteMs),
    counts: kubelet.counts(),
  });
  const broken = () => {
    const found = node.found();
    return found === undefined ? undefined : `${found.invariant}: ${found.wrong}`;
  };
  /** In steps, until it is so or the bound is over. */
  const until = (isSo: () => boolean): boolean => {
    const boundMs = agenda.now() + settleMs;
    while (agenda.now() < boundMs) {
      if (!node.runUntil(agenda.now() + 5000)) return false;
      if (isSo()) return true;
    }
    return false;
  };

  if (!node.runUntil(endMs)) return end(broken());
  hostile?.stop();
  node.calm();
  if (!until(kubelet.isSettled)) return end(broken() ?? 'what is wanted does not run');
  for (const uid of uids) kubelet.deletePod(uid);
  if (!until(() => kubelet.pods() === 0 && leftIn(node).length === 0))
    return end(broken() ?? `left: ${[`${kubelet.pods()} pods`, ...leftIn(node)].join(', ')}`);
  const [complaint] = node.complaints;
  return end(complaint === undefined ? undefined : `${complaint.message} ${JSON.stringify(complaint.fields)}`);
};

const leftIn = ({ world, store }: TimedNode): readonly string[] => [
  ...world.left(),
  ...[...store.rows.keys()].map((key) => `row ${key}`),
  ...store.saved.keys(),
];
