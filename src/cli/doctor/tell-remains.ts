/** `troupe doctor --leftovers`: whether anything of troupe is left on the machine, owned or not. */
import type { Config } from '../../config/schema.ts';
import { exitCodes } from '../exit-codes.ts';
import { readKnown } from './known.ts';
import type { Leftover } from './leftovers.ts';
import { readTraces } from './read-traces.ts';
import { remainsIn } from './remains.ts';
import { readWorld } from './world.ts';

export interface RemainsInput {
  readonly config: Config;
  readonly searchPath: string;
  readonly isRoot: boolean;
  readonly isJson: boolean;
  readonly print: (line: string) => void;
}

/** @returns 0: nothing; 1: it was told what; `notRoot`: others cannot see all of it. */
export const tellRemains = async ({ config, searchPath, isRoot, isJson, print }: RemainsInput): Promise<number> => {
  if (!isRoot) {
    print('troupe: only root sees all that may be left');
    return exitCodes.notRoot;
  }
  const left = await findRemains(config, searchPath);
  if (isJson) print(JSON.stringify({ left }));
  else if (left.length === 0) print('nothing of troupe is left');
  else for (const { kind, what } of left) print(`${kind.padEnd(9)}  ${what}`);
  return left.length === 0 ? exitCodes.fine : exitCodes.found;
};

/** @throws Error where the store cannot be read */
export const findRemains = async (config: Config, searchPath: string): Promise<readonly Leftover[]> => {
  const world = await readWorld(config, searchPath);
  return remainsIn(world, readTraces(config, world), config, await readKnown(config));
};
