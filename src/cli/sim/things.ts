/** Scenarios and reproducers, as people name them. */
import { readFile } from 'node:fs/promises';
import { NameUnknown, scenarioCalled } from '../../simulation/explore/catalogue.ts';
import { ReproInvalid, readRepro, readScenario } from '../../simulation/explore/read-repro.ts';
import type { Repro } from '../../simulation/explore/repro.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { badUse } from './flags.ts';

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw badUse(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'it is no text'})`);
  }
};

/** @throws Complaint where the work says that a name is unknown, or a file is no reproducer. */
export const understood = async <T>(work: () => T | Promise<T>, about = ''): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NameUnknown)
      throw badUse(
        error.message,
        ...(error.candidates.length > 0 ? error.candidates : ['troupe sim list tells their names']),
      );
    if (error instanceof ReproInvalid) throw badUse(`${about}: ${error.message}`);
    throw error;
  }
};

/** By name, or from a file. */
export const scenarioFor = (wanted: string): Promise<Scenario> =>
  understood(
    async () => (wanted.endsWith('.json') ? readScenario(await textOf(wanted)) : scenarioCalled(wanted)),
    `${wanted} is no scenario`,
  );

export const reproIn = (file: string): Promise<Repro> =>
  understood(async () => readRepro(await textOf(file)), `${file} is no reproducer`);
