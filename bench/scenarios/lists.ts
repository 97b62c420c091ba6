/** What the kubelet asks every second, on a node with many containers: lists and states. */
import { type Endpoint, emptyPod, removeAllPods, slotOf, timer } from '../pod/lives.ts';
import { type Contender, isServed, ledgerOf, type Scenario, takeTurns } from './contender.ts';

const podCount = 20;
const containersEach = 10;
const callsEach = 20;

export const lists: Scenario = async ({ contenders, rounds, signal, progress }) => {
  const served = contenders.filter(isServed);
  const scenes = new Map<Contender, Crowd>();
  for (const contender of served) {
    progress(`creating ${podCount * containersEach} containers in ${contender.name}`);
    scenes.set(contender, await crowd(contender.endpoint, signal));
  }
  const ledger = ledgerOf();
  const turns = Math.max(3, rounds);
  await takeTurns(served, { rounds: turns, signal }, async (contender, round) => {
    progress(`lists ${round + 1}/${turns}`);
    const scene = scenes.get(contender);
    if (scene !== undefined)
      await ask(contender.endpoint, scene, (step, elapsedMs) => ledger.note(step, contender.name, elapsedMs));
  });
  for (const { endpoint } of served) await removeAllPods(endpoint.cri);
  return {
    title: `Lists and states with ${podCount * containersEach} containers in ${podCount} pods, ${turns} rounds of ${callsEach} calls`,
    rows: ledger.rows('ms'),
    notes: ['The client (grpc-js, in the process of the bench) decodes all answers: that is in every figure.'],
  };
};

interface Crowd {
  readonly podIds: readonly string[];
  readonly containerIds: readonly string[];
}

const crowd = async (endpoint: Endpoint, signal: AbortSignal): Promise<Crowd> => {
  const silent = timer(() => {});
  const podIds: string[] = [];
  const containerIds: string[] = [];
  for (let pod = 0; pod < podCount; pod++) {
    signal.throwIfAborted();
    const { podSandboxId, create } = await emptyPod(endpoint, slotOf(endpoint, pod), silent);
    podIds.push(podSandboxId);
    for (let container = 0; container < containersEach; container++)
      containerIds.push(await create(`c${container}`, silent));
  }
  return { podIds, containerIds };
};

const ask = async (endpoint: Endpoint, { podIds, containerIds }: Crowd, note: (step: string, ms: number) => void) => {
  const { runtime } = endpoint.cri;
  const timed = timer(note);
  for (let call = 0; call < callsEach; call++) {
    const podSandboxId = podIds[call % podIds.length] ?? '';
    const containerId = containerIds[(call * 7) % containerIds.length] ?? '';
    await timed('ListPodSandbox', () => runtime.listPodSandbox({ filter: undefined }));
    const { containers } = await timed('ListContainers', () => runtime.listContainers({ filter: undefined }));
    if (containers.length < containerIds.length)
      throw new Error(`${endpoint.name} lists ${containers.length} containers`);
    await timed('PodSandboxStatus', () => runtime.podSandboxStatus({ podSandboxId, verbose: false }));
    await timed('ContainerStatus', () => runtime.containerStatus({ containerId, verbose: false }));
  }
};
