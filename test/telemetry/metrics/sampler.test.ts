import { expect, test } from 'vitest';
import { openMeters } from '../../../src/telemetry/metrics/meters.ts';
import { type Sources, sampler } from '../../../src/telemetry/metrics/sampler.ts';
import { readMetrics } from './read-metrics.ts';

const sources: Sources = {
  population: () => [
    { machine: 'sandbox', state: 'ready.withoutInfra', actors: 2 },
    { machine: 'pull', state: 'working.fetching', actors: 1 },
    { machine: 'execSession', state: 'running', actors: 3 },
  ],
  openRequests: () => 4,
  podStates: () => ['ready', 'ready', 'notready'],
  containerStates: () => ['running'],
  eventSubscribers: () => 1,
  isNetworkReady: () => true,
  images: () => 5,
  imageStoreBytes: () => 6000,
  storeCounts: () => ({ rows: [{ effect: 'network', count: 2 }], debts: 1 }),
  process: () => {},
};

test('a scrape → what is there now, and 0 for known states without any', async () => {
  const meters = await openMeters();
  const { sample } = sampler(meters, sources);
  sample();
  sample(); // nothing is counted twice
  const values = readMetrics(await meters.text());
  expect(
    Object.fromEntries([...values].filter(([name]) => !name.includes('_total') && values.get(name) !== undefined)),
  ).toMatchObject({
    'troupe_actors{machine="sandbox",state="ready.withoutInfra"}': 2,
    troupe_image_pulls_in_progress: 1,
    'troupe_stream_sessions{kind="exec"}': 3,
    'troupe_stream_sessions{kind="attach"}': 0,
    'troupe_pods{state="ready"}': 2,
    'troupe_pods{state="notready"}': 1,
    'troupe_containers{state="exited"}': 0,
    troupe_open_requests: 4,
    troupe_network_ready: 1,
    troupe_image_store_bytes: 6000,
    'troupe_ledger_rows{effect="network"}': 2,
    troupe_ledger_debts: 1,
  });
});

test('a part that cannot be read → is left out and counted, also what it had before; the others are there', async () => {
  const meters = await openMeters();
  let isSick = false;
  const told: string[] = [];
  const failing = {
    ...sources,
    isNetworkReady: () => {
      if (isSick) throw new Error('sick');
      return true;
    },
    podStates: () => {
      if (isSick) throw new Error('sick');
      return ['ready'];
    },
  };
  const { sample } = sampler(meters, failing, (part) => told.push(part));
  sample();
  isSick = true;
  sample();
  const text = await meters.text();
  const values = readMetrics(text);
  expect(told).toEqual(['pods', 'network']);
  expect(values.get('troupe_scrape_errors_total{part="pods"}')).toBe(1);
  expect(text).not.toMatch(/^troupe_pods\{/m);
  expect(text).not.toMatch(/^troupe_network_ready /m);
  expect(values.get('troupe_images')).toBe(5);
  isSick = false;
  sample();
  expect(readMetrics(await meters.text()).get('troupe_pods{state="ready"}')).toBe(1);
});
