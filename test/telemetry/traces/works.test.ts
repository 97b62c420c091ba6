/** Spans of real charts on a stage: who they belong to, and that all of them end whatever happens. */
import { describe, expect, test } from 'vitest';
import type { Draft } from '../../../src/machines/messages.ts';
import { openWorks } from '../../../src/telemetry/traces/works.ts';
import { containerConfig, type Play, play, sandboxConfig, settle } from '../../helpers/stage.ts';
import { writtenSpans } from './written-spans.ts';

const run = { type: 'sandbox.run', sandboxId: 's1', config: sandboxConfig('pod', 1), runtimeHandler: '' } as const;
const create = { type: 'container.create', sandboxId: 's1', containerId: 'c1', config: containerConfig() } as const;
const start = { type: 'container.start', containerId: 'c1' } as const;
const stopPod = { type: 'sandbox.stop', sandboxId: 's1' } as const;
const removePod = { type: 'sandbox.remove', sandboxId: 's1' } as const;
const pull = (pullId: string) => ({ type: 'image.pull', pullId, reference: 'busybox' }) as const;

const traced = async (options: Parameters<typeof play>[0] = {}) => {
  const stage: Play = await play(options);
  let time = 0;
  const now = () => {
    time += 1;
    return time;
  };
  const spans = writtenSpans(now);
  const works = openWorks({ maker: spans.maker, now });
  stage.system.onSighting(works.see);
  let count = 0;
  /** As the gRPC face does it. */
  const ask = async (name: string, draft: Draft, signal?: AbortSignal): Promise<string> => {
    count += 1;
    const requestId = `traced-${count}`;
    const span = spans.root(name);
    works.begin(requestId, span);
    try {
      await stage.system.ask(draft, signal, requestId);
      return 'answered';
    } catch (error) {
      return (error as { readonly code?: string }).code ?? String(error);
    } finally {
      span.end({ atMs: now() });
      works.end(requestId);
    }
  };
  return { ...stage, spans, works, ask };
};

/** Nothing is kept, all have ended, children within their parents where those are states. */
const expectWhole = async ({ works, spans }: Awaited<ReturnType<typeof traced>>) => {
  await settle();
  expect(works.size()).toBe(0);
  for (const { name, atMs, ended, parent } of spans.all) {
    expect(ended, name).toBeDefined();
    expect(atMs, name).toBeLessThanOrEqual(ended?.atMs ?? 0);
    if (parent?.kind === 'internal') expect(atMs, name).toBeGreaterThanOrEqual(parent.atMs);
  }
};

describe('a pod', () => {
  test('start → a tree of states, each with the services that it waits for', async () => {
    const world = await traced();
    await world.ask('run', run);
    await expectWhole(world);
    expect(world.spans.paths()).toEqual(
      expect.arrayContaining([
        'run > sandbox preparing > sandbox preparing.pinning > pinNamespaces',
        'run > sandbox preparing > sandbox preparing.assembling > sandbox preparing.assembling.network > sandbox preparing.assembling.network.attaching > attachNetwork (CNI ADD)',
      ]),
    );
    expect(world.spans.all.some(({ name }) => name.includes('ready') || name.startsWith('supervisor'))).toBe(false);
  });

  test('a service that fails → its code; undoing in the same tree', async () => {
    const world = await traced();
    world.fail('attachNetwork', 'NetworkPluginFailed');
    expect(await world.ask('run', run)).toBe('NetworkPluginFailed');
    await expectWhole(world);
    const [attach] = world.spans.named('attachNetwork (CNI ADD)');
    expect(attach?.ended?.error).toBe('NetworkPluginFailed');
    expect(attach?.attributes).toMatchObject({
      'troupe.service.outcome': 'failed',
      'troupe.failure.code': 'NetworkPluginFailed',
    });
    const undo = world.spans.paths().find((path) => path.endsWith('> unpinNamespaces'));
    expect(undo).toMatch(/^run > sandbox rollingBack > /);
  });

  test('a retry that joins → linked to the work of the first, whose spans stay with it; what comes after is linked back', async () => {
    const world = await traced();
    world.hold('pinNamespaces');
    const first = world.ask('first', run);
    await world.waiting('pinNamespaces');
    const second = world.ask('second', { ...run, sandboxId: 's2' });
    await settle();
    world.free('pinNamespaces');
    expect(await Promise.all([first, second])).toEqual(['answered', 'answered']);
    await expectWhole(world);
    const [joined] = world.spans.named('second');
    expect(joined?.links.map(({ name }) => name)).toEqual(['sandbox preparing']);
    expect(world.spans.paths().filter((path) => path.startsWith('second >'))).toEqual([]);
    const [later] = world.spans.named('sandbox preparing.assembling');
    expect(later?.links).toEqual([joined]);
    expect(world.spans.named('sandbox preparing.pinning')[0]?.links).toEqual([]);
  });

  test('a client that gives up → its span ends, those of the work go on to its end', async () => {
    const world = await traced();
    world.hold('attachNetwork');
    const client = new AbortController();
    const asked = world.ask('run', run, client.signal);
    await world.waiting('attachNetwork');
    client.abort();
    expect(await asked).toBe('Cancelled');
    const attaching = world.spans.named('sandbox preparing.assembling.network.attaching')[0];
    expect(attaching?.ended).toBeUndefined();
    world.free('attachNetwork');
    await expectWhole(world);
    expect(attaching?.ended).toBeDefined();
  });

  test('stop and removal → what its containers do for it is below the same request', async () => {
    const world = await traced();
    for (const [name, draft] of Object.entries({ run, create, start })) await world.ask(name, draft);
    await world.ask('stop', stopPod);
    await world.ask('remove', removePod);
    await expectWhole(world);
    const paths = world.spans.paths();
    expect(paths).toContainEqual(expect.stringMatching(/^create > container creating > .* > createTask$/));
    expect(paths).toContainEqual(
      expect.stringMatching(/^start > container alive > container alive.starting > startTask$/),
    );
    expect(paths).toContainEqual(expect.stringMatching(/^stop > container .*> killTask$/));
    expect(paths).toContainEqual(expect.stringMatching(/^stop > sandbox stopping > .* > detachNetwork \(CNI DEL\)$/));
    expect(paths).toContainEqual(expect.stringMatching(/^remove > container removing/));
  });

  test('an actor that crashes → its spans end', async () => {
    const world = await traced();
    const { records } = world.store;
    const save = records.save;
    await world.ask('run', run);
    Object.assign(records, {
      save: (...args: Parameters<typeof save>) => {
        if (args[0] === 'container') throw new Error('disk full');
        save(...args);
      },
    });
    expect(await world.ask('create', create)).toBe('ActorCrashed');
    await expectWhole(world);
  });
});

describe('a pull', () => {
  test('two of one image → one work, the second linked to it', async () => {
    const world = await traced();
    world.hold('fetchLayers');
    const one = world.ask('one', pull('p1'));
    await world.waiting('fetchLayers');
    const two = world.ask('two', pull('p2'));
    await settle();
    world.free('fetchLayers');
    expect(await Promise.all([one, two])).toEqual(['answered', 'answered']);
    await expectWhole(world);
    expect(world.spans.named('fetchLayers')).toHaveLength(1);
    expect(world.spans.named('two')[0]?.links.map(({ name }) => name)).toEqual(['pull working']);
  });

  test('that its last client leaves → the service is told as aborted, and nothing stays', async () => {
    const world = await traced();
    world.hold('fetchLayers');
    const client = new AbortController();
    const asked = world.ask('pull', pull('p1'), client.signal);
    await world.waiting('fetchLayers');
    client.abort();
    await asked;
    await expectWhole(world);
    expect(world.spans.named('fetchLayers')[0]?.attributes).toMatchObject({ 'troupe.service.outcome': 'aborted' });
    expect(world.spans.paths()).toContainEqual('pull > pull abandoning > abandonPull');
  });
});

test('an exec and a removal of an image → their one service by its own name', async () => {
  const world = await traced();
  for (const [name, draft] of Object.entries({ run, create, start })) await world.ask(name, draft);
  await world.ask('exec', { type: 'container.exec', containerId: 'c1', execId: 'e1', command: ['true'], timeoutMs: 0 });
  await world.ask('untag', { type: 'image.remove', reference: 'busybox' });
  await expectWhole(world);
  expect(world.spans.paths()).toEqual(expect.arrayContaining(['exec > exec running > execTask']));
  expect(
    world.spans
      .paths()
      .filter((path) => path.startsWith('untag >'))
      .at(-1),
  ).toMatch(/> removeImage$/);
});

test('requests that are refused, and those of nobody → no spans, nothing kept', async () => {
  const world = await traced();
  expect(await world.ask('start', start)).toBe('ContainerNotFound');
  await world.system.ask(run);
  await expectWhole(world);
  expect(world.spans.paths()).toEqual(['start']);
});
