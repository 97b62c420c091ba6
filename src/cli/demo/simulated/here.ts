/**
 * `troupe demo --driver simulated`, which `npm run demo:simulated` runs: a node that is not there, with load and four kinds of
 * trouble, and the page that shows it. In one process, in a directory of its own, as any user.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { criClient } from '../../../cri/client.ts';
import { Complaint } from '../../complain.ts';
import { exitCodes } from '../../exit-codes.ts';
import { pageDir } from '../../inspect/page-dir.ts';
import { show } from '../../inspect/show.ts';
import { openSources } from '../../inspect/source.ts';
import { liveSource } from '../../inspect/sources/live.ts';
import { wordsOf } from '../../inspect/sources/produced.ts';
import { type ServingAt, serveSimulated } from '../../serve-simulated.ts';
import type { Paint } from '../narrator.ts';
import { openKubelet } from './kubelet.ts';
import { demoFaults, demoLatencies, runLoad } from './load.ts';

export interface SimulatedDemoFlags {
  readonly pods?: string;
  readonly seed?: string;
  readonly port?: string;
  readonly open?: boolean;
}

const usualPods = 12;
const mostPods = 500;

/** Settles when a signal has ended it, and all of it is gone. @throws Complaint */
export const simulatedDemo = async (
  flags: SimulatedDemoFlags,
  { print, paint }: { readonly print: (line: string) => void; readonly paint: Paint },
): Promise<number> => {
  const pods = numberIn(flags.pods, '--pods', usualPods, mostPods);
  const port = numberIn(flags.port, '--port', 0, 65_535);
  const say = (line: string) => void process.stderr.write(`troupe: ${line}\n`);
  await pageDir(say); // a page that cannot be shown is told before anything begins
  const dir = await mkdtemp(join(tmpdir(), 'troupe-demo-'));
  const onServing = async ({ socketPath, controlSocket }: ServingAt) => {
    const over = new AbortController();
    const cri = criClient({ socketPath });
    const kubelet = openKubelet({ cri, logDir: join(dir, 'logs'), over: over.signal });
    const load = runLoad({ kubelet, over: over.signal, pods }).catch((error: unknown) => say(wordsOf(error)));
    for (const line of whatThereIs(pods, socketPath, controlSocket, paint)) print(line);
    const sources = openSources();
    sources.add(liveSource({ socketFile: controlSocket }));
    const desk = { print: (url: string) => print(`\n${paint('bold', 'The page:')}\n${url}\n`), say, env: process.env };
    const page = show({ sources }, { port, idleMs: 0, opensBrowser: flags.open === true }, desk);
    page.catch((error: unknown) => {
      say(error instanceof Complaint ? error.lines.join('; ') : wordsOf(error));
    });
    return async () => {
      over.abort();
      await Promise.allSettled([load, page]);
      cri.close();
    };
  };
  try {
    return await serveSimulated(
      {
        listen: join(dir, 'troupe.sock'),
        latency: demoLatencies,
        faults: demoFaults,
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      },
      { onServing },
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
    print('All of it is gone.');
  }
};

const whatThereIs = (pods: number, socketPath: string, controlSocket: string, paint: Paint): readonly string[] => [
  paint('bold', 'A simulated node: nothing runs, nothing is pulled, nothing is connected.'),
  `  shop/web-N     ${pods} pods, one of which is replaced every few seconds; probes; a slow start now and then`,
  '  batch/report-N jobs, one after the other',
  '  shop/billing-0 its CNI plugin hangs, and the kubelet asks again',
  '  shop/checkout-0 its container crash-loops',
  '  shop/queue-N   it ignores SIGTERM: its stop waits for the grace period of 30 s',
  '  registry.demo/model  a pull that stalls',
  `  crictl -r unix://${socketPath} pods`,
  `  bin/troupe top --socket ${controlSocket}`,
  'Ctrl-C takes all of it down.',
];

const numberIn = (text: string | undefined, option: string, usual: number, most: number): number => {
  if (text === undefined) return usual;
  if (/^\d{1,6}$/.test(text) && Number(text) <= most) return Number(text);
  throw new Complaint([`troupe demo: ${option} is a number from 0 to ${most}`], exitCodes.usage);
};
