/** `troupe demo` on this machine: {@link demo} with the real daemon, network, image and signals. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ownNetwork } from '../../actors/network/own-network.ts';
import { runTool } from '../../actors/tool.ts';
import type { Config } from '../../config/schema.ts';
import { writeBusyboxArchive } from '../../image/busybox-image.ts';
import { FailureError } from '../../machines/failure.ts';
import { connectCri } from '../cri-client.ts';
import { startDaemon } from '../daemon.ts';
import { findLeftovers } from '../doctor/doctor.ts';
import { findProgram } from '../doctor/find-program.ts';
import { type Finding, fail } from '../doctor/findings.ts';
import { exitCodes } from '../exit-codes.ts';
import { openLog } from '../log.ts';
import { awaitEnd } from '../signals.ts';
import { claimDemo } from './claim.ts';
import { demo } from './demo.ts';
import { demoPlaces } from './demo-config.ts';
import type { Paint } from './narrator.ts';
import { remains } from './remains.ts';
import { sweep } from './sweep.ts';

export interface DemoHereInput {
  readonly config: Config;
  readonly searchPath: string;
  readonly examine: (config: Config) => Promise<readonly Finding[]>;
  readonly print: (line: string) => void;
  readonly paint: Paint;
  readonly isOnce: boolean;
}

/** Comes back only where another demo runs; else the process ends when all is taken down, whatever is still open. */
export const demoHere = async (input: DemoHereInput): Promise<number> => {
  if (!(await claimDemo())) {
    input.print('troupe: a demo runs on this machine already');
    return exitCodes.found;
  }
  const { signal } = awaitEnd({ followsParent: true });
  // The terminal may be gone: what is left to do is done all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const exitCode = await demo({
    ...input,
    places: demoPlaces,
    log: openLog('warn'),
    startDaemon,
    network: ownNetwork({
      name: 'troupe-demo',
      bridge: demoPlaces.bridge,
      dir: demoPlaces.networkDir,
      runTool,
      searchPath: input.searchPath,
    }),
    connect: connectCri,
    makeImage: async (file, name) => writeBusyboxArchive(busybox(input.searchPath), file, name),
    leftovers: async (config) => {
      const { leftovers } = await findLeftovers(config, input.searchPath);
      return [...leftovers.map(({ kind, what }) => fail(kind, `${kind} ${what}`)), ...remains(demoPlaces)];
    },
    sweep,
    now: Date.now,
    signal,
  });
  process.exit(exitCode);
};

/** The one that setup fetched, else the system's. @throws FailureError ToolMissing {tool, package} */
const busybox = (searchPath: string): string => {
  const fetched = fileURLToPath(new URL('../../../node_modules/.cache/troupe/bin/busybox', import.meta.url));
  const found = existsSync(fetched) ? fetched : findProgram('busybox', searchPath);
  if (found === undefined) throw new FailureError('ToolMissing', { tool: 'busybox', package: 'busybox-static' });
  return found;
};
