import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/machines/failure.ts';
import { openStore } from '../../../src/store/store.ts';
import { openMeters } from '../../../src/telemetry/metrics/meters.ts';
import { timedServices, timedStore } from '../../../src/telemetry/metrics/timed.ts';
import { readMetrics } from './read-metrics.ts';

describe('timedServices', () => {
  test('answers and failures → as they were; counted by service and code; none is at work in the end', async () => {
    const meters = await openMeters();
    const failure = new FailureError('NetworkPluginFailed', {});
    const services = timedServices(
      {
        startTask: async ({ taskId }: { readonly taskId: string }, _signal: AbortSignal) => `started ${taskId}`,
        attachNetwork: async (_: { readonly sandboxId: string }, _signal: AbortSignal): Promise<string> => {
          throw failure;
        },
      },
      meters,
    );
    const { signal } = new AbortController();
    expect(await services.startTask({ taskId: 'one' }, signal)).toBe('started one');
    await expect(services.attachNetwork({ sandboxId: 'one' }, signal)).rejects.toBe(failure);
    const values = readMetrics(await meters.text());
    expect(values.get('troupe_service_duration_seconds_count{service="startTask"}')).toBe(1);
    expect(values.get('troupe_service_duration_seconds_count{service="attachNetwork"}')).toBe(1);
    expect(values.get('troupe_service_failures_total{service="attachNetwork",code="NetworkPluginFailed"}')).toBe(1);
    expect(values.get('troupe_service_calls_in_flight{service="startTask"}')).toBe(0);
  });

  test('pulls → one OK for each that is registered, one code for each that failed', async () => {
    const meters = await openMeters();
    const steps = { resolvePull: 0, fetchLayers: 0, registerImage: 0 };
    const pulling = (failing?: keyof typeof steps) =>
      timedServices(
        Object.fromEntries(
          Object.keys(steps).map((step) => [
            step,
            async (_: never, _signal: AbortSignal) => {
              if (step === failing) throw new FailureError('ManifestUnknown', {});
            },
          ]),
        ),
        meters,
      );
    const pull = async (failing?: keyof typeof steps) => {
      const services = pulling(failing);
      const { signal } = new AbortController();
      for (const step of Object.keys(steps)) await services[step]?.({} as never, signal);
    };
    await pull();
    await pull();
    await expect(pull('resolvePull')).rejects.toThrow();
    await expect(pull('registerImage')).rejects.toThrow();
    const values = readMetrics(await meters.text());
    expect(values.get('troupe_image_pulls_total{code="OK"}')).toBe(2);
    expect(values.get('troupe_image_pulls_total{code="ManifestUnknown"}')).toBe(2);
  });
});

test('timedStore → each commit is measured, and what is read is what was written', async () => {
  const meters = await openMeters();
  const store = timedStore(openStore(':memory:'), meters);
  store.records.save('sandbox', 's1', { a: 1 });
  store.ledger.intend({ ownerId: 's1', effect: 'pins', details: {} });
  store.ledger.intend({ ownerId: 'gone', effect: 'network', details: {} });
  store.ledger.intend({ ownerId: 'a-pull', effect: 'pull', details: {} });
  expect(store.records.find('sandbox', 's1')).toEqual({ a: 1 });
  expect(store.counts()).toEqual({
    rows: [
      { effect: 'network', count: 1 },
      { effect: 'pins', count: 1 },
      { effect: 'pull', count: 1 },
    ],
    debts: 1,
  });
  const values = readMetrics(await meters.text());
  expect(values.get('troupe_store_commit_duration_seconds_count{operation="save"}')).toBe(1);
  expect(values.get('troupe_store_commit_duration_seconds_count{operation="intend"}')).toBe(3);
  store.close();
});
