/** How the next run is chosen: the one thing in which ways of exploring differ. */
import type { Choice } from '../choices.ts';
import type { Scenario } from '../scenario.ts';
import type { Simulation } from '../simulation.ts';

export interface Strategy {
  /** With its parameters: `pct d=3`. */
  readonly name: string;
  /** What it promises, for people; undefined: nothing. */
  readonly promise?: string | undefined;
  /**
   * The run of this number begins; equal numbers are equal runs.
   * @returns what is to be played; undefined: all runs have been.
   */
  readonly newExecution: (run: number) => Scenario | undefined;
  /** It is played to find others from it, and is another one's to tell. */
  readonly isRepeated?: ((run: number) => boolean) | undefined;
  /** The place of what happens next; `finish`: the end; undefined: given up, for it leads nowhere new. */
  readonly next: (choices: readonly Choice[], simulation: Simulation) => number | 'finish' | undefined;
}

/** Nothing happens by itself any more; what is left to choose is to interfere, or to end. */
export const isAtRest = ([first]: readonly Choice[]): boolean => first?.isDefault !== true;

/** The name of an actor or a request without the numbers: what does not depend on how often something was tried. */
export const pathIn = (id: string): string => id.replace(/#\d+/g, '');

/**
 * The thing that a choice is one outcome of: `ok`, `fail` and `land` of a call are the same event, as are the ways in which a
 * process may end.
 */
export const eventOf = ({ id, kind }: Choice): string => {
  if (kind === 'outcome' || kind === 'fault') return `call ${id.slice(id.indexOf(' ') + 1)}`;
  if (kind === 'exit') return id.slice(0, id.lastIndexOf(' '));
  return id;
};

/**
 * The chain that a choice belongs to: those of a chain follow each other and never meet. A client is one; so are the calls
 * of one service by one actor, each way in which they may fail, and each timer.
 */
export const chainOf = ({ id, kind }: Choice): string => {
  const path = pathIn(id);
  if (kind === 'ask' || kind === 'cancel') return `${kind} ${id.split(' ')[1]?.replace(/-\d.*$/, '')}`;
  if (kind === 'crash') return 'crash';
  return path.replace(/^late /, 'ok ');
};
