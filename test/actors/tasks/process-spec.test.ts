/** What the runtime is told of an exec's process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProcessSpecs, sessionSpec } from '../../../src/actors/tasks/process-spec.ts';

const first = {
  terminal: true,
  consoleSize: { height: 24, width: 80 },
  user: { uid: 5, gid: 6, additionalGids: [7] },
  args: ['first', 'process'],
  env: ['A=b'],
  cwd: '/here',
  noNewPrivileges: true,
};
const { consoleSize: _, ...rest } = first;
let bundleDir = '';
const writeConfig = (process: object) => writeFileSync(join(bundleDir, 'config.json'), JSON.stringify({ process }));

describe('the process of an exec', () => {
  beforeEach(() => {
    bundleDir = mkdtempSync(join(tmpdir(), 'troupe-process-'));
    writeConfig(first);
  });
  afterEach(() => rmSync(bundleDir, { recursive: true }));

  test('the first one, with another command; no terminal', async () => {
    const command = ['sh', '-c', 'echo "ü\n"'];
    const text = await openProcessSpecs().of({ taskId: 'one', bundleDir, command });
    expect(JSON.parse(text)).toEqual({ ...rest, terminal: false, args: command });
  });

  test('another command → read no more, until it is forgotten', async () => {
    const specs = openProcessSpecs();
    const cwdOf = async (taskId: string) =>
      (JSON.parse(await specs.of({ taskId, bundleDir, command: ['x'] })) as { readonly cwd: string }).cwd;
    expect(await cwdOf('one')).toBe('/here');
    writeConfig({ ...first, cwd: '/there' });
    expect([await cwdOf('one'), await cwdOf('two')]).toEqual(['/here', '/there']);
    specs.forget('one');
    expect(await cwdOf('one')).toBe('/there');
    for (let count = 0; count < 600; count++) await cwdOf(`other-${count}`);
    writeConfig({ ...first, cwd: '/nowhere' });
    expect(await cwdOf('one')).toBe('/nowhere'); // 600 came after it
  });

  test('a session with a terminal → TERM, where it is not set', async () => {
    const session = async (isTerminal: boolean) =>
      JSON.parse(await sessionSpec({ bundleDir, command: ['x'] }, { isTerminal })) as object;
    expect(await session(true)).toEqual({ ...rest, args: ['x'], terminal: true, env: ['A=b', 'TERM=xterm'] });
    expect(await session(false)).toEqual({ ...rest, args: ['x'], terminal: false });
    writeConfig({ ...first, env: ['TERM=dumb'] });
    expect(await session(true)).toMatchObject({ env: ['TERM=dumb'] });
  });
});
