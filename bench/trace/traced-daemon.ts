/** `troupe serve` with stopwatches: node traced-daemon.ts CONFIG, forked by the bench, which asks it what it saw. */

import { openDrivers } from '../../src/cli/daemon/drivers.ts';
import { composeDaemon } from '../../src/cli/daemon.ts';
import { openLog } from '../../src/cli/log.ts';
import { awaitEnd } from '../../src/cli/signals.ts';
import { loadConfig } from '../../src/config/load.ts';
import { openStore } from '../../src/store/store.ts';
import { recorder } from './record.ts';

const config = await loadConfig(process.argv[2]);
const { ended } = awaitEnd();
const { store, drivers, watchPrograms, take } = recorder();
watchPrograms();
const daemon = await composeDaemon({
  openStore: (file) => store(openStore(file)),
  openDrivers: async (options) => drivers(await openDrivers(options)),
})(config, openLog(config.log.level));
process.on('message', () => process.send?.(take()));
await ended;
await daemon.stop();
process.exit(0);
