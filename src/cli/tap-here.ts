/** `troupe tap`: stands between a client and any runtime until SIGTERM. */
import { readFile } from 'node:fs/promises';
import { placeOf } from '../cri/socket.ts';
import { parsePlan, type Rule } from '../tap/inject/plan.ts';
import { startTap } from '../tap/tap.ts';
import { exitCodes } from './exit-codes.ts';
import { awaitEnd } from './signals.ts';
import { troupeVersion } from './version.ts';

export interface TapFlags {
  readonly upstream: string;
  readonly listen: string;
  readonly record?: string;
  readonly inject?: string;
  readonly seed?: string;
  readonly observe: boolean;
}

/** What runs when we are to end may take this long. */
const drainMs = 10_000;
const largestSeed = 2 ** 32 - 1;

/** @returns `found` where the observer found something. */
export const tapHere = async (flags: TapFlags): Promise<number> => {
  const say = (line: string) => void process.stderr.write(`troupe tap: ${line}\n`);
  const rules = flags.inject === undefined ? [] : await planOf(flags.inject);
  const seed = flags.seed === undefined ? Math.floor(Math.random() * largestSeed) : Number(flags.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed > largestSeed) {
    say(`--seed is a number from 0 to ${largestSeed}`);
    return exitCodes.usage;
  }
  const upstreamPath = pathOf(flags.upstream);
  const end = awaitEnd();
  const place = await placeOf(pathOf(flags.listen), 0o600);
  const { record, observe: observes } = flags;
  const tap = await startTap({
    listenPath: place.privatePath,
    upstreamPath,
    build: troupeVersion(),
    record,
    observes,
    rules,
    seed,
    say,
  });
  let found = 0;
  try {
    await place.publish();
    say(
      `listening on ${pathOf(flags.listen)} for ${upstreamPath}${rules.length === 0 ? '' : `; faults with --seed ${seed}`}`,
    );
    await end.ended;
  } finally {
    await place.withdraw();
    const ended = await tap.close(drainMs);
    found = ended.found;
    say(`ended: ${ended.records} records, ${ended.lost} lost${observes ? `, ${found} findings` : ''}`);
  }
  return found > 0 ? exitCodes.found : exitCodes.fine;
};

/** Of a socket, with or without the scheme that kubelets and crictl write. */
const pathOf = (endpoint: string): string => endpoint.replace(/^unix:\/\/(?=\/)/, '').replace(/^unix:(?=\/)/, '');

/** A plan as it stands, or `@` and the file that has it. */
const planOf = async (plan: string): Promise<readonly Rule[]> =>
  parsePlan(plan.startsWith('@') ? await readFile(plan.slice(1), 'utf8') : plan);
