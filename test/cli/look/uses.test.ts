import { expect, test } from 'vitest';
import type { PodSandboxStats } from '../../../proto/generated/api.js';
import { usesOf } from '../../../src/cli/look/uses.ts';

const measured = (seconds: number, cpuSeconds: number, received: number) => {
  const timestamp = `${seconds * 1e9}`;
  const cpu = { timestamp, usageCoreNanoSeconds: { value: `${cpuSeconds * 1e9}` } };
  return {
    attributes: { id: 'p', metadata: { name: 'web', namespace: 'shop' } },
    linux: {
      cpu,
      memory: { timestamp, workingSetBytes: { value: 100 }, availableBytes: { value: 28 } },
      network: {
        timestamp,
        interfaces: [
          { name: 'eth0', rxBytes: { value: received } },
          { name: 'net1', rxBytes: { value: 5 } },
        ],
      },
      process: { timestamp, processCount: { value: 3 } },
      containers: [
        {
          attributes: { id: 'c', metadata: { name: 'main' } },
          cpu,
          memory: { timestamp, workingSetBytes: { value: 7 } },
        },
      ],
    },
  } as unknown as PodSandboxStats;
};

test('two measurements → totals of the later, rates between both', () => {
  const [pod] = usesOf([measured(14, 7, 1005)], [measured(10, 1, 5)]);
  expect(pod).toMatchObject({
    id: 'p',
    namespace: 'shop',
    name: 'web',
    cpuCores: 1.5,
    cpuSeconds: 7,
    memoryBytes: 100,
    memoryLimitBytes: 128,
    processes: 3,
    receivedBytes: 1010,
    sentBytes: 0,
    receivesPerSecond: 250,
    sendsPerSecond: 0,
    containers: [{ id: 'c', name: 'main', cpuCores: 1.5, memoryBytes: 7, memoryLimitBytes: undefined }],
  });
});

test('none before, counters that began anew, the same moment, nothing known → no rate', () => {
  expect(usesOf([measured(14, 7, 5)], [])[0]?.cpuCores).toBeUndefined();
  expect(usesOf([measured(14, 1, 5)], [measured(10, 7, 5)])[0]?.cpuCores).toBeUndefined();
  expect(usesOf([measured(10, 7, 5)], [measured(10, 7, 5)])[0]?.cpuCores).toBeUndefined();
  const nothing = { attributes: { id: 'p' } } as PodSandboxStats;
  expect(usesOf([nothing], [nothing])[0]).toMatchObject({ cpuCores: undefined, processes: undefined, containers: [] });
});
