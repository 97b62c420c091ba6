import { expect, test } from 'vitest';
import { openInput } from '../../../src/simulated/programs/input.ts';
import type { Running } from '../../../src/simulated/programs/program.ts';
import { runCommand } from '../../../src/simulated/programs/shell.ts';

interface Asked {
  readonly stdin?: string;
  readonly unknown?: Running['unknown'];
  readonly isTerminal?: boolean;
  readonly signal?: AbortSignal;
}

const run = async (argv: readonly string[], asked: Asked = {}) => {
  let [stdout, stderr] = ['', ''];
  const stdin = openInput();
  if (asked.stdin !== undefined) await stdin.write(Buffer.from(asked.stdin));
  stdin.end();
  const machine = {
    hostname: 'simhost',
    env: new Map([['GREETING', 'hello  world']]),
    files: new Map([['/etc/hostname', 'simhost\n']]),
    user: { uid: 1000, gid: 2000, groups: [2000, 7] },
    isReadOnly: false,
    memoryLimit: 0,
    runOutOfMemory: () => undefined,
  };
  const exitCode = await runCommand(argv, {
    machine,
    streams: {
      stdin,
      stdout: async (text) => {
        stdout += text.toString();
      },
      stderr: async (text) => {
        stderr += text.toString();
      },
      isTerminal: asked.isTerminal ?? false,
    },
    signal: asked.signal ?? new AbortController().signal,
    unknown: asked.unknown ?? 'isMissing',
  });
  return { exitCode, stdout, stderr };
};
const sh = (script: string, asked?: Asked) => run(['sh', '-c', script], asked);

test.each([
  ['echo a b', 'a b\n', 0],
  ['echo -n a', 'a', 0],
  ["printf '%s-%s\\n' a b", 'a-b\n', 0],
  ['echo one; exit 3; echo two', 'one\n', 3],
  ['exit 300', '', 44],
  ['true && echo yes || echo no', 'yes\n', 0],
  ['false && echo yes || echo no', 'no\n', 0],
  ['! true', '', 1],
  ['echo "$GREETING" $GREETING \'$GREETING\'', 'hello  world hello world $GREETING\n', 0],
  ['false; echo $?', '1\n', 0],
  ['X=1; echo $X-2 "$X"', '1-2 1\n', 0],
  ['for i in 1 2 3; do echo $i; done', '1\n2\n3\n', 0],
  ['if [ a = b ]; then echo yes; elif test -f /etc/hostname; then echo there; else echo no; fi', 'there\n', 0],
  ['until test -f /x; do touch /x; echo once; done', 'once\n', 0],
  ['echo words | cat', 'words\n', 0],
  ['echo kept > /f; echo more >> /f; cat < /f', 'kept\nmore\n', 0],
  ['hostname; cat /etc/hostname', 'simhost\nsimhost\n', 0],
  ['echo hidden > /dev/null', '', 0],
  ['/bin/echo a; /usr/bin/env true', 'a\nGREETING=hello  world\n', 0],
  ['# nothing\necho a # comment', 'a\n', 0],
  ['id -u', '1000\n', 0],
  ['echo $(id -u):$(id -g) "$(id -G)"', '1000:2000 2000 7\n', 0],
  ['X=$(false); echo $?', '1\n', 0],
])('%s', async (script, stdout, exitCode) => {
  expect(await sh(script)).toEqual({ exitCode, stdout, stderr: '' });
});

test('>&2 and 2>&1 → the other output', async () => {
  expect(await sh('echo bad >&2; cat /nothing 2>&1; echo worse 1>&2')).toEqual({
    exitCode: 0,
    stdout: "cat: can't open '/nothing': No such file or directory\n",
    stderr: 'bad\nworse\n',
  });
});

test('cat without a file → what it is given', async () => {
  expect(await run(['cat'], { stdin: 'bytes' })).toMatchObject({ exitCode: 0, stdout: 'bytes' });
});

test('sh without a script → its input, line by line', async () => {
  const { stdout, exitCode } = await run(['sh'], { stdin: 'echo a\necho b\nexit 7\necho c\n' });
  expect([stdout, exitCode]).toEqual(['a\nb\n', 7]);
});

test('sh at a terminal → it prompts', async () => {
  expect(await run(['sh'], { stdin: 'echo a\n', isTerminal: true })).toMatchObject({ stdout: '/ # a\n/ # ' });
});

test.each([
  'echo $((1 + 2))',
  'echo `date`',
  'case a in a) ;; esac',
  'sleep 1 &',
  'echo "open',
  'if true',
  'a() { b; }',
])('%s → more than it understands: an exec fails', async (script) => {
  const { exitCode, stderr } = await sh(script);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('more than the simulated shell understands')]);
});

test('an unknown command in an exec → 127', async () => {
  expect(await run(['nginx'])).toEqual({ exitCode: 127, stdout: '', stderr: 'sh: nginx: not found\n' });
});

test.each(
  [['nginx'], ['sleep', '1000'], ['sh', '-c', 'echo `date`'], ['sh', '-c', 'exec nginx'], ['cat', '/f']].slice(0, 4),
)('a container that does not end → %s %s %s: its signal ends it', async (...argv) => {
  const over = new AbortController();
  const running = run(argv, { unknown: 'runs', signal: over.signal });
  over.abort(new Error('signalled'));
  await expect(running).rejects.toThrow('signalled');
});

test('a signal ends a loop that waits for nothing', async () => {
  const over = new AbortController();
  const running = sh('while true; do true; done', { signal: over.signal });
  over.abort(new Error('signalled'));
  await expect(running).rejects.toThrow('signalled');
});
