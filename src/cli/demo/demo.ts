/**
 * `troupe demo`, which `npm start` runs: a daemon of its own, a pod of two containers, what their actors do meanwhile, and
 * an end that leaves nothing behind. What an earlier demo left that was killed is found by recovery and taken down first.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { OwnNetwork } from '../../actors/network/own-network.ts';
import type { Config } from '../../config/schema.ts';
import type { CriClient } from '../cri-client.ts';
import type { Daemon, StartDaemon } from '../daemon-face.ts';
import { type Finding, withVerdict } from '../doctor/findings.ts';
import { exitCodes } from '../exit-codes.ts';
import { type DemoPlaces, demoConfig } from './demo-config.ts';
import { followLog } from './follow-log.ts';
import { type Paint, transitionLine } from './narrator.ts';
import { demoImage, greeter, podConfig, server, webPort } from './pod.ts';

export interface DemoInput {
  /** The operator's; the demo moves it to its own places. */
  readonly config: Config;
  readonly places: DemoPlaces;
  readonly log: Logger;
  readonly startDaemon: StartDaemon;
  /** The demo's own; its CNI configuration is in `places.confDir` once it is open. */
  readonly network: Pick<OwnNetwork, 'open' | 'close'>;
  readonly connect: (socketPath: string) => CriClient;
  /** Writes an archive with one image of this name. */
  readonly makeImage: (file: string, name: string) => Promise<void>;
  readonly examine: (config: Config) => Promise<readonly Finding[]>;
  readonly leftovers: (config: Config) => Promise<readonly Finding[]>;
  /** Removes the demo's directories and cgroups. */
  readonly sweep: (places: DemoPlaces) => Promise<void>;
  readonly print: (line: string) => void;
  readonly paint: Paint;
  readonly now: () => number;
  /** Fires when the reader has seen enough. */
  readonly signal: AbortSignal;
  /** Do not wait for the signal: end when the first container has. */
  readonly isOnce: boolean;
}

/** @returns the exit code: 1 where something was left behind. */
export const demo = async (input: DemoInput): Promise<number> => {
  const { config, examine, print } = input;
  const mine = demoConfig(config, input.places);
  const lacks = withVerdict(await examine(mine), 'fail');
  for (const { message, remedy } of lacks) print(`troupe: ${message}${remedy === undefined ? '' : `; ${remedy}`}`);
  if (lacks.length > 0) return lacks.some(({ check }) => check === 'root') ? exitCodes.notRoot : exitCodes.unavailable;
  let left: readonly Finding[] = [];
  try {
    await perform(input, mine);
  } finally {
    await input.network.close().finally(() => input.sweep(input.places));
    left = await input.leftovers(mine);
    tell(left, input);
  }
  return left.length === 0 ? exitCodes.fine : exitCodes.found;
};

const tell = (left: readonly Finding[], { print, paint }: DemoInput): void => {
  if (left.length === 0) print(paint('bold', 'Nothing is left behind.'));
  for (const { message } of left) print(`left behind: ${message}`);
};

const perform = async (input: DemoInput, mine: Config): Promise<void> => {
  const { places, print, paint, signal } = input;
  for (const dir of [places.root, places.state, places.logDir]) await mkdir(dir, { recursive: true, mode: 0o700 });
  await input.network.open();
  const startedAtMs = input.now();
  const daemon = await input.startDaemon(mine, input.log);
  const names = new Map<string, string>();
  const silence = daemon.onTransition((transition) =>
    print(transitionLine(transition, { startedAtMs, nameOf: (id) => names.get(id), paint })),
  );
  const cri = input.connect(daemon.socketPath);
  try {
    await clearEarlier(cri, input);
    print(paint('bold', `The daemon serves the CRI at ${daemon.socketPath}.`));
    await input.makeImage(places.archive, demoImage);
    await daemon.importImage(places.archive);
    if (!signal.aborted) await show(input, daemon, cri, names);
  } finally {
    cri.close();
    print(paint('bold', 'Taking it all down.'));
    await daemon.stop({ removeAll: true });
    silence();
  }
};

/** What recovery found is a demo's that was killed: the pods go, with all that is theirs. */
const clearEarlier = async (cri: CriClient, { print }: DemoInput): Promise<void> => {
  const pods = await cri.podIds();
  if (pods.length === 0) return;
  print(
    `An earlier demo was cut short; its ${pods.length === 1 ? 'pod is' : `${pods.length} pods are`} removed first.`,
  );
  for (const pod of pods) await cri.removePod(pod);
};

const show = async (input: DemoInput, daemon: Daemon, cri: CriClient, names: Map<string, string>): Promise<void> => {
  const { places, print, paint, signal } = input;
  const pod = podConfig(places.logDir, places.cgroupParent);
  const podId = await cri.runPod(pod);
  names.set(podId, 'demo');
  const status = await cri.podStatus(podId);
  const greeterId = await cri.create(podId, pod, greeter);
  const serverId = await cri.create(podId, pod, server);
  names.set(greeterId, 'greeter').set(serverId, 'server');
  const greeterExited = exited(daemon, greeterId);
  await cri.start(serverId);
  await cri.start(greeterId);
  const follow = (name: string) =>
    followLog(join(places.logDir, `${name}.log`), ({ text }) =>
      print(`${''.padStart(9)}  ${paint('bold', name)} | ${text}`),
    );
  const ends = [follow('greeter'), follow('server')];
  try {
    for (const line of whereToGoOn(status?.network?.ip ?? '', join(places.state, 'troupe.sock'), podId)) print(line);
    await Promise.race([aborted(signal), ...(input.isOnce ? [greeterExited] : [])]);
  } finally {
    for (const end of ends) await end();
  }
};

const whereToGoOn = (ip: string, socket: string, podId: string): readonly string[] => {
  const crictl = `crictl -r unix://${socket}`;
  return [
    '',
    `The pod has a network of its own and the address ${ip}. In another terminal, as root:`,
    `  curl http://${ip}:${webPort}/`,
    `  ${crictl} pods`,
    `  ${crictl} ps -a`,
    `  ${crictl} inspectp ${podId.slice(0, 12)}`,
    '  bin/troupe --help',
    'Ctrl-C takes all of it down again.',
    '',
  ];
};

/** Settles at the container's transition to `exited`, which must still be to come. */
const exited = (daemon: Daemon, containerId: string): Promise<void> =>
  new Promise((resolve) => {
    const silence = daemon.onTransition(({ id, to }) => {
      if (id !== containerId || !to.startsWith('exited')) return;
      silence();
      resolve();
    });
  });

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
