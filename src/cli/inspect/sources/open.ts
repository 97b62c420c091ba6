/** Files, folders and sockets as sources. */
import { stat } from 'node:fs/promises';
import { FailureError } from '../../../machines/failure.ts';
import { openSources, type Source, type Sources } from '../source.ts';
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
  const about = await aboutRecording(path);
  return recordingSource({ path, about: { ...about, id: freeId(about.id, taken) } });
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

export const freeId = (id: string, taken: ReadonlySet<string>): string => {
  for (let nth = 1; ; nth += 1) {
    const candidate = nth === 1 ? id : `${id}-${nth}`;
    if (!taken.has(candidate)) return candidate;
  }
};
