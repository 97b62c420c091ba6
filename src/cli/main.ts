/** The `troupe` command: the composition root. Alone in the project it reads arguments, environment and signals. */
import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { pathsOf } from '../config/paths.ts';
import type { Config } from '../config/schema.ts';
import { loadAddon, unmount } from '../native.ts';
import type { BackDeeds } from './back-commands.ts';
import { Complaint, complaint } from './complain.ts';
import { completionScript } from './completion.ts';
import { configCheck, configDefault } from './config-commands.ts';
import { askImport, askRecord, askReload } from './control.ts';
import { paintFor } from './demo/narrator.ts';
import { criuFindings } from './doctor/criu.ts';
import { doctor } from './doctor/doctor.ts';
import { examineMachine } from './doctor/machine.ts';
import { tellRemains } from './doctor/tell-remains.ts';
import { endWithReader } from './end-with-reader.ts';
import { exitCodes } from './exit-codes.ts';
import type { InspectDeeds } from './inspect-commands.ts';
import type { LookDeeds } from './look/commands.ts';
import { type Deeds, runProgram } from './program.ts';
import { reloadedLines } from './reload.ts';
import type { SimDeeds } from './sim-commands.ts';
import { versionText } from './version.ts';

const searchPath = process.env.PATH ?? '';
const write = (text: string) => process.stdout.write(text);
const print = (line: string) => void write(`${line}\n`);
const paint = paintFor(process.stdout);

const examine = (config: Config) =>
  examineMachine({ config, searchPath, uid: process.getuid?.() ?? 0, loadAddon: async () => loadAddon() });

const looking =
  <Name extends keyof LookDeeds>(name: Name) =>
  async (...args: Parameters<LookDeeds[Name]>): Promise<number> => {
    const { lookHere } = await import('./look/here.ts');
    const deed = lookHere[name] as (...all: Parameters<LookDeeds[Name]>) => Promise<number>;
    return deed(...args);
  };

const inspecting =
  <Name extends keyof InspectDeeds>(name: Name) =>
  async (...args: Parameters<InspectDeeds[Name]>): Promise<number> => {
    const { inspectHere } = await import('./inspect/here.ts');
    const deed = inspectHere[name] as (...all: Parameters<InspectDeeds[Name]>) => Promise<number>;
    return deed(...args);
  };

const simulating =
  <Name extends keyof SimDeeds>(name: Name) =>
  async (...args: Parameters<SimDeeds[Name]>): Promise<number> => {
    endWithReader();
    const { simHere } = await import('./sim/here.ts');
    const deed = simHere[name] as (...all: Parameters<SimDeeds[Name]>) => Promise<number>;
    return deed(...args);
  };

const lookingBack =
  <Name extends keyof BackDeeds>(name: Name) =>
  async (...args: Parameters<BackDeeds[Name]>): Promise<number> => {
    endWithReader();
    const { backHere } = await import('./back/here.ts');
    const deed = backHere[name] as (...all: Parameters<BackDeeds[Name]>) => Promise<number>;
    return deed(...args);
  };

/** What takes long to load is loaded by the commands that need it. */
const deeds: Deeds = {
  ps: looking('ps'),
  pods: looking('pods'),
  images: looking('images'),
  logs: looking('logs'),
  exec: looking('exec'),
  stats: looking('stats'),
  serve: async ({ driver, ...flags }) => {
    if (driver === 'simulated') return (await import('./serve-simulated.ts')).serveSimulated(flags);
    const { config: file, ...others } = flags;
    const [other] = Object.keys(others);
    if (other !== undefined)
      throw new Complaint([`troupe serve: --${other} needs --driver simulated`], exitCodes.usage);
    const config = await loadConfig(file);
    const { serveHere } = await import('./serve-here.ts');
    return serveHere({ config, file }, examine);
  },
  demo: async ({ driver, config: file, once, ...flags }) => {
    if (driver === 'simulated')
      return (await import('./demo/simulated/here.ts')).simulatedDemo(flags, { print, paint });
    const [other] = Object.keys(flags);
    if (other !== undefined) throw new Complaint([`troupe demo: --${other} needs --driver simulated`], exitCodes.usage);
    const config = await loadConfig(file);
    const { demoHere } = await import('./demo/demo-here.ts');
    return demoHere({ config, searchPath, examine, print, paint, isOnce: once });
  },
  importImages: async (file, { config }) => {
    const { controlSocket } = pathsOf(await loadConfig(config));
    for (const { imageId, repoTags } of await askImport(controlSocket, resolve(file)))
      print(`${imageId} ${repoTags.join(' ')}`);
    return exitCodes.fine;
  },
  reload: async ({ config }) => {
    const { controlSocket } = pathsOf(await loadConfig(config));
    for (const line of reloadedLines(await askReload(controlSocket))) print(line);
    return exitCodes.fine;
  },
  doctor: async ({ config: file, json, clean, leftovers }) => {
    const config = await loadConfig(file);
    const isRoot = process.getuid?.() === 0;
    if (leftovers) return tellRemains({ config, searchPath, isRoot, isJson: json, print });
    return doctor({
      config,
      searchPath,
      examine: async (seen) => [...(await examine(seen)), ...(await criuFindings(seen, searchPath))],
      isRoot,
      unmount: (target) => unmount(target, { isLazy: true }),
      isJson: json,
      cleans: clean,
      print,
      paint,
    });
  },
  top: async (file, flags) => (await import('./top/here.ts')).topHere(file, flags),
  inspect: inspecting('inspect'),
  open: inspecting('open'),
  report: inspecting('report'),
  tap: async (flags) => (await import('./tap-here.ts')).tapHere(flags),
  journalQuery: lookingBack('journalQuery'),
  why: lookingBack('why'),
  tree: lookingBack('tree'),
  seq: lookingBack('seq'),
  exportJournal: lookingBack('exportJournal'),
  replay: async (path, flags) => (await import('./replay-here.ts')).replayHere(path, flags, print),
  record: async (deed, file, { config }) => {
    const { controlSocket } = pathsOf(await loadConfig(config));
    print((await askRecord(controlSocket, deed, file === undefined ? undefined : resolve(file))).file);
    return exitCodes.fine;
  },
  simRun: simulating('simRun'),
  simExplore: simulating('simExplore'),
  simList: simulating('simList'),
  simPlay: simulating('simPlay'),
  shrink: simulating('shrink'),
  repro: simulating('repro'),
  coverage: simulating('coverage'),
  version: async () => {
    write(versionText());
    return exitCodes.fine;
  },
  completion: async (shell, commands) => {
    write(completionScript(shell, commands));
    return exitCodes.fine;
  },
  configDefault: async () => {
    write(configDefault());
    return exitCodes.fine;
  },
  configCheck: async (file) => {
    write(await configCheck(file));
    return exitCodes.fine;
  },
};

try {
  process.exitCode = await runProgram(process.argv.slice(2), deeds);
} catch (error) {
  const { lines, exitCode } = complaint(error);
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exitCode = exitCode;
}
