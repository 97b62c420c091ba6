/** Which device of which file a name means. Pure: the files have been read. */
import { specInvalid } from '../invalid.ts';
import { type CdiEdits, type CdiSpec, joinedEdits } from './shape.ts';

/** One file of a CDI directory, as it was read. */
export interface CdiFile {
  readonly path: string;
  /** Of its directory: what is higher wins. */
  readonly priority: number;
  readonly spec?: CdiSpec;
  /** Why there is no spec. */
  readonly fault?: string;
}

interface Home {
  readonly file: CdiFile;
  readonly spec: CdiSpec;
  readonly edits: CdiEdits;
}

/** Every device by its full name, with those places of the highest priority that define it: one, or a conflict. */
const homesOf = (files: readonly CdiFile[]): ReadonlyMap<string, readonly Home[]> => {
  const homes = new Map<string, readonly Home[]>();
  for (const file of files) {
    const { spec, priority } = file;
    for (const { name, edits } of spec?.devices ?? []) {
      const fullName = `${spec?.kind}=${name}`;
      const others = homes.get(fullName) ?? [];
      const best = others[0]?.file.priority ?? -1;
      if (spec === undefined || priority < best) continue;
      homes.set(fullName, priority > best ? [{ file, spec, edits }] : [...others, { file, spec, edits }]);
    }
  }
  return homes;
};

/** Devices that nobody can have, as more than one file of the same directory defines them: a line for each. */
export const conflictsIn = (files: readonly CdiFile[]): readonly string[] =>
  [...homesOf(files)].flatMap(([name, homes]) => (homes.length > 1 ? [conflictOf(name, homes)] : []));

const conflictOf = (name: string, homes: readonly Home[]): string =>
  `${name} is defined by ${homes.map(({ file }) => file.path).join(' and ')}`;

/**
 * The edits of all devices together: those of a spec once, before the first of its devices.
 * @throws FailureError SpecInvalid naming every device that cannot be had, and what is wrong with files that may have it
 */
export const editsFor = (names: readonly string[], files: readonly CdiFile[]): CdiEdits => {
  const homes = homesOf(files);
  const lost = names.filter((name) => homes.get(name)?.length !== 1);
  if (lost.length > 0) throw specInvalid('CDI_devices', unresolvable(lost, homes, files));
  const seen = new Set<CdiSpec>();
  return joinedEdits(
    names.flatMap((name) => {
      const home = homes.get(name)?.[0];
      if (home === undefined) return [];
      if (seen.has(home.spec)) return [home.edits];
      seen.add(home.spec);
      return [home.spec.edits, home.edits];
    }),
  );
};

const maxFaults = 5;

const unresolvable = (
  lost: readonly string[],
  homes: ReadonlyMap<string, readonly Home[]>,
  files: readonly CdiFile[],
): string => {
  const conflicts = lost.flatMap((name) => {
    const of = homes.get(name);
    return of === undefined ? [] : [conflictOf(name, of)];
  });
  const faults = files.flatMap(({ path, fault }) => (fault === undefined ? [] : [`${path}: ${fault}`]));
  const why = [...conflicts, ...faults.slice(0, maxFaults)];
  return `CDI device injection failed: unresolvable CDI devices ${lost.join(', ')}${why.length === 0 ? '' : ` (${why.join('; ')})`}`;
};
