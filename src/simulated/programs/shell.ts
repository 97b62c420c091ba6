/**
 * The little shell of the simulated node: enough of sh for scripts that say something, wait, and end. A script that it does
 * not understand is one command that nobody knows.
 */
import { noInput, openInput, pause } from './input.ts';
import { forever, type Running } from './program.ts';
import { programOf } from './programs.ts';
import { type Command, type Redirect, type Script, scriptOf } from './script.ts';
import { NotUnderstood, type Word } from './words.ts';

/** A loop that waits for nothing would take the whole process. */
const loopPauseMs = 5;
const maxPipedBytes = 1024 * 1024;

class Exit extends Error {
  override readonly name = 'Exit';
  readonly exitCode: number;
  constructor(exitCode: number) {
    super('exit');
    this.exitCode = exitCode & 255;
  }
}

interface Shell {
  readonly running: Running;
  exitCode: number;
}

/** Runs a command as it is: no shell, but for `sh` itself. @returns the exit code; rejects with the signal's reason. */
export const runCommand = async (argv: readonly string[], running: Omit<Running, 'runScript' | 'readScript'>) =>
  runProgram(argv, { ...running, runScript, readScript });

const runProgram = async ([name = '', ...args]: readonly string[], running: Running): Promise<number> => {
  const program = programOf(name);
  if (program !== undefined) return program(args, running);
  if (running.unknown === 'runs') return forever(running);
  await running.streams.stderr(`sh: ${name}: not found\n`);
  return 127;
};

const runScript = async (text: string, running: Running): Promise<number> => {
  const script = parsed(text);
  if (script === undefined) {
    if (running.unknown === 'runs') return forever(running);
    await running.streams.stderr('sh: this script is more than the simulated shell understands\n');
    return 2;
  }
  const shell: Shell = { running, exitCode: 0 };
  return untilExit(shell, () => runList(script, shell));
};

const parsed = (text: string): Script | undefined => {
  try {
    return scriptOf(text);
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
};

const untilExit = async (shell: Shell, work: () => Promise<void>): Promise<number> => {
  try {
    await work();
    return shell.exitCode;
  } catch (error) {
    if (error instanceof Exit) return error.exitCode;
    throw error;
  }
};

const prompt = '/ # ';

const readScript = async (running: Running): Promise<number> => {
  const { streams, signal } = running;
  const shell: Shell = { running: { ...running, unknown: 'isMissing' }, exitCode: 0 };
  return untilExit(shell, async () => {
    for (;;) {
      if (streams.isTerminal) await streams.stdout(prompt);
      const line = await streams.stdin.readLine(signal);
      if (line === undefined) return;
      const script = parsed(line);
      if (script !== undefined) await runList(script, shell);
      else {
        await streams.stderr('sh: syntax error\n');
        shell.exitCode = 2;
      }
    }
  });
};

const runList = async (script: Script, shell: Shell): Promise<void> => {
  for (const { after, isNegated, commands } of script) {
    if (after === '&&' && shell.exitCode !== 0) continue;
    if (after === '||' && shell.exitCode === 0) continue;
    await runPipe(commands, shell);
    if (isNegated) shell.exitCode = shell.exitCode === 0 ? 1 : 0;
  }
};

/** One after the other: what the first said is there when the second begins. */
const runPipe = async (commands: readonly Command[], shell: Shell): Promise<void> => {
  let { stdin } = shell.running.streams;
  for (const [at, command] of commands.entries()) {
    const isLast = at === commands.length - 1;
    const said = openInput();
    let bytes = 0;
    const stdout = async (text: string | Buffer) => {
      bytes += text.length;
      if (bytes <= maxPipedBytes) void said.write(Buffer.from(text));
    };
    const streams = { ...shell.running.streams, stdin, ...(isLast ? {} : { stdout }) };
    const inner: Shell = { running: { ...shell.running, streams }, exitCode: shell.exitCode };
    if (commands.length === 1) await runOne(command, inner);
    else inner.exitCode = await untilExit(inner, () => runOne(command, inner));
    shell.exitCode = inner.exitCode;
    said.end();
    stdin = said;
  }
};

const runOne = async (command: Command, shell: Shell): Promise<void> => {
  switch (command.kind) {
    case 'simple':
      return runSimple(command.words, command.redirects, shell);
    case 'if':
      await runList(command.condition, shell);
      return shell.exitCode === 0 ? runList(command.then, shell) : runElse(command.otherwise, shell);
    case 'for':
      for (const value of await allExpanded(command.words, shell)) {
        shell.running.machine.env.set(command.name, value);
        await runList(command.body, shell);
      }
      return;
    case 'loop':
      for (;;) {
        await runList(command.condition, shell);
        if ((shell.exitCode === 0) === command.isUntil) break;
        await runList(command.body, shell);
        await pause(loopPauseMs, shell.running.signal);
      }
      shell.exitCode = 0;
  }
};
const runElse = async (script: Script, shell: Shell): Promise<void> => {
  shell.exitCode = 0;
  await runList(script, shell);
};

const runSimple = async (words: readonly Word[], redirects: readonly Redirect[], shell: Shell): Promise<void> => {
  const { machine } = shell.running;
  const argv = [...(await allExpanded(words, shell))];
  while (argv.length > 0 && /^[A-Za-z_]\w*=/.test(argv[0] ?? '')) {
    const [name = '', ...value] = (argv.shift() ?? '').split('=');
    machine.env.set(name, value.join('='));
  }
  if (argv[0] === 'exec') argv.shift();
  const [name, ...args] = argv;
  const running = await redirected(redirects, shell);
  if (running === undefined) return;
  switch (name) {
    case undefined:
      if (!words.some((word) => word.some(({ kind }) => kind === 'command'))) shell.exitCode = 0;
      return;
    case 'cd':
    case 'export':
    case 'set':
    case 'trap':
    case 'wait':
      if (name === 'export')
        for (const each of args) if (each.includes('=')) machine.env.set(...(splitAt(each) as [string, string]));
      shell.exitCode = 0;
      return;
    case 'exit':
      throw new Exit(args[0] === undefined ? shell.exitCode : Number(args[0]) || 0);
    default:
      shell.exitCode = await runProgram(argv, running);
  }
};

const splitAt = (text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
};

/** Undefined: a file that is to be read is not there; that has been said. */
const redirected = async (redirects: readonly Redirect[], shell: Shell): Promise<Running | undefined> => {
  const { machine, streams } = shell.running;
  let { stdin, stdout, stderr } = streams;
  for (const { operator, target } of redirects) {
    if (operator === '>&2') stdout = stderr;
    else if (operator === '2>&1') stderr = stdout;
    else if (target !== undefined) {
      const path = (await expanded(target, shell)).join(' ');
      if (operator === '<') {
        const content = machine.files.get(path);
        if (content === undefined && path !== '/dev/null') {
          void stderr(`sh: can't open ${path}: no such file\n`);
          shell.exitCode = 1;
          return undefined;
        }
        stdin = content === undefined ? noInput() : filled(content);
      } else {
        const write =
          path === '/dev/stderr' ? stderr : path === '/dev/stdout' ? stdout : into(machine.files, path, operator);
        if (operator.startsWith('2')) stderr = write;
        else stdout = write;
      }
    }
  }
  return { ...shell.running, streams: { ...streams, stdin, stdout, stderr } };
};

const filled = (content: string) => {
  const input = openInput();
  void input.write(Buffer.from(content));
  input.end();
  return input;
};

const maxFileLength = 1024 * 1024;

const into = (files: Map<string, string>, path: string, operator: string) => {
  if (path === '/dev/null') return async () => undefined;
  if (!operator.endsWith('>>') || !files.has(path)) files.set(path, '');
  return async (text: string | Buffer) =>
    void files.set(path, `${files.get(path) ?? ''}${text.toString()}`.slice(0, maxFileLength));
};

const allExpanded = async (words: readonly Word[], shell: Shell): Promise<readonly string[]> => {
  const all: string[] = [];
  for (const word of words) all.push(...(await expanded(word, shell)));
  return all;
};

/** A script's output. */
const said = async (text: string, shell: Shell): Promise<string> => {
  let output = '';
  const stdout = async (more: string | Buffer) => {
    if (output.length < maxPipedBytes) output += more.toString();
  };
  const inner: Shell = {
    running: { ...shell.running, streams: { ...shell.running.streams, stdout } },
    exitCode: shell.exitCode,
  };
  shell.exitCode = await untilExit(inner, () => runList(scriptOf(text), inner));
  return output.replace(/\n+$/, '');
};

/** Variables and outputs in place; what was not quoted falls into words. */
const expanded = async (word: Word, shell: Shell): Promise<readonly string[]> => {
  let text = '';
  let isQuoted = false;
  const words: string[] = [];
  for (const part of word) {
    isQuoted ||= part.isQuoted;
    if (part.kind === 'text') text += part.text;
    else {
      const value = part.kind === 'variable' ? variable(part.name, shell) : await said(part.script, shell);
      if (part.isQuoted) text += value;
      else {
        const pieces = value.split(/\s+/);
        text += pieces[0] ?? '';
        for (const piece of pieces.slice(1)) {
          if (text !== '') words.push(text);
          text = piece;
        }
      }
    }
  }
  if (text !== '' || isQuoted) words.push(text);
  return words;
};

const variable = (name: string, { exitCode, running: { machine } }: Shell): string => {
  if (name === '?') return String(exitCode);
  if (name === '$') return '1';
  if (name === '#') return '0';
  return machine.env.get(name) ?? (name === 'HOSTNAME' ? machine.hostname : '');
};
