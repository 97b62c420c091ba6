import { describe, expect, test } from 'vitest';
import { parseOptions } from './options.ts';

const paths = { CRITEST: '/cache/critest', CONFORMANCE_RUNC: '/cache/runc' };
const parse = (...args: readonly string[]) => parseOptions(args, paths, 4711);

describe('options of the conformance run', () => {
  test('none → a pod’s life, one process, a fresh seed, the machine’s runc', () => {
    expect(parse()).toEqual({
      focus: expect.stringContaining('PodSandbox'),
      seed: 4711,
      processes: 1,
      isWebSocket: false,
      reportFile: undefined,
      runtimePath: undefined,
      mapsIds: false,
      critest: '/cache/critest',
      atLeast: 1,
    });
  });

  test('--all → no focus; with --focus it is the focus', () => {
    expect(parse('--all').focus).toBeUndefined();
    expect(parse('--all', '--focus', 'Streaming').focus).toBe('Streaming');
  });

  test('--runc newest → the built one, which maps ids', () => {
    expect(parse('--runc', 'newest')).toMatchObject({ runtimePath: '/cache/runc', mapsIds: true });
    expect(parse('--runc', '/opt/runc')).toMatchObject({ runtimePath: '/opt/runc', mapsIds: false });
  });

  test.each([
    [['--runc', 'runc'], '--runc runc: not an absolute path'],
    [['--critest', 'critest'], '--critest critest: not an absolute path'],
    [['--seed', 'x'], '--seed x: not a whole number'],
    [['--procs', '-1'], /procs/],
    [['--at-least', '1.5'], '--at-least 1.5: not a whole number'],
    [['--unknown'], /unknown/],
  ])('%j → an error', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  test('no critest, or no newer runc → an error, not another one', () => {
    expect(() => parseOptions([], {}, 1)).toThrow('CRITEST is not set');
    expect(() => parseOptions(['--runc', 'newest'], { CRITEST: '/c' }, 1)).toThrow('CONFORMANCE_RUNC is not set');
  });
});
