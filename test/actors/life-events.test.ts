/** Each step of each life, once, in order, with a pod in it that is no older: whatever the life is, and crashes. */
import { describe, expect, test } from 'vitest';
import { startSystem } from '../../src/actors/system.ts';
import type { LifeEvent } from '../../src/machines/life-events.ts';
import type { Draft, RunSandbox } from '../../src/machines/messages.ts';
import type { Store } from '../../src/store/records.ts';
import { openStore } from '../../src/store/store.ts';
import { containerConfig, type Play, play, sandboxConfig, settle, silentLog } from '../helpers/stage.ts';

const run: Draft<RunSandbox> = {
  type: 'sandbox.run',
  sandboxId: 's1',
  config: sandboxConfig(),
  runtimeHandler: '',
};
const create = (containerId = 'c1', name = 'app') =>
  ({ type: 'container.create', sandboxId: 's1', containerId, config: containerConfig(name) }) as const;
const start = (containerId = 'c1') => ({ type: 'container.start', containerId }) as const;
const stop = { type: 'container.stop', containerId: 'c1', graceMs: 1000 } as const;
const remove = { type: 'container.remove', containerId: 'c1' } as const;
const stopPod = { type: 'sandbox.stop', sandboxId: 's1' } as const;
const removePod = { type: 'sandbox.remove', sandboxId: 's1' } as const;

interface Followed extends Play {
  readonly events: LifeEvent[];
  /** `c1 started` … */
  readonly told: () => readonly string[];
}
const followed = async (options: Parameters<typeof play>[0] = {}): Promise<Followed> => {
  const stage = await play(options);
  return follow(stage);
};
const follow = (stage: Play): Followed => {
  const events: LifeEvent[] = [];
  stage.system.life.subscribe((event) => void events.push(event));
  return { ...stage, events, told: () => events.map(({ id, change }) => `${id} ${change}`) };
};
const states = ({ containers }: LifeEvent) => containers.map(({ containerId, state }) => `${containerId} ${state}`);

describe('a whole life', () => {
  test('run, create, start, stop, remove → every step once, in order', async () => {
    const { system, told } = await followed();
    for (const command of [run, create(), start(), stop, stop, remove, stopPod, stopPod, removePod])
      await system.ask(command);
    expect(told()).toEqual([
      's1 created',
      's1 started',
      'c1 created',
      'c1 started',
      'c1 stopped',
      'c1 deleted',
      's1 stopped',
      's1 deleted',
    ]);
  });

  test('removing the pod → its containers first, and the last event shows an empty pod', async () => {
    const { system, told, events } = await followed();
    for (const command of [run, create('c1', 'a'), start('c1'), create('c2', 'b'), start('c2'), removePod])
      await system.ask(command);
    expect(told().slice(-6).toSorted()).toEqual(
      ['c1 deleted', 'c1 stopped', 'c2 deleted', 'c2 stopped', 's1 deleted', 's1 stopped'].toSorted(),
    );
    const at = (step: string) => told().indexOf(step);
    expect(at('c1 stopped')).toBeLessThan(at('s1 stopped'));
    expect(at('s1 stopped')).toBeLessThan(at('c1 deleted'));
    expect(at('c1 deleted')).toBeLessThan(at('s1 deleted'));
    expect(events.at(-1)).toMatchObject({ id: 's1', sandbox: { state: 'notready' }, containers: [] });
  });

  test('each event → the pod as it was then, later times, and a read after it is no older', async () => {
    const { system } = await play();
    const seen: string[] = [];
    let lastMs = 0;
    system.life.subscribe((event) => {
      expect(event.atMs).toBeGreaterThan(lastMs);
      lastMs = event.atMs;
      seen.push(`${event.change} ${event.sandbox.state} ${states(event).join()}`);
      queueMicrotask(() => {
        const now = system.views.container('c1')?.state ?? 'none';
        if (event.id === 'c1') seen.push(`read ${now}`);
      });
    });
    for (const command of [run, create(), start(), stop, remove]) await system.ask(command);
    expect(seen).toEqual([
      'created ready ',
      'started ready ',
      'created ready c1 created',
      'read created',
      'started ready c1 running',
      'read running',
      'stopped ready c1 exited',
      'read exited',
      'deleted ready ',
      'read none',
    ]);
  });

  test('a process that ends by itself, before its start is known → started, then stopped', async () => {
    const stage = await followed();
    await stage.system.ask(run);
    await stage.system.ask(create());
    stage.hold('startTask');
    const started = stage.system.ask(start());
    await stage.waiting('startTask');
    stage.exit('c1', 0);
    stage.free('startTask');
    await started;
    await settle();
    expect(stage.told().slice(-2)).toEqual(['c1 started', 'c1 stopped']);
  });

  test('created and never started → stopped without started', async () => {
    const { system, told } = await followed();
    for (const command of [run, create(), remove]) await system.ask(command);
    expect(told().slice(2)).toEqual(['c1 created', 'c1 stopped', 'c1 deleted']);
  });
});

describe('what failed', () => {
  test('a creation and a run that are undone whole → no event: they were never there', async () => {
    const stage = await followed();
    stage.fail('attachNetwork');
    await expect(stage.system.ask(run)).rejects.toThrow();
    stage.free('attachNetwork');
    await stage.system.ask({ ...run, sandboxId: 's2', config: sandboxConfig('other') });
    stage.fail('createTask');
    await expect(stage.system.ask({ ...create(), sandboxId: 's2' })).rejects.toThrow();
    expect(stage.told()).toEqual(['s2 created', 's2 started']);
  });

  test('a run that cannot be undone is listed → created and stopped are told of it', async () => {
    const stage = await followed();
    stage.fail('attachNetwork');
    stage.fail('removeSandboxFiles');
    await expect(stage.system.ask(run)).rejects.toThrow();
    expect(stage.told()).toEqual(['s1 created', 's1 stopped']);
    expect(stage.events.map(({ sandbox }) => sandbox.state)).toEqual(['notready', 'notready']);
    stage.free('removeSandboxFiles');
    await stage.system.ask(removePod);
    expect(stage.told()).toEqual(['s1 created', 's1 stopped', 's1 deleted']);
  });

  test('a stop that fails and is asked again → stopped once', async () => {
    const stage = await followed();
    await stage.system.ask(run);
    stage.fail('removeSandboxFiles');
    await expect(stage.system.ask(stopPod)).rejects.toThrow();
    stage.free('removeSandboxFiles');
    await stage.system.ask(stopPod);
    expect(stage.told()).toEqual(['s1 created', 's1 started', 's1 stopped']);
  });
});

describe('after a restart', () => {
  const runningBefore = async () => {
    const stage = await play();
    for (const command of [run, create(), start()]) await stage.system.ask(command);
    await stage.system.stop(0);
    return stage;
  };
  /** Follows from before recovery on. */
  const again = async ({ services, watches, store }: Play) => {
    const events: LifeEvent[] = [];
    let time = 10_000;
    let requests = 0;
    const system = startSystem({
      services,
      watches,
      store,
      log: silentLog,
      now: () => ++time,
      requestId: () => `again-${++requests}`,
      infraPolicy: 'when-needed',
      runtimeHandlers: [''],
    });
    system.life.subscribe((event) => void events.push(event));
    await system.whenServing();
    await settle();
    return { system, told: () => events.map(({ id, change }) => `${id} ${change}`) };
  };

  test('nothing changed → nothing is told; what happens next is', async () => {
    const { system, told } = await again(await runningBefore());
    expect(told()).toEqual([]);
    for (const command of [stop, remove, removePod]) await system.ask(command);
    expect(told()).toEqual(['c1 stopped', 'c1 deleted', 's1 stopped', 's1 deleted']);
  });

  test('an exit while nobody looked → is told when it is found out', async () => {
    const stage = await runningBefore();
    stage.exit('c1', 3);
    expect((await again(stage)).told()).toEqual(['c1 stopped']);
  });

  test('a pod whose namespaces are gone → stopped, once', async () => {
    const stage = await runningBefore();
    const services = { ...stage.services, probePins: async () => ({ areThere: false, seenAtMs: 6000 }) };
    const { told, system } = await again({ ...stage, services });
    expect(told()).toEqual(['s1 stopped']);
    await system.ask(stopPod);
    expect(told()).toEqual(['s1 stopped', 'c1 stopped']);
  });

  test('an exit before it → is not told again', async () => {
    const stage = await play();
    for (const command of [run, create(), start(), stop]) await stage.system.ask(command);
    await stage.system.stop(0);
    const { told, system } = await again(stage);
    await system.ask(remove);
    expect(told()).toEqual(['c1 deleted']);
  });
});

test('an actor that crashes at any save of a life → its successor tells the rest, each step once', async () => {
  const whole = ['s1 created', 's1 started', 'c1 created', 'c1 started', 'c1 stopped', 'c1 deleted'];
  for (let crashAt = 1; crashAt <= 8; crashAt += 1) {
    const store = openStore(':memory:');
    let saves = 0;
    const records: Store['records'] = {
      ...store.records,
      save: (kind, id, record) => {
        saves += 1;
        if (saves === crashAt) throw new Error('the disk failed');
        store.records.save(kind, id, record);
      },
    };
    const { system, told } = await followed({ store: { ...store, records } });
    for (const command of [run, create(), start(), stop, remove]) {
      void system.ask(command).catch(() => undefined);
      await settle();
    }
    const steps = told();
    expect(new Set(steps).size, `crash at save ${crashAt}: ${steps}`).toBe(steps.length);
    expect(steps, `crash at save ${crashAt}`).toEqual(whole.filter((step) => steps.includes(step)));
    const listed = system.views.containers().map(({ containerId, state }) => `${containerId} ${state}`);
    const replayed = steps.includes('c1 created') && !steps.includes('c1 deleted') ? ['c1'] : [];
    expect(
      listed.map((line) => line.split(' ')[0]),
      `crash at save ${crashAt}: ${steps}`,
    ).toEqual(replayed);
  }
});

describe('who follows', () => {
  test('one that throws → harms neither the actor nor the others', async () => {
    const { system } = await play();
    system.life.subscribe(() => {
      throw new Error('oops');
    });
    const heard: string[] = [];
    system.life.subscribe(({ change }) => void heard.push(change));
    await system.ask(run);
    expect(heard).toEqual(['created', 'started']);
  });

  test('many, one of whom leaves → each hears all while it is there', async () => {
    const { system } = await play();
    const heard: string[][] = [[], []];
    const leave = system.life.subscribe(({ id, change }) => void heard[0]?.push(`${id} ${change}`));
    system.life.subscribe(({ id, change }) => void heard[1]?.push(`${id} ${change}`));
    await system.ask(run);
    leave();
    await system.ask(removePod);
    expect(heard[0]).toEqual(['s1 created', 's1 started']);
    expect(heard[1]).toEqual(['s1 created', 's1 started', 's1 stopped', 's1 deleted']);
  });
});
