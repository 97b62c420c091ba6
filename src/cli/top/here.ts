/** `troupe top`: of the daemon that runs, or of a recording at a moment; drawn again and again, or once. */
import { setTimeout as pause } from 'node:timers/promises';
import { loadConfig } from '../../config/load.ts';
import { pathsOf } from '../../config/paths.ts';
import { type Model, openModel } from '../../inspector/model/model.ts';
import { badUse } from '../back/flags.ts';
import { paintFor } from '../demo/narrator.ts';
import { endWithReader } from '../end-with-reader.ts';
import { simExitCodes } from '../exit-codes.ts';
import type { Source } from '../inspect/source.ts';
import { liveSource } from '../inspect/sources/live.ts';
import { openFile } from '../inspect/sources/open.ts';
import { awaitEnd } from '../signals.ts';
import type { TopFlags } from '../top-commands.ts';
import { factsOf } from './facts.ts';
import { type Subject, screenOf } from './screen.ts';
import { openTerminal } from './terminal.ts';
import { firstView, type Scene, type View, viewAfter } from './view.ts';

const redrawMs = 500;

/** @throws Complaint, FailureError: no such file, no daemon */
export const topHere = async (file: string | undefined, flags: TopFlags): Promise<number> => {
  endWithReader();
  const moment = momentIn(flags.at);
  const source = file === undefined ? await daemonOf(flags) : await openFile(file);
  const about = source.about();
  const isLive = about.kind === 'live';
  const model = openModel(isLive ? { clockUs: () => Date.now() * 1000 } : {});
  model.open(about);
  const { ended, signal } = awaitEnd({ followsParent: true });
  const over = new AbortController();
  const reading = read(model, source, AbortSignal.any([signal, over.signal]));
  try {
    const told = allTold(model, about.id, reading);
    const isOnce = flags.once || flags.json || process.stdout.isTTY !== true;
    if (isOnce || moment !== undefined) await Promise.race([told, ended]);
    const at = moment === undefined ? undefined : rowOf(model, about.id, moment);
    const looking: Looking = { model, id: about.id, subject: { title: file ?? about.title, kind: about.kind }, at };
    if (isOnce) tellOnce(looking, flags.json);
    else await Promise.race([watch(looking), ended, reading.failed]);
    return simExitCodes.fine;
  } finally {
    over.abort();
    await source.close();
  }
};

interface Looking {
  readonly model: Model;
  readonly id: string;
  readonly subject: Subject;
  readonly at: number | undefined;
}

const daemonOf = async ({ config, socket }: TopFlags): Promise<Source> =>
  liveSource({ socketFile: socket ?? pathsOf(await loadConfig(config)).controlSocket });

const tellOnce = ({ model, id, subject, at }: Looking, isJson: boolean): void => {
  const facts = factsOf(model, id, firstView, at);
  const { columns } = process.stdout;
  const text = isJson
    ? JSON.stringify({ ...facts.overview, source: subject.title, pods: facts.pods })
    : screenOf(facts, firstView, subject, { columns, rows: undefined, paint: paintFor(process.stdout) }).lines.join(
        '\n',
      );
  process.stdout.write(`${text}\n`);
};

/** Settles when somebody has seen enough. */
const watch = async ({ model, id, subject, at }: Looking): Promise<void> => {
  const done = Promise.withResolvers<void>();
  let view: View = firstView;
  let scene: Scene = { actors: [], height: 1 };
  const draw = () => {
    const screen = screenOf(factsOf(model, id, view, at), view, subject, {
      ...terminal.size(),
      paint: paintFor(process.stdout),
    });
    scene = screen;
    terminal.draw(screen.lines);
  };
  const terminal = openTerminal({
    out: process.stdout,
    keyboard: process.stdin.isTTY ? process.stdin : undefined,
    onKey: (key) => {
      const next = viewAfter(view, key, scene);
      if (next === undefined) done.resolve();
      else view = next;
      draw();
    },
    onResize: () => draw(),
  });
  const redrawing = setInterval(() => {
    try {
      draw();
    } catch (error) {
      done.reject(error);
    }
  }, redrawMs);
  try {
    draw();
    await done.promise;
  } finally {
    clearInterval(redrawing);
    terminal.close();
  }
};

interface Reading {
  readonly isOver: () => boolean;
  /** Rejects where the source broke; settles never otherwise. */
  readonly failed: Promise<never>;
}

const read = (model: Model, source: Source, signal: AbortSignal): Reading => {
  const { id } = source.about();
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  let isOver = false;
  const work = async () => {
    const encoder = new TextEncoder();
    for await (const chunk of source.lines(signal))
      model.feed(id, typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
  };
  work().then(
    () => {
      isOver = true;
    },
    (error: unknown) => {
      isOver = true;
      if (!signal.aborted) broken.reject(error);
    },
  );
  return { isOver: () => isOver, failed: broken.promise };
};

const lookMs = 20;

/** Settles when all of the past is told. @throws what broke the source */
const allTold = async (model: Model, source: string, reading: Reading): Promise<void> => {
  const isTold = () => {
    const { isLive, ended } = model.answer('about', { source });
    return isLive || ended !== undefined || reading.isOver();
  };
  while (!isTold()) await Promise.race([pause(lookMs), reading.failed]);
  await Promise.race([reading.failed, undefined]);
};

/** `48112`, or `2:48112`: of the second life. */
const momentIn = (text: string | undefined): { readonly run: number | undefined; readonly q: number } | undefined => {
  if (text === undefined) return undefined;
  const [, run, q] = /^(?:(\d{1,6}):)?(\d{1,15})$/.exec(text) ?? [];
  if (q === undefined) throw badUse(`--at takes the number of a record, or RUN:NUMBER, not "${text}"`);
  return { run: run === undefined ? undefined : Number(run), q: Number(q) };
};

const rowOf = (model: Model, source: string, { run, q }: NonNullable<ReturnType<typeof momentIn>>): number => {
  const lastRun = model.answer('about', { source }).last?.run ?? 1;
  const moment = model.answer('moment', { source, run: run ?? lastRun, q });
  if (moment === undefined) throw badUse(`there is no record ${q} in run ${run ?? lastRun}`);
  return moment.row;
};
