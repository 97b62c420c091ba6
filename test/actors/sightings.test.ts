/** What watchers are told of real charts: complete, in order, and never at the cost of an actor. */
import { expect, test } from 'vitest';
import type { Sighting } from '../../src/machines/sightings.ts';
import { actorMeter } from '../../src/telemetry/metrics/actor-meter.ts';
import { openMeters } from '../../src/telemetry/metrics/meters.ts';
import { containerConfig, play, sandboxConfig, settle } from '../helpers/stage.ts';
import { readMetrics } from '../telemetry/metrics/read-metrics.ts';

const run = { type: 'sandbox.run', sandboxId: 's1', config: sandboxConfig('pod', 1), runtimeHandler: '' } as const;
const create = { type: 'container.create', sandboxId: 's1', containerId: 'c1', config: containerConfig() } as const;

test('a pod start → the request arrives, services begin and end, it is answered; states name their services', async () => {
  const { system } = await play();
  const seen: Sighting[] = [];
  system.onSighting((sighting) => seen.push(sighting));
  await system.ask(run, undefined, 'the-request');
  await settle();

  const arrivals = seen.flatMap((one) =>
    one.type === 'message.arrived' && one.requestId === 'the-request' ? [`${one.actor.machine} ${one.message}`] : [],
  );
  expect(arrivals).toEqual(['supervisor sandbox.run', 'sandbox xstate.init']);
  expect(seen.filter(({ type }) => type === 'request.answered')).toEqual([
    { type: 'request.answered', requestId: 'the-request' },
  ]);
  const began = seen.flatMap((one) => (one.type === 'service.began' ? [one.call.service] : []));
  expect(began.toSorted()).toEqual(['attachNetwork', 'pinNamespaces', 'prepareSandboxFiles']);
  expect(began[0]).toBe('pinNamespaces');
  const ended = seen.flatMap((one) => (one.type === 'service.ended' ? [`${one.call.service} ${one.outcome}`] : []));
  expect(ended.toSorted()).toEqual(['attachNetwork done', 'pinNamespaces done', 'prepareSandboxFiles done']);
  const attaching = seen.flatMap((one) =>
    one.type === 'message.handled' && one.actor.machine === 'sandbox'
      ? one.states().filter(({ services }) => services.includes('attachNetwork'))
      : [],
  );
  expect(attaching[0]).toEqual({
    path: 'preparing.assembling.network.attaching',
    isFinal: false,
    services: ['attachNetwork'],
  });
});

test('a watcher that throws → the pod starts, and others hear all', async () => {
  const { system } = await play();
  let heard = 0;
  system.onSighting(() => {
    throw new Error('a broken watcher');
  });
  system.onSighting(() => {
    heard += 1;
  });
  await system.ask(run);
  expect(system.views.sandbox('s1')?.state).toBe('ready');
  expect(heard).toBeGreaterThan(10);
});

test('unsubscribed → nothing more is told', async () => {
  const { system } = await play();
  const seen: Sighting[] = [];
  const stop = system.onSighting((sighting) => seen.push(sighting));
  stop();
  await system.ask(run);
  expect(seen).toEqual([]);
});

test('population → each actor once, by chart and state, and none of a pod that is gone', async () => {
  const { system } = await play();
  await system.ask(run);
  await system.ask(create);
  await system.ask({ type: 'container.start', containerId: 'c1' });
  expect(system.population()).toEqual(
    expect.arrayContaining([
      { machine: 'sandbox', state: 'ready.withoutInfra', actors: 1 },
      { machine: 'container', state: 'alive.running', actors: 1 },
    ]),
  );
  await system.ask({ type: 'sandbox.stop', sandboxId: 's1' });
  await system.ask({ type: 'sandbox.remove', sandboxId: 's1' });
  await settle();
  expect(system.population().map(({ machine }) => machine)).not.toContain('sandbox');
});

test('metrics of a pod whose actor crashes → a crash and a restart; exits with their reason', async () => {
  const exits: string[] = [];
  let isBroken = false;
  const { store, system } = await play({ onExit: ({ reason }) => exits.push(reason) });
  const meters = await openMeters();
  system.onSighting(actorMeter(meters));
  await system.ask(run);
  await system.ask(create);
  await system.ask({ type: 'container.start', containerId: 'c1' });
  const save = store.records.save;
  Object.assign(store.records, {
    save: (...args: Parameters<typeof save>) => {
      if (isBroken && args[0] === 'container') throw new Error('disk full');
      save(...args);
    },
  });
  isBroken = true;
  await system.ask({ type: 'container.stop', containerId: 'c1', graceMs: 100 }).catch(() => undefined);
  isBroken = false;
  await settle();
  const values = readMetrics(await meters.text());
  expect(values.get('troupe_actor_crashes_total{machine="container"}')).toBe(1);
  expect(values.get('troupe_actor_restarts_total{machine="container"}')).toBe(1);
  expect(values.get('troupe_actors_started_total{machine="sandbox"}')).toBe(1);
  expect(values.get('troupe_actor_transitions_total{machine="sandbox"}')).toBeGreaterThan(2);
  expect(values.get('troupe_actor_messages_total{machine="sandbox",outcome="handled"}')).toBeGreaterThan(4);
  await system.ask({ type: 'container.stop', containerId: 'c1', graceMs: 100 });
  await settle();
  expect(exits).toEqual([system.views.container('c1')?.reason]);
});
