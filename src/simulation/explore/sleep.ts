/**
 * Every schedule, but of those that differ only in the order of independent choices one: sleep sets over footprints that are
 * seen while a choice happens. It pays where pods have nothing to do with each other; within a pod, pruning by states does.
 *
 * A footprint is the actors that a choice touched, the choices that it took away, and images where it reads or writes them.
 * Invariants of the states between independent choices are checked in one of their orders only.
 *
 * Source: Godefroid, Partial-Order Methods for the Verification of Concurrent Systems (1996).
 */
import type { AnyActorRef, InspectionEvent } from 'xstate';
import type { Choice } from '../choices.ts';
import type { Scenario } from '../scenario.ts';
import { openSimulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';
import { eventOf } from './strategy.ts';

export interface Orders {
  /** Of the states in which all was at rest. */
  readonly finals: ReadonlySet<string>;
  /** Runs up to there. */
  readonly schedules: number;
  readonly cut: boolean;
}
/** What was touched, and whether that changed it. */
type Footprint = ReadonlyMap<string, 'read' | 'write'>;

const isIndependent = (one: Footprint, other: Footprint): boolean => {
  for (const [key, how] of one) {
    const theirs = other.get(key);
    if (theirs !== undefined && (how === 'write' || theirs === 'write')) return false;
  }
  return true;
};

const mostDepth = 500;

/** @param reduces false: every order, but no state twice; what the reduced search has to agree with. */
export const orders = (scenario: Scenario, maxSchedules: number, reduces: boolean, parts: Parts = {}): Orders => {
  const finals = new Set<string>();
  const known = new Set<string>();
  let schedules = 0;
  let isCut = false;
  let touched = new Map<string, 'read' | 'write'>();
  const inspect = (event: InspectionEvent) => {
    const ref = event.actorRef as AnyActorRef;
    if (event.type === '@xstate.event' || event.type === '@xstate.snapshot') touched.set(keyOf(ref), 'write');
  };
  const simulation = openSimulation(scenario, reduces ? { ...parts, inspect } : parts);

  const take = (choice: Choice, choices: readonly Choice[]): Footprint => {
    touched = new Map([[`choice ${choice.id}`, 'write']]);
    if (choice.kind === 'crash' || choice.kind === 'later') touched.set('all', 'write');
    else touched.set('all', 'read');
    if (/svc:(resolve|mount|fetch|register|abandon|remove)|image|pull/i.test(choice.id))
      touched.set(
        'images',
        /pull|rmi|image\.|fetch|register|abandon|removeImage|imageRemoval/.test(choice.id) ? 'write' : 'read',
      );
    simulation.take(choice);
    const after = new Set(simulation.choices().map(({ id }) => id));
    const own = eventOf(choice);
    for (const other of choices)
      if (!after.has(other.id) && eventOf(other) !== own) touched.set(`choice ${other.id}`, 'write');
    return touched;
  };

  const visit = (sleeping: ReadonlyMap<string, Footprint>, depth: number): void => {
    if (schedules >= maxSchedules || depth > mostDepth) {
      isCut = true;
      return;
    }
    if (!reduces) {
      const state = simulation.hash();
      if (known.has(state)) return;
      known.add(state);
    }
    const choices = simulation.choices();
    if (choices[0]?.isDefault !== true) {
      schedules += 1;
      finals.add(simulation.hash());
    }
    if (choices.length === 0) return;
    const here = simulation.mark();
    const done = new Map(sleeping);
    for (const { id } of choices) {
      if (done.has(id)) continue;
      const choice = simulation.choices().find((each) => each.id === id) as Choice;
      const footprint = take(choice, choices);
      const possible = new Set(simulation.choices().map((each) => each.id));
      const asleep = [...done].filter(([other, theirs]) => possible.has(other) && isIndependent(theirs, footprint));
      visit(reduces ? new Map(asleep) : new Map(), depth + 1);
      simulation.back(here);
      if (reduces) done.set(id, footprint);
    }
  };
  visit(new Map(), 0);
  return { finals, schedules, cut: isCut };
};

/** An actor by its place in the system. */
const keyOf = (ref: AnyActorRef): string => (ref._parent === undefined ? ref.id : `${keyOf(ref._parent)}/${ref.id}`);
