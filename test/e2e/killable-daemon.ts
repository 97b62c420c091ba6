/**
 * `troupe serve` that kills itself at a point of its life: around the Nth commit of its store. Between two commits lies
 * every effect in the world, so these points are all that a crash can tell apart.
 *
 *   --config FILE   KILL_AT=N       at the Nth commit after the first request …
 *                   KILL_WHEN=      before (what it would have recorded has happened already, unrecorded) or after
 *                   KILL_DELAY_MS=  … and so long after that, with programs at work
 */
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { openDrivers } from '../../src/cli/daemon/drivers.ts';
import { composeDaemon } from '../../src/cli/daemon.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Store } from '../../src/store/records.ts';
import { openStore } from '../../src/store/store.ts';

const { KILL_AT = '0', KILL_WHEN = 'after', KILL_DELAY_MS = '0' } = process.env;
const killAt = Number(KILL_AT);
let isArmed = false;
let commits = 0;

const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

const counted = <Args extends readonly unknown[]>(commit: (...args: Args) => void) => {
  return (...args: Args): void => {
    if (isArmed) commits += 1;
    const isIt = isArmed && commits === killAt;
    if (isIt && KILL_WHEN === 'before') die();
    commit(...args);
    if (!isIt || KILL_WHEN === 'before') return;
    if (KILL_DELAY_MS === '0') die();
    else void pause(Number(KILL_DELAY_MS)).then(die);
  };
};

const openCounted = (file: string): Store => {
  const { records, ledger, ...rest } = openStore(file);
  return {
    ...rest,
    records: { ...records, save: counted(records.save), remove: counted(records.remove) },
    ledger: {
      ...ledger,
      intend: counted(ledger.intend),
      done: counted(ledger.done),
      undone: counted(ledger.undone),
    },
  };
};

const file = process.argv[process.argv.indexOf('--config') + 1];
const log = pino({ level: 'debug' });
const daemon = await composeDaemon({ openStore: openCounted, openDrivers })(await loadConfig(file), log);
isArmed = true;
process.on('SIGTERM', () => {
  // The last words of a life without a crash: how many points there were.
  process.stdout.write(`commits ${commits}\n`);
  void daemon.stop().then(() => process.exit(0));
});
