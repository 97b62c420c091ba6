/** The commands that show a page. Loaded only by them. */
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { durationMs } from '../../config/duration.ts';
import { loadConfig } from '../../config/load.ts';
import { pathsOf } from '../../config/paths.ts';
import { failureOf } from '../../machines/failure.ts';
import { Complaint } from '../complain.ts';
import { askInspect } from '../control.ts';
import { exitCodes } from '../exit-codes.ts';
import type { InspectDeeds, PageFlags } from '../inspect-commands.ts';
import { bytesOf } from '../look/amounts.ts';
import { awaitEnd } from '../signals.ts';
import { pageDir } from './page-dir.ts';
import { type ShowDesk, type ShowOptions, show } from './show.ts';
import { openSources } from './source.ts';
import { liveSource } from './sources/live.ts';
import { openFile, openFiles } from './sources/open.ts';
import { tellStately } from './stately.ts';
import { writeReport } from './write-report.ts';

/** A daemon answers at once, even while it recovers. */
const answerMs = 5000;

const say = (line: string) => void process.stderr.write(`troupe: ${line}\n`);
const desk: ShowDesk = { print: (line) => void process.stdout.write(`${line}\n`), say, env: process.env };

export const inspectHere: InspectDeeds = {
  inspect: async (paths, { config, socket, stately, actor, ...flags }) => {
    const options = optionsOf(flags);
    if (stately === undefined && actor !== undefined)
      throw new Complaint(['troupe: --actor goes with --stately'], exitCodes.usage);
    const [path, ...more] = paths;
    if (stately !== undefined && more.length > 0)
      throw new Complaint(['troupe: --stately tells of one recording'], exitCodes.usage);
    const told = { url: stately === true ? undefined : stately, actor, port: options.port };
    if (stately !== undefined && path !== undefined) {
      await tellStately(await openFile(path), told, desk);
      return exitCodes.fine;
    }
    const socketFile = socket === undefined ? pathsOf(await loadConfig(config)).controlSocket : resolve(socket);
    await knock(socketFile);
    if (stately !== undefined) {
      await tellStately(liveSource({ socketFile }), told, desk);
      return exitCodes.fine;
    }
    const sources = openSources();
    sources.add(liveSource({ socketFile }));
    await show({ sources: await openFiles(paths, sources) }, options, desk);
    return exitCodes.fine;
  },
  open: async (paths, flags) => {
    const options = optionsOf(flags);
    await show({ sources: await openFiles(paths) }, options, desk);
    return exitCodes.fine;
  },
  report: async (paths, { out, force }) => {
    const { signal, ended } = awaitEnd({ followsParent: true });
    const dir = await pageDir(say);
    const sources = await openFiles(paths);
    try {
      const all = sources.all();
      const size = await writeReport({ sources: all, pageDir: dir, out: resolve(out), replaces: force, signal });
      for (const { title, troubles } of all.map((source) => source.about()))
        for (const trouble of troubles) say(`${title}: ${trouble}`);
      say(`${out}: ${bytesOf(size)}; it works from disk, and whoever has it can read all that is recorded`);
      return exitCodes.fine;
    } catch (error) {
      if (!signal.aborted) throw error;
      return endedBy(await ended);
    } finally {
      await sources.close();
    }
  },
};

const endedBy = (why: string): number => 128 + (constants.signals[why as NodeJS.Signals] ?? constants.signals.SIGHUP);

/**
 * That a daemon is there and lets us look, before anybody opens a page.
 * @throws FailureError SyscallFailed {syscall: connect}; Complaint where something else listens
 */
const knock = async (socketFile: string): Promise<void> => {
  const late = AbortSignal.timeout(answerMs);
  try {
    const answer = await askInspect(socketFile, late);
    answer.on('error', () => {}); // it is not read to its end
    answer.destroy();
  } catch (error) {
    const { code } = failureOf(error).details;
    const isOther = typeof code === 'string' && code.startsWith('HPE_'); // no HTTP: the CRI's socket, for one
    if (!late.aborted && !isOther) throw error;
    throw new Complaint(
      [
        isOther
          ? `troupe: ${socketFile} is no control socket of troupe`
          : `troupe: what listens at ${socketFile} does not answer`,
      ],
      exitCodes.unavailable,
    );
  }
};

const optionsOf = ({ port, idle, open }: PageFlags): ShowOptions => {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Complaint(['troupe: --port is a number from 0 to 65535'], exitCodes.usage);
  const idleMs = durationMs(idle);
  if (idleMs === undefined)
    throw new Complaint(['troupe: --idle is a duration such as 30m; 0s: never'], exitCodes.usage);
  return { port: Number(port), idleMs, opensBrowser: open };
};
