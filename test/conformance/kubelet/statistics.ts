/** What the kubelet tells of the use of its node: to metrics servers, autoscalers and Prometheus. */
import { waiting } from './manifests.ts';
import { isRunning, type Scene } from './scene.ts';

interface Summary {
  readonly pods?: readonly {
    readonly podRef: { readonly name: string };
    readonly cpu?: { readonly usageCoreNanoSeconds?: number };
    readonly memory?: { readonly workingSetBytes?: number };
    readonly network?: { readonly rxBytes?: number };
    readonly process_stats?: { readonly process_count?: number };
    readonly containers?: readonly {
      readonly name: string;
      readonly cpu?: { readonly usageNanoCores?: number; readonly usageCoreNanoSeconds?: number };
      readonly memory?: { readonly workingSetBytes?: number };
      readonly rootfs?: { readonly usedBytes?: number };
    }[];
  }[];
}

export const statistics = async ({ node, check, manifests, hasAlphaGates }: Scene): Promise<void> => {
  await node.put(manifests.pod('measured', [manifests.sh('main', `echo x > /file; ${waiting}`)]));
  await check('a pod to be measured runs', () => node.api.statusOf('measured'), isRunning);
  const name = `measured-${node.nodeName}`;
  const measured = async () => {
    const { pods } = JSON.parse(await node.api.get('/stats/summary')) as Summary;
    return pods?.find(({ podRef }) => podRef.name === name);
  };
  await check('/stats/summary: processor, memory and files of a container', measured, (pod) => {
    const [main] = pod?.containers ?? [];
    return [
      main?.cpu?.usageCoreNanoSeconds,
      main?.cpu?.usageNanoCores,
      main?.memory?.workingSetBytes,
      main?.rootfs?.usedBytes,
    ].every((value) => (value ?? 0) > 0);
  });
  await check(
    '/stats/summary: processor and memory of a pod',
    measured,
    (pod) => (pod?.cpu?.usageCoreNanoSeconds ?? 0) > 0 && (pod?.memory?.workingSetBytes ?? 0) > 0,
  );
  const series = (metric: string) => async () => {
    const path = metric.startsWith('cadvisor:') ? '/metrics/cadvisor' : '/metrics/resource';
    const text = await node.api.get(path);
    return text
      .split('\n')
      .filter((line) => line.startsWith(`${metric.replace(/^.*:/, '')}{`) && line.includes(`pod="${name}"`));
  };
  for (const metric of [
    'container_cpu_usage_seconds_total',
    'container_memory_working_set_bytes',
    'pod_memory_working_set_bytes',
  ])
    await check(`/metrics/resource: ${metric}`, series(metric), (found) => found.length === 1);
  if (!hasAlphaGates) return;
  // without the gates the kubelet measures pods itself, and knows neither networks nor names of a third runtime's containers
  await check(
    '/stats/summary: network and processes of a pod, by the runtime',
    measured,
    (pod) => (pod?.network?.rxBytes ?? 0) > 0 && (pod?.process_stats?.process_count ?? 0) > 0,
  );
  for (const metric of [
    'container_cpu_usage_seconds_total',
    'container_memory_working_set_bytes',
    'container_network_receive_bytes_total',
  ])
    await check(
      `/metrics/cadvisor: ${metric}, by the runtime`,
      series(`cadvisor:${metric}`),
      (found) => found.length > 0,
    );
};
