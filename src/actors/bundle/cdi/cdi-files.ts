import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CdiFile, conflictsIn } from '../../../oci/cdi/resolve.ts';
import { errnoOf } from '../../fs-failure.ts';
import { readCdiFile } from './read-file.ts';

/** What is wrong with the CDI specs of a node; a line each. */
export interface CdiProblem {
  /** The file, or the directory that cannot be listed. */
  readonly path: string;
  readonly reason: string;
}

export interface CdiFiles {
  /** All files as they are now. */
  readonly read: () => Promise<readonly CdiFile[]>;
}

/** More are not there for good reason. */
const maxFiles = 512;

/**
 * The CDI specs of some directories, of which later ones win. A directory that is absent has none. Files are looked at
 * anew each time, and parsed only where they have changed.
 * @param tell called for each problem, once while it lasts
 */
export const openCdiFiles = (
  specDirs: readonly string[],
  tell: (problem: CdiProblem) => void = () => undefined,
): CdiFiles => {
  let parsed = new Map<string, { readonly stamp: string; readonly file: CdiFile }>();
  let told = new Set<string>();

  const readDir = async (dir: string, priority: number): Promise<readonly (readonly [string, string, CdiFile])[]> => {
    const names = await namesIn(dir);
    if (typeof names === 'string') return [[dir, '', { path: dir, priority, fault: names }]];
    return Promise.all(
      names.map(async (name) => {
        const path = join(dir, name);
        const stamp = await stampOf(path);
        const kept = parsed.get(path);
        const isKept = kept !== undefined && kept.stamp === stamp && kept.file.priority === priority;
        return [path, stamp, isKept ? kept.file : await readCdiFile(path, priority)] as const;
      }),
    );
  };
  const tellNew = (files: readonly CdiFile[]) => {
    const problems = cdiProblems(files);
    for (const problem of problems) if (!told.has(keyOf(problem))) tell(problem);
    told = new Set(problems.map(keyOf));
  };
  return {
    read: async () => {
      const found = (await Promise.all(specDirs.map(readDir))).flat();
      parsed = new Map(found.map(([path, stamp, file]) => [path, { stamp, file }]));
      const files = found.map(([, , file]) => file);
      tellNew(files);
      return files;
    },
  };
};

export const cdiProblems = (files: readonly CdiFile[]): readonly CdiProblem[] => [
  ...files.flatMap(({ path, fault }) => (fault === undefined ? [] : [{ path, reason: fault }])),
  ...conflictsIn(files).map((reason) => ({ path: '', reason })),
];

const keyOf = ({ path, reason }: CdiProblem): string => `${path}\0${reason}`;

/** A text: why they cannot be had. */
const namesIn = async (dir: string): Promise<readonly string[] | string> => {
  try {
    const names = (await readdir(dir)).filter((name) => /\.(json|yaml)$/.test(name)).toSorted();
    return names.length > maxFiles ? `has more than ${maxFiles} CDI specs` : names;
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (code === undefined) throw thrown;
    return code === 'ENOENT' ? [] : `cannot be listed: ${code}`;
  }
};

/** Changes whenever the file does. */
const stampOf = async (path: string): Promise<string> => {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (code === undefined) throw thrown;
    return code;
  }
};
