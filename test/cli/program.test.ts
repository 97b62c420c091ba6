import { describe, expect, test, vi } from 'vitest';
import { type Deeds, runProgram } from '../../src/cli/program.ts';

const deeds = () => {
  const done: unknown[] = [];
  const deed =
    (name: string) =>
    async (...args: unknown[]) => {
      done.push([name, ...args.slice(0, -1)]);
      return 7;
    };
  const all: Deeds = {
    serve: deed('serve'),
    demo: deed('demo'),
    reload: deed('reload'),
    importImages: deed('importImages'),
    doctor: deed('doctor'),
    version: deed('version'),
    configDefault: deed('configDefault'),
    configCheck: deed('configCheck'),
    completion: deed('completion'),
    ps: deed('ps'),
    pods: deed('pods'),
    images: deed('images'),
    logs: deed('logs'),
    exec: deed('exec'),
    stats: deed('stats'),
    top: deed('top'),
    inspect: deed('inspect'),
    open: deed('open'),
    report: deed('report'),
    tap: deed('tap'),
    seq: deed('seq'),
    journalQuery: deed('journalQuery'),
    why: deed('why'),
    tree: deed('tree'),
    exportJournal: deed('exportJournal'),
    simRun: deed('simRun'),
    simExplore: deed('simExplore'),
    simList: deed('simList'),
    simPlay: deed('simPlay'),
    shrink: deed('shrink'),
    repro: deed('repro'),
    coverage: deed('coverage'),
    record: deed('record'),
    replay: deed('replay'),
  };
  return { done, all };
};

const quietly = async (args: readonly string[]) => {
  const { done, all } = deeds();
  const said: string[] = [];
  const keep = (text: unknown) => said.push(String(text)) > 0;
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep),
  ];
  try {
    return { exitCode: await runProgram(args, all), done, said: said.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

describe('deeds', () => {
  test.each([
    [['serve'], ['serve', { driver: 'real' }]],
    [
      ['serve', '--config', '/x'],
      ['serve', { config: '/x', driver: 'real' }],
    ],
    [
      ['serve', '--driver', 'simulated', '--latency', '*: 1ms', '--seed', '7'],
      ['serve', { driver: 'simulated', latency: '*: 1ms', seed: '7' }],
    ],
    [
      ['demo', '--once'],
      ['demo', { once: true, driver: 'real' }],
    ],
    [['inspect'], ['inspect', [], { port: '0', open: false, idle: '30m' }]],
    [
      ['inspect', 'slow.jsonl', '--socket', '/x', '--port', '7', '--idle', '1h', '--open'],
      ['inspect', ['slow.jsonl'], { socket: '/x', port: '7', open: true, idle: '1h' }],
    ],
    [
      ['open', 'a', 'b'],
      ['open', ['a', 'b'], { port: '0', open: false, idle: '30m' }],
    ],
    [
      ['report', 'a', '-o', 'run.html', '-f'],
      ['report', ['a'], { out: 'run.html', force: true }],
    ],
    [
      ['doctor', '--json'],
      ['doctor', { json: true, clean: false, leftovers: false }],
    ],
    [
      ['images', 'import', 'a.tar'],
      ['importImages', 'a.tar', {}],
    ],
    [
      ['config', 'default'],
      ['configDefault', {}],
    ],
    [
      ['config', 'check', '/x'],
      ['configCheck', '/x', {}],
    ],
    [
      ['config', 'check'],
      ['configCheck', undefined, {}],
    ],
    [['version'], ['version', {}]],
    [
      ['sim', 'list', '--json'],
      ['simList', { json: true }],
    ],
    [
      ['sim', 'explore', 'one life'],
      ['simExplore', 'one life', { budget: '60s', reproDir: '.troupe/repro', json: false }],
    ],
    [
      ['sim', 'play', 'x', '--twin', 'y'],
      ['simPlay', 'x', { twin: 'y' }],
    ],
    [
      ['shrink', 'f', '-o', 'g'],
      ['shrink', 'f', { output: 'g', json: false }],
    ],
    [
      ['repro', 'f', '--emit-test'],
      ['repro', 'f', { emitTest: true, mermaid: false, json: false }],
    ],
    [['coverage'], ['coverage', [], { schedules: '200', strategy: 'swarm', workers: '1', all: false, json: false }]],
    [['reload'], ['reload', {}]],
    [
      ['ps', '-a', '-l', 'a=b', '-l', 'c', '--no-trunc', '-p', 'web'],
      ['ps', { all: true, output: 'table', quiet: false, trunc: false, label: ['a=b', 'c'], state: [], pod: 'web' }],
    ],
    [
      ['pods', '--state', 'ready', '-o', 'json'],
      ['pods', { output: 'json', quiet: false, trunc: true, label: [], state: ['ready'] }],
    ],
    [['images'], ['images', undefined, { output: 'table', quiet: false, trunc: true }]],
    [
      ['images', 'busy', '-q'],
      ['images', 'busy', { output: 'table', quiet: true, trunc: true }],
    ],
    [
      ['logs', '-f', 'web', '--tail', '5'],
      ['logs', 'web', { follow: true, tail: '5', timestamps: false, previous: false }],
    ],
    [
      ['exec', 'web', '-it', '--', 'ls', '-l', '--', 'x'],
      ['exec', 'web', ['ls', '-l', '--', 'x'], { stdin: true, tty: true }],
    ],
    [
      ['exec', '-i', 'web', 'ls', '-l', '--all'],
      ['exec', 'web', ['ls', '-l', '--all'], { stdin: true, tty: false }],
    ],
    [
      ['stats', '--watch', '--sort', 'cpu'],
      ['stats', { watch: true, interval: '1s', sort: 'cpu', output: 'table', trunc: true, label: [] }],
    ],
  ])('%j → done, with its exit code', async (args, expected) => {
    const { exitCode, done } = await quietly(args);
    expect(done).toEqual([expected]);
    expect(exitCode).toBe(7);
  });
});

describe('mistakes', () => {
  test('unknown command → usage, with the near one', async () => {
    const { exitCode, said } = await quietly(['srve']);
    expect(exitCode).toBe(64);
    expect(said).toContain('serve');
  });

  test.each([
    [['serve', '--what']],
    [['images', 'import']],
    [['serve', 'extra']],
    [['exec', 'web']],
    [['ps', '-o', 'yaml']],
  ])('%j → usage', async (args) => {
    const { exitCode, done } = await quietly(args);
    expect(exitCode).toBe(64);
    expect(done).toEqual([]);
  });

  test('--help → help, and 0', async () => {
    const { exitCode, said } = await quietly(['--help']);
    expect(exitCode).toBe(0);
    expect(said).toContain('doctor');
  });
});
