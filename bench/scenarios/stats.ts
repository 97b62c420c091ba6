/** What the kubelet and the metrics server ask every few seconds: the statistics of all containers and pods, which run. */
import type { Scenario } from './contender.ts';
import { assertAll, measureReads } from './reads.ts';

const size = { pods: 20, containersEach: 10 };
const callsEach = 3;

export const stats: Scenario = async (bench) => {
  const rows = await measureReads(bench, {
    size,
    callsEach,
    isRunning: true,
    calls: {
      ListContainerStats: async ({ cri }, { containerIds }) => {
        const got = await cri.runtime.listContainerStats({ filter: undefined });
        const measured = got.stats.filter(({ cpu, memory }) => cpu !== undefined && memory !== undefined);
        assertAll('containers', measured.length, containerIds.length);
      },
      ListPodSandboxStats: async ({ cri }, { podIds, containerIds }) => {
        const got = await cri.runtime.listPodSandboxStats({ filter: undefined });
        assertAll('pods', got.stats.length, podIds.length);
        const containers = got.stats.flatMap((pod) => pod.linux?.containers ?? []);
        assertAll('containers', containers.length, containerIds.length);
      },
    },
    goals: { ListContainerStats: { atMost: 0.3 }, ListPodSandboxStats: { atMost: 0.3 } },
  });
  return {
    title: `Statistics of ${size.pods * size.containersEach} running containers in ${size.pods} pods, ${bench.rounds} rounds of ${callsEach} calls`,
    rows,
    notes: ['Every answer must have CPU and memory of all containers.'],
  };
};
