/** What the kubelet asks every second, on a node with many containers: lists and states. */
import type { Scenario } from './contender.ts';
import { assertAll, measureReads } from './reads.ts';

const size = { pods: 20, containersEach: 10 };
const callsEach = 20;

export const lists: Scenario = async (bench) => {
  const rounds = Math.max(3, bench.rounds);
  const rows = await measureReads(
    { ...bench, rounds },
    {
      size,
      callsEach,
      isRunning: false,
      calls: {
        ListPodSandbox: async ({ cri }, { podIds }) =>
          assertAll('pods', (await cri.runtime.listPodSandbox({ filter: undefined })).items.length, podIds.length),
        ListContainers: async ({ cri }, { containerIds }) => {
          const { containers } = await cri.runtime.listContainers({ filter: undefined });
          assertAll('containers', containers.length, containerIds.length);
        },
        PodSandboxStatus: ({ cri }, { podIds }, index) =>
          cri.runtime.podSandboxStatus({ podSandboxId: podIds[index % podIds.length] ?? '', verbose: false }),
        ContainerStatus: ({ cri }, { containerIds }, index) => {
          const containerId = containerIds[(index * 7) % containerIds.length] ?? '';
          return cri.runtime.containerStatus({ containerId, verbose: false });
        },
      },
      goals: { ListContainers: { atMost: 1 }, ContainerStatus: { atMost: 1 } },
    },
  );
  return {
    title: `Lists and states with ${size.pods * size.containersEach} containers in ${size.pods} pods, ${rounds} rounds of ${callsEach} calls`,
    rows,
    notes: [
      'The client (grpc-js, in the process of the bench) decodes all answers: that is in every time, but in no CPU time.',
    ],
  };
};
