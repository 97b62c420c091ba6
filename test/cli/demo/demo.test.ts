import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CriClient } from '../../../src/cli/cri-client.ts';
import type { Daemon, Transition } from '../../../src/cli/daemon-face.ts';
import { type DemoInput, demo } from '../../../src/cli/demo/demo.ts';
import { demoConfig } from '../../../src/cli/demo/demo-config.ts';
import { fail } from '../../../src/cli/doctor/findings.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { FailureError } from '../../../src/machines/failure.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'trp-demo-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** A demo of which every part is a fake that tells what was done with it. */
const scene = (changes: Partial<DemoInput> = {}, cri: Partial<CriClient> = {}) => {
  const done: string[] = [];
  const lines: string[] = [];
  const listeners = new Set<(transition: Transition) => void>();
  const logDir = join(dir, 'logs');
  const say = (id: string, to: string) => {
    for (const tell of [...listeners])
      tell({ actor: id, kind: 'container', id, from: 'running', to, event: 'task.exited', atMs: 5 });
  };
  const daemon: Daemon = {
    socketPath: '/s.sock',
    onTransition: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    prove: async () => {},
    known: () => ({ owners: [], ledger: [] }),
    actors: () => [],
    status: () => '1 pods, 1 of 1 containers run',
    importImage: async () => {
      done.push('import');
      return [];
    },
    stop: async (options) => void done.push(`stop ${JSON.stringify(options)}`),
  };
  const client: CriClient = {
    podIds: async () => [],
    removePod: async (id) => void done.push(`remove ${id}`),
    runPod: async () => 'pod',
    podStatus: async () => undefined,
    create: async (_pod, _sandbox, { metadata }) => {
      await writeFile(join(logDir, `${metadata?.name}.log`), '');
      return metadata?.name ?? '';
    },
    start: async (id) => {
      done.push(`start ${id}`);
      if (id === 'greeter') say('greeter', 'exited.resting');
    },
    containerStatus: async () => undefined,
    containerIds: async () => [],
    close: () => {},
    ...cri,
  };
  const input: DemoInput = {
    config: parseConfig('', 'f'),
    places: {
      root: join(dir, 'root'),
      state: join(dir, 'state'),
      logDir,
      networkDir: join(dir, 'network'),
      confDir: join(dir, 'network/net.d'),
      bridge: 'trp-demo',
      archive: join(dir, 'a.tar'),
      cgroupParent: '/trp-demo',
    },
    log: pino({ level: 'silent' }),
    startDaemon: async () => daemon,
    network: {
      open: async () => ({ configDir: '', subnet: '' }),
      close: async () => void done.push('network closed'),
    },
    connect: () => client,
    makeImage: async () => void done.push('image'),
    examine: async () => [],
    leftovers: async () => [],
    sweep: async () => void done.push('sweep'),
    print: (line) => void lines.push(line),
    paint: (_, text) => text,
    now: () => 0,
    signal: new AbortController().signal,
    isOnce: true,
    ...changes,
  };
  return { input, done, lines };
};

const takenDown = ['stop {"removeAll":true}', 'network closed', 'sweep'];

describe('demo', () => {
  test('once → image, both containers, and all taken down in order', async () => {
    const { input, done, lines } = scene();
    expect(await demo(input)).toBe(0);
    expect(done).toEqual(['image', 'import', 'start server', 'start greeter', ...takenDown]);
    expect(lines.at(-1)).toBe('Nothing is left behind.');
  });

  test('transitions → told under the names of the containers', async () => {
    const { input, lines } = scene();
    await demo(input);
    expect(lines.some((line) => /container greeter +running → exited/.test(line))).toBe(true);
  });

  test('interrupted before anything ran → taken down all the same', async () => {
    const { input, done } = scene({ signal: AbortSignal.abort(), isOnce: false });
    expect(await demo(input)).toBe(0);
    expect(done).toEqual(['image', 'import', ...takenDown]);
  });

  test('interrupted while it runs → taken down', async () => {
    const asked = new AbortController();
    const { input, done } = scene(
      { isOnce: false, signal: asked.signal },
      { start: async (id) => (id === 'greeter' ? asked.abort() : undefined) },
    );
    expect(await demo(input)).toBe(0);
    expect(done).toEqual(['image', 'import', ...takenDown]);
  });

  test('an earlier demo was killed → its pods go first', async () => {
    const { input, done, lines } = scene({}, { podIds: async () => ['old'] });
    expect(await demo(input)).toBe(0);
    expect(done[0]).toBe('remove old');
    expect(lines[0]).toContain('An earlier demo was cut short');
  });

  test('the pod fails → all taken down, then the failure', async () => {
    const runPod = () => Promise.reject(new FailureError('NetworkNotReady'));
    const { input, done } = scene({}, { runPod });
    await expect(demo(input)).rejects.toMatchObject({ code: 'NetworkNotReady' });
    expect(done).toEqual(['image', 'import', ...takenDown]);
  });

  test('something is left → said, and 1', async () => {
    const { input, lines } = scene({ leftovers: async () => [fail('mount', 'mount /x')] });
    expect(await demo(input)).toBe(1);
    expect(lines.at(-1)).toBe('left behind: mount /x');
  });

  test('the machine lacks something → said with its remedy, nothing touched', async () => {
    const { input, done, lines } = scene({
      examine: async () => [fail('conmon', 'conmon is not installed', 'install it')],
    });
    expect(await demo(input)).toBe(69);
    expect(lines).toEqual(['troupe: conmon is not installed; install it']);
    expect(done).toEqual([]);
  });
});

test('demoConfig → the operator’s runtimes in places of the demo’s own', () => {
  const config = parseConfig('[runtimes.runc]\nruntime_path = "/opt/runc"', 'f');
  const mine = demoConfig(config, scene().input.places);
  expect(mine.runtimes).toBe(config.runtimes);
  expect([mine.root, mine.state, mine.grpc.address, mine.cni.confDir].every((path) => path.startsWith(dir))).toBe(true);
});
