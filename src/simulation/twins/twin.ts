/** Charts and services that are broken on purpose, each as one was once in the wild: does the explorer find them? */
import type { Row } from '../races/row.ts';
import { scenarioOf } from '../races/words.ts';
import type { Scenario } from '../scenario.ts';
import type { Parts } from '../stage.ts';

export interface Twin {
  readonly name: string;
  /** What is wrong with it, in words. */
  readonly breaks: string;
  /** Cases of the catalogue (races/catalogue.ts) in which it was so; none: a slip that is easily made. */
  readonly cases: readonly string[];
  /** The scenario that is explored: nothing in it points at the defect. */
  readonly scenario: Scenario;
  /** Made when it is asked for: wiring charts costs milliseconds. */
  readonly parts: () => Parts;
}

/** Words of a scenario; see races/words.ts. */
export type Stage = Partial<Pick<Row, 'programs' | 'faults' | 'timers'>> & {
  readonly clients: string;
  readonly crashes?: number;
  readonly cancels?: number;
};

export const staged = (name: string, { crashes = 0, cancels = 0, ...words }: Stage): Scenario => ({
  ...scenarioOf({ id: name, script: '', ...words }),
  crashes,
  cancels,
});

const life = 'kubelet: run a, create a/c0, start a/c0';
/** Stages that twins share. Each is a usual life with what usually interferes. */
export const stages = {
  life: staged('a life', { clients: `${life}, stop a, remove a` }),
  torn: staged('torn down while it is made', { clients: `${life} | admin: stop a, remove a` }),
  tornFaulty: staged('torn down, one fault', {
    clients: `${life} | admin: stop a, remove a`,
    faults: 'fail half lost 1',
  }),
  faulty: staged('a life, one fault', { clients: `${life}, stop a, remove a`, faults: 'fail half lost 1' }),
  infraFaulty: staged('with an infra container, one fault', {
    clients: 'kubelet: run a with infra, create a/c0, start a/c0 | admin: stop a, remove a',
    faults: 'fail half lost 1',
  }),
  stops: staged('two stops of a container', {
    clients: `${life} | admin: stop a/c0 in 30s | other: stop a/c0 in 1s, remove a/c0`,
  }),
  stubborn: staged('two stops of one that ignores SIGTERM', {
    clients: `${life} | admin: stop a/c0 in 30s | other: stop a/c0 in 1s`,
    programs: 'a/c0 ignores SIGTERM',
  }),
  ends: staged('the process ends by itself', {
    clients: `${life} | admin: stop a/c0, remove a/c0`,
    programs: 'a/c0 may exit 0, a/c0 may exit oom',
  }),
  endsFaulty: staged('the process ends by itself, one fault', {
    clients: `${life} | admin: stop a/c0, remove a/c0`,
    programs: 'a/c0 may exit 3',
    faults: 'fail half lost 1',
  }),
  retried: staged('asked again', {
    clients: 'kubelet: run a, create a/c0 | retry: run a as retried, create a/c0 as retried-c0 | admin: remove a',
    faults: 'fail 1',
  }),
  crashed: staged('the daemon dies once', {
    clients: `${life}, stop a/c0 in 5s, remove a/c0, stop a, remove a`,
    programs: 'a/c0 may exit 3',
    crashes: 1,
  }),
  crashedFaulty: staged('the daemon dies once, one fault', {
    clients: `${life}, stop a/c0 in 5s`,
    programs: 'a/c0 may exit 3',
    crashes: 1,
    faults: 'fail lost 1',
  }),
  execs: staged('execs beside a stop', {
    clients: `${life} | prober: exec a/c0 e1 | admin: stop a/c0, remove a/c0`,
    faults: 'fail 1 execTask',
  }),
  pods: staged('two pods', {
    clients: 'kubelet: run a, create a/c0, start a/c0, stop a | other: run b, remove b',
    faults: 'fail lost 1',
  }),
  pulls: staged('pulls and removals of an image', {
    clients: 'kubelet: pull busybox as p1 | other: pull busybox as p2 | gc: rmi busybox',
    crashes: 1,
    cancels: 1,
  }),
} as const;
