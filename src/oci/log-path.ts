import { absolutePath, cleanPath, refuseControl, specInvalid } from './invalid.ts';
import { isWithin } from './mountinfo.ts';

/**
 * Where a container's log goes; undefined: nowhere, since the sandbox or the container names no place.
 * @throws FailureError SpecInvalid for a directory that is not absolute, or a path that leaves it
 */
export const logPathOf = (logDirectory: string, logPath: string): string | undefined => {
  if (logDirectory === '' || logPath === '') return undefined;
  const directory = absolutePath('log_directory', logDirectory);
  refuseControl('log_path', logPath);
  if (logPath.startsWith('/')) throw specInvalid('log_path', 'must be relative to the log directory');
  const path = cleanPath(`${directory}/${logPath}`);
  if (path === directory || !isWithin(directory, path) || logPath.split('/').includes('..') || logPath.endsWith('/')) {
    throw specInvalid('log_path', `'${logPath}' is not a file inside the log directory`);
  }
  return path;
};
