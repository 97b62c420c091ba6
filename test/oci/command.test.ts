import { describe, expect, test } from 'vitest';
import { argsOf, cwdOf, envOf } from '../../src/oci/command.ts';
import { refusalOf } from '../helpers/oci-scenes.ts';

const image = { entrypoint: ['/entry'], cmd: ['serve'] };

describe('command and args', () => {
  test.each([
    ['nothing asked → the image', { command: [], args: [] }, ['/entry', 'serve']],
    ['args → entrypoint stays, cmd goes', { command: [], args: ['help'] }, ['/entry', 'help']],
    ['command → entrypoint and cmd go', { command: ['/bin/sh'], args: [] }, ['/bin/sh']],
    ['both → the image is out', { command: ['/bin/sh'], args: ['-c', 'id'] }, ['/bin/sh', '-c', 'id']],
  ])('%s', (_, config, args) => {
    expect(argsOf(config, image)).toEqual(args);
  });

  test.each([
    ['nothing anywhere', { command: [], args: [] }, 'no command specified'],
    ['an empty program', { command: [''], args: [] }, 'the program has an empty name'],
    ['a NUL byte', { command: ['sh'], args: ['a\0b'] }, 'contains a NUL byte'],
  ])('%s → refused', (_, config, reason) => {
    expect(refusalOf(() => argsOf(config, { entrypoint: [], cmd: [] }))).toEqual({
      code: 'SpecInvalid',
      field: 'command',
      reason,
    });
  });
});

describe('working directory', () => {
  test.each([
    ['/a', '/b', '/a'],
    ['', '/b/../c', '/c'],
    ['', 'app', '/app'],
    ['', '', '/'],
  ])('config %j, image %j → %s', (workingDir, ofImage, cwd) => {
    expect(cwdOf({ workingDir }, { workingDir: ofImage })).toBe(cwd);
  });

  test('relative in the request → refused', () => {
    expect(refusalOf(() => cwdOf({ workingDir: 'a' }, { workingDir: '' })).field).toBe('working_dir');
  });
});

describe('environment', () => {
  const env = (more: Partial<Parameters<typeof envOf>[0]> = {}) =>
    envOf({ envs: [], imageEnv: [], hostname: 'web', isTerminal: false, ...more });

  test('nothing said → PATH and HOSTNAME', () => {
    expect(env()).toEqual(['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOSTNAME=web']);
  });

  test('image, then request: the last value wins at the first place', () => {
    const envs = [
      { key: 'B', value: 'two=2' },
      { key: 'PATH', value: '/x' },
    ];
    expect(env({ imageEnv: ['PATH=/bin', 'A=1', 'B=1'], envs })).toEqual(['PATH=/x', 'HOSTNAME=web', 'A=1', 'B=two=2']);
  });

  test('terminal → TERM, unless the image has one', () => {
    expect(env({ isTerminal: true })).toContain('TERM=xterm');
    expect(env({ isTerminal: true, imageEnv: ['TERM=vt100'] })).toContain('TERM=vt100');
  });

  test('an entry of the image without a value → dropped', () => {
    expect(env({ imageEnv: ['LONELY', '=x'] })).toHaveLength(2);
  });

  test.each(['', 'A=B', 'A\0'])('key %j → refused', (key) => {
    expect(refusalOf(() => env({ envs: [{ key, value: 'v' }] })).field).toBe('envs');
  });
});
