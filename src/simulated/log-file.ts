/** A container's log as clients read it. Source: kubernetes, CRI logging format: time, stream, tag (F or P), text. */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface LogFile {
  /** Settles when it is in the file. Never rejects. */
  readonly write: (stream: 'stdout' | 'stderr', text: string | Buffer) => Promise<void>;
  /** Another file at the path from now on. Rejects where there cannot be one. */
  readonly reopen: () => Promise<void>;
  /** Rejects never. */
  readonly close: () => Promise<void>;
}

export interface LogFileOptions {
  readonly path: string;
  readonly now: () => number;
  /** Once, when it cannot be written; what comes later is lost. */
  readonly onLoss: (error: unknown) => void;
}

/** No links: the last part of the path is the client's, whoever else can write there. */
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

/** The file is there, empty, soon after; it is held open from the first line on. */
export const openLogFile = ({ path, now, onLoss }: LogFileOptions): LogFile => {
  let file: FileHandle | undefined;
  let isLost = false;
  const lose = (error: unknown) => {
    if (!isLost) onLoss(error);
    isLost = true;
  };
  const openFile = async () => open(path, flags, 0o640);
  const shut = async () => {
    const last = file;
    file = undefined;
    await last?.close();
  };
  let turn: Promise<void> = (async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    await (await openFile()).close();
  })().catch(lose);
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(lose);
    return done;
  };

  return {
    write: (stream, text) =>
      inTurn(async () => {
        if (isLost) return;
        file ??= await openFile();
        await file.appendFile(linesOf(stream, text.toString(), now()));
      }).catch(() => undefined),
    reopen: () =>
      inTurn(async () => {
        await shut();
        file = await openFile();
        isLost = false;
      }),
    close: () => inTurn(shut).catch(() => undefined),
  };
};

/** A rest without a line break is P; what follows it comes later. */
export const linesOf = (stream: string, text: string, atMs: number): string => {
  const time = new Date(Math.floor(atMs)).toISOString().replace('Z', '000000Z');
  return text
    .split(/(?<=\n)/)
    .filter((line) => line !== '')
    .map((line) => `${time} ${stream} ${line.endsWith('\n') ? `F ${line}` : `P ${line}\n`}`)
    .join('');
};
