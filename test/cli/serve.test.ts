import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Daemon } from '../../src/cli/daemon-face.ts';
import { type Finding, fail, warn } from '../../src/cli/doctor/findings.ts';
import { type ServeInput, serve } from '../../src/cli/serve.ts';
import { openCurrentConfig } from '../../src/config/current.ts';
import { parseConfig } from '../../src/config/load.ts';
import { FailureError } from '../../src/machines/failure.ts';

interface Scene extends Partial<ServeInput> {
  readonly findings?: readonly Finding[];
  readonly stop?: Daemon['stop'];
  readonly shutdown?: string;
}

const scene = ({ findings = [], stop, shutdown = '10s', ...rest }: Scene = {}) => {
  const happened: string[] = [];
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  const daemon: Daemon = {
    socketPath: '/s',
    onTransition: () => () => {},
    prove: async () => {},
    known: () => ({ owners: [], ledger: [] }),
    actors: () => [],
    status: () => '1 pods, 1 of 1 containers run',
    importImage: async () => [],
    stop: async (options) => {
      happened.push(options?.removeAll ? 'stopped, all removed' : 'stopped');
      await stop?.(options);
    },
  };
  const input: ServeInput = {
    current: openCurrentConfig(parseConfig(`[timeouts]\nshutdown = "${shutdown}"`, 'f')),
    log,
    startDaemon: async () => {
      happened.push('started');
      return daemon;
    },
    examine: async () => findings,
    serveControl: async () => async () => void happened.push('control closed'),
    ended: Promise.resolve('SIGTERM'),
    ...rest,
  };
  return { input, happened, lines };
};

describe('start', () => {
  test('the machine lacks something → 69, and no daemon', async () => {
    const { input, happened, lines } = scene({ findings: [fail('conmon', 'conmon is not installed')] });
    expect(await serve(input)).toBe(69);
    expect(happened).toEqual([]);
    expect(lines).toEqual(['conmon is not installed']);
  });

  test('not root → 77', async () => {
    const { input } = scene({ findings: [fail('root', 'not running as root'), fail('conmon', 'x')] });
    expect(await serve(input)).toBe(77);
  });

  test('warnings → logged, and it serves', async () => {
    const { input, lines } = scene({ findings: [warn('oom-score', 'it cannot be lowered')] });
    expect(await serve(input)).toBe(0);
    expect(lines).toEqual(['it cannot be lowered', 'serving', 'stopping; containers go on']);
  });

  test('the daemon does not start → its failure', async () => {
    const { input } = scene({
      startDaemon: async () => {
        throw new FailureError('SocketInUse', { path: '/s' });
      },
    });
    await expect(serve(input)).rejects.toMatchObject({ code: 'SocketInUse' });
  });
});

describe('end', () => {
  test('a signal → stops, containers stay', async () => {
    const { input, happened } = scene();
    expect(await serve(input)).toBe(0);
    expect(happened).toEqual(['started', 'control closed', 'stopped']);
  });

  test('something does not answer → ends anyway, with 1', async () => {
    const { input, lines } = scene({ shutdown: '1ms', stop: () => new Promise(() => {}) });
    expect(await serve(input)).toBe(1);
    expect(lines.at(-1)).toBe('not everything was answered in time');
  });

  test('stopping fails → 70', async () => {
    const { input } = scene({ stop: () => Promise.reject(new Error('disk')) });
    expect(await serve(input)).toBe(70);
  });
});
