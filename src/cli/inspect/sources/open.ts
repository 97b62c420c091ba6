/** Files, folders and sockets as sources. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FailureError } from '../../../machines/failure.ts';
import { ReproInvalid, readRepro } from '../../../simulation/explore/read-repro.ts';
import { type Repro, reproFormat } from '../../../simulation/explore/repro.ts';
import { openSources, type Source, type Sources } from '../source.ts';
import { freeId } from './free-id.ts';
import { aboutRecording, recordingSource } from './recording.ts';

/**
 * A source for each path. What is no recording is told by the source, when it is read.
 * @throws FailureError SyscallFailed {syscall, path, code} where there is no such file; RequestInvalid {path, reason}
 */
export const openFiles = async (paths: readonly string[], sources: Sources = openSources()): Promise<Sources> => {
  for (const path of paths) addSource(sources, await openFile(path, idsOf(sources)));
  return sources;
};

const idsOf = (sources: Sources): ReadonlySet<string> => new Set(sources.all().map((each) => each.about().id));
const addSource = (sources: Sources, source: Source): void => sources.add(source);

/** @param taken ids of other sources: the same recording twice is two sources */
export const openFile = async (path: string, taken: ReadonlySet<string> = new Set()): Promise<Source> => {
  const kind = await stat(path).catch((cause: unknown) => {
    throw new FailureError('SyscallFailed', { syscall: 'stat', path, code: codeOf(cause) }, { cause });
  });
  // A pipe would be waited for.
  if (!kind.isFile() && !kind.isDirectory())
    throw new FailureError('RequestInvalid', { path, reason: 'is neither a file nor a folder' });
  const repro = await reproAt(path);
  if (repro !== undefined) return (await import('./repro.ts')).reproSource({ repro, title: basename(path), taken });
  const about = await aboutRecording(path);
  return recordingSource({ path, about: { ...about, id: freeId(about.id, taken) } });
};

/** A reproducer is one JSON object, and small. */
const largestRepro = 4 * 1024 * 1024;
const reproAt = async (path: string): Promise<Repro | undefined> => {
  const seen = await stat(path);
  if (!seen.isFile() || seen.size > largestRepro) return undefined;
  const text = await readFile(path, 'utf8');
  if (!text.trimStart().startsWith('{') || !text.slice(0, 4096).includes(reproFormat)) return undefined;
  try {
    return readRepro(text);
  } catch (cause) {
    if (!(cause instanceof ReproInvalid)) throw cause;
    throw new FailureError(
      'RequestInvalid',
      { field: 'recording', reason: `it is no reproducer: ${cause.message}`, path },
      { cause },
    );
  }
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
