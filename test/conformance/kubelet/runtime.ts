/** The daemon of a run, which dies and comes back. */
import type { NodeWorld, RunningDaemon } from '../../helpers/node-world.ts';

export interface Runtime {
  readonly daemon: () => RunningDaemon;
  /** Where it does not run. */
  readonly start: () => Promise<void>;
  /** SIGKILL. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** All that its instances have logged. */
  readonly log: () => string;
}

export const openRuntime = async (world: NodeWorld): Promise<Runtime> => {
  const daemons: RunningDaemon[] = [];
  let isUp = false;
  const start = async () => {
    if (isUp) return;
    const started = await world.start();
    daemons.push(started);
    isUp = true;
    void started.ended.then(() => {
      isUp = false; // also where a signal of the terminal has ended it
    });
  };
  const daemon = () => {
    const [last] = daemons.slice(-1);
    if (last === undefined) throw new Error('there was no daemon');
    return last;
  };
  await start();
  return {
    daemon,
    start,
    kill: () => daemon().kill(),
    stop: () => daemon().stop(),
    log: () => daemons.map((one) => one.output()).join(''),
  };
};
