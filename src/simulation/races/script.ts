/**
 * Plays the script of a row. A step names a choice by the words of its id; what stands between (answers of services, facts,
 * ends of processes) happens by default, but no client asks and no timer fires unasked.
 *
 *   ask admin stop       the client comes to that request, after those before it, and says it
 *   done kubelet start   the same, and it is answered
 *   ok, fail, half, lost, land, late, gone, fact, exit, timer, cancel, crash …    that choice (docs/simulation.md)
 *   hold attachNetwork   these do not happen by default any more, only when a step names them; `free [attachNetwork]` lets them
 *   settle               all that happens without clients and timers;   rest    all that happens by default
 *   see …                an expectation that holds now
 */
import type { Choice } from '../choices.ts';
import type { Violation } from '../invariants.ts';
import { violationIn } from '../invariants.ts';
import { openSimulation, type Simulation } from '../simulation.ts';
import type { Parts } from '../stage.ts';
import { checkLine, type Scene } from './expectations.ts';
import { linesOf, type Row } from './row.ts';
import { fits, nameOfRequest, traced, typeOf, wordOf } from './trace.ts';
import { scenarioOf } from './words.ts';

export interface Play {
  /** Undefined: all of it is as it should be. */
  readonly wrong: string | undefined;
  /** The invariant that did not hold, where it was one. */
  readonly violation: Violation | undefined;
  /** Ids of all choices. */
  readonly taken: readonly string[];
  /** Choices with effects and answers between them. */
  readonly trace: readonly string[];
}

/** More than this between two steps is a livelock. */
const maxProgress = 1000;

class Broken extends Error {
  readonly violation: Violation;
  constructor(violation: Violation) {
    super(`${violation.invariant}: ${violation.wrong}`);
    this.violation = violation;
  }
}

export const play = (row: Row, parts: Parts = {}): Play => {
  const trace: string[] = [];
  const simulation = openSimulation(scenarioOf(row), traced(parts, trace));
  const end = (wrong: string | undefined, violation?: Violation): Play => ({
    wrong,
    violation,
    taken: simulation.taken,
    trace,
  });
  try {
    const scene: Scene = { view: simulation.view, trace, startMs: simulation.view.nowMs() };
    const player = playerOf(simulation, trace);
    for (const step of linesOf(row.script)) {
      if (step.startsWith('see ')) see(scene, step.slice('see '.length), step);
      else player.step(step);
    }
    player.step('free');
    player.step('rest');
    for (const line of linesOf(row.expect)) see(scene, line, line);
    simulation.finish();
    const violation = violationIn(simulation.view, 'always') ?? violationIn(simulation.view, 'end');
    return violation === undefined
      ? end(undefined)
      : end(`at the end, ${violation.invariant}: ${violation.wrong}`, violation);
  } catch (error) {
    if (error instanceof Broken) return end(error.message, error.violation);
    if (error instanceof Error) return end(error.message);
    throw error;
  }
};

const see = (scene: Scene, line: string, step: string): void => {
  const wrong = checkLine(scene, line);
  if (wrong !== undefined) throw new Error(`"${step}": ${wrong}`);
};

/** Whom a script waits for meanwhile: their requests are asked when nothing else can happen. */
type Askers = 'nobody' | 'all' | { readonly client: string };

const playerOf = (simulation: Simulation, trace: string[]) => {
  const held: string[] = [];
  const { view } = simulation;
  const take = (choice: Choice) => {
    trace.push(choice.id);
    simulation.take(choice);
    for (const { request, reply } of view.fresh)
      trace.push(`answered ${nameOfRequest(request).replace('.', ' ')} ${wordOf(reply)}`);
    const violation = violationIn(view, 'always');
    if (violation !== undefined) throw new Broken(violation);
  };
  const isHeld = ({ id }: Choice) => held.some((pattern) => fits(`_ ${pattern}`, `_ ${id}`));
  const isFree = (choice: Choice, askers: Askers): boolean => {
    if (!choice.isDefault || isHeld(choice)) return false;
    if (askers === 'all') return true;
    if (choice.kind === 'timer') return false;
    if (choice.kind !== 'ask') return true;
    return askers !== 'nobody' && fits(`ask ${askers.client}`, choice.id);
  };
  /** Takes what happens by default until it is over, or until `until` says so. */
  const progress = (askers: Askers, until: () => boolean): boolean => {
    for (let count = 0; count < maxProgress; count += 1) {
      if (until()) return true;
      const next = simulation.choices().find((choice) => isFree(choice, askers));
      if (next === undefined) return false;
      take(next);
    }
    throw new Error(`${maxProgress} choices and no end`);
  };
  const possible = () => simulation.choices().map(({ id }) => id);

  /** The one choice that fits, as soon as there is one. */
  const choose = (pattern: string, askers: Askers) => {
    let found: readonly Choice[] = [];
    progress(askers, () => {
      found = simulation.choices().filter(({ id }) => fits(pattern, id));
      return found.length > 0;
    });
    const [choice, ...others] = found;
    if (choice === undefined) throw new Error(`"${pattern}" never becomes possible; possible: ${list(possible())}`);
    if (others.length > 0) throw new Error(`"${pattern}" fits several: ${list(found.map(({ id }) => id))}`);
    take(choice);
  };
  const clientOf = (name: string) => {
    const client = view.clients.find((each) => each.name === name);
    if (client === undefined)
      throw new Error(`no client is called "${name}": ${list(view.clients.map((c) => c.name))}`);
    return client;
  };

  const step = (text: string): void => {
    const [verb = '', name = '', what] = text.split(' ');
    const rest = text.slice(verb.length + 1);
    switch (verb) {
      case 'ask':
        clientOf(name);
        choose(`ask ${name} ${typeOf(what)}`, { client: name });
        return;
      case 'done': {
        const client = clientOf(name);
        const own = () => [...view.requests.values()].filter((request) => request.client === name);
        const isLast = () => {
          const last = own().at(-1);
          return (
            last?.state !== 'lost' &&
            last !== undefined &&
            (what === undefined || nameOfRequest(last) === `${name}.${what}`)
          );
        };
        if (!isLast()) choose(`ask ${name} ${typeOf(what)}`, { client: name });
        if (!progress('nobody', () => client.open === undefined))
          throw new Error(`"${text}": it is never answered; possible: ${list(possible())}`);
        return;
      }
      case 'cancel': {
        const { open } = clientOf(name);
        if (open === undefined) throw new Error(`"${text}": ${name} waits for nothing`);
        const choice = simulation.choices().find(({ id }) => id === `cancel ${open.requestId}`);
        if (choice === undefined) throw new Error(`"${text}" is not possible: ${list(possible())}`);
        take(choice);
        return;
      }
      case 'hold':
        held.push(rest);
        return;
      case 'free':
        held.splice(0, held.length, ...held.filter((pattern) => rest !== '' && pattern !== rest));
        return;
      case 'settle':
        progress('nobody', () => false);
        return;
      case 'rest':
        progress('all', () => false);
        return;
      default:
        choose(text, 'nobody');
    }
  };
  return { step };
};

const list = (items: readonly string[]): string => (items.length === 0 ? 'nothing' : items.join(', '));
