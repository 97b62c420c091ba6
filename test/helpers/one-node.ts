/** One node for the tests of a `describe`: a daemon that a test may replace, and proof after each test that nothing stays. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { makeNodeWorld, type NodeWorld, type RunningDaemon, type StartOptions } from './node-world.ts';
import { importTestImage, removeAllPods } from './pod-life.ts';

export interface OneNode {
  /** There from `beforeAll` on. */
  readonly world: NodeWorld;
  /** The one that runs now. */
  readonly daemon: RunningDaemon;
  /** Ends the daemon, lets something happen, and starts the next. */
  readonly restart: (how: 'stop' | 'kill', meanwhile?: () => Promise<void> | void) => Promise<void>;
}

/**
 * @param settings TOML, as `makeNodeWorld` takes it; a function where it is known in `beforeAll` only
 * @param prepare runs before the daemon starts
 */
export const oneNode = (
  settings: string | (() => string) = '',
  prepare: (world: NodeWorld) => Promise<void> | void = () => undefined,
  start: StartOptions = {},
): OneNode => {
  let world: NodeWorld;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    world = await makeNodeWorld(typeof settings === 'string' ? settings : settings());
    await prepare(world);
    daemon = await world.start(start);
    await importTestImage(world);
  });
  afterEach(async () => {
    await removeAllPods(daemon);
    expect(await world.traces()).toEqual([]);
  });
  afterAll(async () => {
    await daemon?.stop();
    await world?.end();
  });
  return {
    get world() {
      return world;
    },
    get daemon() {
      return daemon;
    },
    restart: async (how, meanwhile = () => undefined) => {
      await daemon[how]();
      await meanwhile();
      daemon = await world.start(start);
    },
  };
};
