/** Where a pod's time goes: one pod after another on a traced daemon, its calls and what the daemon did in each. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImageSpec } from '../../proto/generated/api.js';
import { criClient, message } from '../../src/cri/client.ts';
import { type Endpoint, execOnce, podDown, podUp, removeAllPods, slotOf, type Timed } from '../pod/lives.ts';
import { isServing } from '../runtimes/runtime.ts';
import { writeTroupeConfig } from '../runtimes/troupe.ts';
import { makeHome, type Scene } from '../scene/scene.ts';
import { traceReport } from './report.ts';
import { type Traced, wallMs } from './spans.ts';

/** One call of the client. */
export interface CallSpan {
  readonly step: string;
  readonly startedAtMs: number;
  readonly elapsedMs: number;
}
export interface TracedPod {
  readonly calls: readonly CallSpan[];
  readonly traced: Traced;
}

export interface TraceInput {
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

export const trace = async (scene: Scene, { rounds, signal, print }: TraceInput): Promise<void> => {
  const home = await makeHome(scene, { name: 'troupe', index: 0, slotCount: 1 });
  const daemon = fork(fileURLToPath(new URL('traced-daemon.ts', import.meta.url)), [await writeTroupeConfig(home)], {
    stdio: ['ignore', openSync(join(home.dir, 'daemon.log'), 'a'), 'inherit', 'ipc'],
    detached: true,
  });
  const ended = once(daemon, 'exit');
  const cri = criClient({ socketPath: home.socketPath });
  scene.undo.push('the traced daemon', async () => {
    cri.close();
    if (daemon.exitCode === null) daemon.kill('SIGTERM');
    await ended;
  });
  while (!(await isServing(cri).catch(() => false))) {
    if (daemon.exitCode !== null) throw new Error(`the traced daemon ended with ${daemon.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  scene.undo.push('pods', () => removeAllPods(cri));
  await cri.image.pullImage({
    image: message(ImageSpec, { image: scene.images.workload }),
    auth: undefined,
    sandboxConfig: undefined,
  });
  const endpoint = { name: 'troupe', cri, slots: home.slots, image: scene.images.workload };
  for (let round = 0; round < warmups; round++) await tracedPod(endpoint, daemon);
  const pods: TracedPod[] = [];
  for (let round = 0; round < rounds && !signal.aborted; round++) pods.push(await tracedPod(endpoint, daemon));
  for (const line of traceReport(pods)) print(line);
};

const warmups = 5;

const tracedPod = async (endpoint: Endpoint, daemon: ChildProcess): Promise<TracedPod> => {
  await take(daemon);
  const calls: CallSpan[] = [];
  const timed: Timed = async (step, work) => {
    const startedAtMs = wallMs();
    const result = await work();
    calls.push({ step, startedAtMs, elapsedMs: wallMs() - startedAtMs });
    return result;
  };
  const pod = await podUp(endpoint, slotOf(endpoint, 0), timed);
  await execOnce(endpoint, pod, timed);
  await podDown(endpoint, pod, timed);
  return { calls, traced: await take(daemon) };
};

const take = async (daemon: ChildProcess): Promise<Traced> => {
  const answer = once(daemon, 'message');
  daemon.send({ type: 'take' });
  const [traced] = await answer;
  return traced as Traced;
};
