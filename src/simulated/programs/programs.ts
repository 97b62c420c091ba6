/** The programs that the simulated node has, by name. docs/simulated.md has them as a table; a test compares. */
import { pause } from './input.ts';
import { forever, type Machine, type Program } from './program.ts';

const longestSleepMs = 2 ** 31 - 1;
const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1`, `0.5`, `2m`; undefined: no time. */
const sleepMs = (text: string): number | undefined => {
  if (text === 'infinity' || text === 'inf') return longestSleepMs;
  const parts = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  if (parts === null) return undefined;
  return Math.min(Number(parts[1]) * (unitMs[parts[2] || 's'] ?? 1000), longestSleepMs);
};

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', e: '\x1b' };
const unescaped = (text: string): string =>
  text.replace(/\\([ntrae\\])/g, (_, letter: string) => escapes[letter] ?? '');

const fileOf = ({ files }: Machine, path: string): string | undefined =>
  files.get(path.startsWith('/') ? path : `/${path}`);
const isDirectory = ({ files }: Machine, path: string): boolean => {
  const start = `/${path
    .split('/')
    .filter((part) => part !== '')
    .join('/')}/`.replace(/^\/\/$/, '/');
  return [...files.keys()].some((file) => file.startsWith(start));
};

const echo: Program = async (args, { streams }) => {
  const flags = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
  const options = args.slice(0, flags < 0 ? args.length : flags).join('');
  const text = args.slice(flags < 0 ? args.length : flags).join(' ');
  await streams.stdout(`${/e/.test(options) ? unescaped(text) : text}${/n/.test(options) ? '' : '\n'}`);
  return 0;
};

const printf: Program = async ([format = '', ...args], { streams }) => {
  const values = [...args];
  await streams.stdout(unescaped(format).replace(/%[sd%]/g, (word) => (word === '%%' ? '%' : (values.shift() ?? ''))));
  return 0;
};

const cat: Program = async (args, { streams, signal, machine }) => {
  if (args.length === 0) {
    for (let chunk = await streams.stdin.read(signal); chunk !== undefined; chunk = await streams.stdin.read(signal))
      await streams.stdout(chunk);
    return 0;
  }
  let exitCode = 0;
  for (const path of args) {
    const content = fileOf(machine, path);
    if (content !== undefined) await streams.stdout(content);
    else {
      await streams.stderr(`cat: can't open '${path}': No such file or directory\n`);
      exitCode = 1;
    }
  }
  return exitCode;
};

const sleep: Program = async (args, { streams, signal }) => {
  const times = args.map(sleepMs);
  if (times.length === 0 || times.includes(undefined)) {
    await streams.stderr(`sleep: invalid number '${args.join(' ')}'\n`);
    return 1;
  }
  await pause(
    Math.min(
      times.reduce<number>((sum, ms) => sum + (ms ?? 0), 0),
      longestSleepMs,
    ),
    signal,
  );
  return 0;
};

const env: Program = async (_, { machine, streams }) => {
  await streams.stdout([...machine.env].map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
};

const userNames: Readonly<Record<number, string>> = { 0: 'root', 33: 'www-data', 65534: 'nobody' };

const id: Program = async ([what], { machine: { user }, streams }) => {
  const { uid, gid, groups } = user;
  const texts: Readonly<Record<string, string>> = {
    '-u': `${uid}`,
    '-g': `${gid}`,
    '-G': groups.join(' '),
    '-un': userNames[uid] ?? `${uid}`,
    '-nu': userNames[uid] ?? `${uid}`,
  };
  await streams.stdout(`${texts[what ?? ''] ?? `uid=${uid} gid=${gid} groups=${groups.join(',')}`}\n`);
  return 0;
};

/** Copies nothing; a block must fit into the container's memory. */
const dd: Program = async (args, running) => {
  const units: Readonly<Record<string, number>> = { K: 1024, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };
  const [, number, unit = ''] = /^bs=(\d+)([kKMG]?)/.exec(args.find((arg) => arg.startsWith('bs=')) ?? '') ?? [];
  const { memoryLimit, runOutOfMemory } = running.machine;
  if (memoryLimit > 0 && Number(number) * (units[unit] ?? 1) > memoryLimit) {
    runOutOfMemory();
    return forever(running);
  }
  return args.some((arg) => arg.startsWith('count=')) ? 0 : forever(running);
};

const ls: Program = async (args, { machine, streams }) => {
  const dirs = args.filter((arg) => !arg.startsWith('-'));
  for (const dir of dirs.length === 0 ? ['/'] : dirs) {
    if (fileOf(machine, dir) !== undefined) await streams.stdout(`${dir}\n`);
    else if (dir === '/' || isDirectory(machine, dir)) {
      const start = dir.endsWith('/') ? dir : `${dir}/`;
      const names = [...machine.files.keys()].flatMap((file) =>
        file.startsWith(start) ? (file.slice(start.length).split('/')[0] ?? []) : [],
      );
      await streams.stdout(
        [...new Set(names)]
          .sort()
          .map((name) => `${name}\n`)
          .join(''),
      );
    } else {
      await streams.stderr(`ls: ${dir}: No such file or directory\n`);
      return 1;
    }
  }
  return 0;
};

const touch: Program = async (args, { machine, streams }) => {
  if (machine.isReadOnly) {
    await streams.stderr(args.map((path) => `touch: ${path}: Read-only file system\n`).join(''));
    return 1;
  }
  for (const path of args)
    if (fileOf(machine, path) === undefined) machine.files.set(`/${path.replace(/^\/+/, '')}`, '');
  return 0;
};
const rm: Program = async (args, { machine }) => {
  for (const path of args) machine.files.delete(path);
  return 0;
};

const test: Program = async (args, { machine }) => {
  const [first = '', second = '', third = ''] = args.at(-1) === ']' ? args.slice(0, -1) : args;
  if (first === '-f' || first === '-e') return fileOf(machine, second) !== undefined ? 0 : 1;
  if (first === '-z') return second === '' ? 0 : 1;
  if (first === '-n') return second === '' ? 1 : 0;
  if (second === '=') return first === third ? 0 : 1;
  if (second === '!=') return first === third ? 1 : 0;
  return second === '' && first !== '' ? 0 : 1;
};

const sh: Program = async (args, running) => {
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  if (at >= 0) return running.runScript(args[at + 1] ?? '', running);
  return running.readScript(running);
};

const oom: Program = async (_, running) => {
  running.machine.runOutOfMemory();
  return forever(running);
};

const named: Readonly<Record<string, Program>> = {
  '[': test,
  ':': async () => 0,
  ash: sh,
  bash: sh,
  cat,
  echo,
  env,
  false: async () => 1,
  dd,
  hostname: async ([name], { machine, streams }) => {
    if (name !== undefined) {
      await streams.stderr('hostname: sethostname: Operation not permitted\n');
      return 1;
    }
    await streams.stdout(`${machine.hostname}\n`);
    return 0;
  },
  id,
  ls,
  oom,
  // A simulated container has one process.
  pgrep: async () => 1,
  pause: (_, running) => forever(running),
  printenv: async ([name], running) => {
    if (name === undefined) return env([], running);
    const value = running.machine.env.get(name);
    if (value !== undefined) await running.streams.stdout(`${value}\n`);
    return value === undefined ? 1 : 0;
  },
  printf,
  pwd: async (_, { streams }) => {
    await streams.stdout('/\n');
    return 0;
  },
  rm,
  sh,
  sleep,
  test,
  top: (_, running) => forever(running),
  touch,
  true: async () => 0,
};

export const programNames: readonly string[] = Object.keys(named);

const places = /^(?:\/usr)?(?:\/local)?\/s?bin\//;

/** By its name, or by its path in a directory of programs; undefined: nobody knows it. */
export const programOf = (command: string): Program | undefined => {
  const name = command.replace(places, '');
  return Object.hasOwn(named, name) ? named[name] : undefined;
};
