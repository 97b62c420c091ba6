/** A simulated daemon with a real journal and a real control socket: who connects watches it. */
import { join } from 'node:path';
import { type Present, presentBelow } from '../../src/actors/present.ts';
import { serveControl } from '../../src/cli/control.ts';
import { openJournal } from '../../src/cli/daemon/journal.ts';
import type { ViewersOptions } from '../../src/cli/daemon/viewers.ts';
import type { Scenario } from '../../src/simulation/scenario.ts';
import { openSimulation } from '../../src/simulation/simulation.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface WatchedOptions {
  readonly dir: string;
  readonly scenario: Scenario;
  readonly epochMs?: number;
  readonly level?: 'inputs' | 'transitions';
  readonly viewers?: Omit<ViewersOptions, 'log'>;
  readonly maxSize?: number;
  /** What it says of who is there. */
  readonly tells?: (present: readonly Present[]) => readonly Present[];
}

export const watchedSimulation = async (options: WatchedOptions) => {
  const {
    dir,
    scenario,
    epochMs = 1_000_000,
    level = 'inputs',
    viewers,
    maxSize = 64 * 1024 * 1024,
    tells = (present) => present,
  } = options;
  const ring = join(dir, 'journal');
  const now = () => epochMs + 1;
  const settings = { level, maxSize, dir: '' };
  const journal = await openJournal({ settings, dir: ring, build: 'test', epochMs, now, log: quiet, viewers });
  if (journal === undefined) throw new Error('there is no journal');
  const { life } = journal;
  const simulation = openSimulation(scenario, { tape: () => life });
  const socket = join(dir, 'control.sock');
  const closeControl = await serveControl(socket, {
    importImage: async () => [],
    reload: async () => ({ changed: [], needsRestart: [] }),
    known: () => ({ owners: [], ledger: [] }),
    actors: () => [],
    inspect: (sink) =>
      journal.watch(sink, () => ({
        present: tells(
          presentBelow(simulation.view.root(), {
            sinceOf: () => undefined,
            askedAtMs: life.askedAtMs,
            nameOf: life.nameOf,
            nowMs: now(),
          }),
        ),
        requests: [],
      })),
  });
  return {
    ring,
    socket,
    journal,
    simulation,
    /** Default choices, so many or until all is at rest. @returns how many were taken */
    play: (most = Number.POSITIVE_INFINITY): number => {
      let taken = 0;
      for (; taken < most; taken += 1) {
        const [choice] = simulation.choices();
        if (choice?.isDefault !== true) break;
        simulation.take(choice);
      }
      return taken;
    },
    close: async () => {
      await Promise.all([closeControl(), journal.close()]);
    },
  };
};
