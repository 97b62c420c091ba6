/** Where plugins are: looked up once, for a pod's start should not search directories. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';

export interface PluginPaths {
  /** In order of preference; as CNI_PATH has them. */
  readonly dirs: readonly string[];
  /** The absolute path of a plugin type's program. @throws FailureError ToolMissing {tool, path} */
  readonly find: (type: string) => Promise<string>;
  /** Types that have no program. Looks at the disk. */
  readonly missing: (types: readonly string[]) => Promise<readonly string[]>;
  /** A program may have come, gone or moved: look again. */
  readonly forget: () => void;
}

/** Finds plugins in directories. Effects: none. */
export const pluginPaths = (dirs: readonly string[]): PluginPaths => {
  const known = new Map<string, string>();
  const look = async (type: string): Promise<string | undefined> => {
    for (const dir of dirs) {
      const path = join(dir, type);
      if (await isProgram(path)) {
        known.set(type, path);
        return path;
      }
    }
    known.delete(type);
    return undefined;
  };
  return {
    dirs,
    find: async (type) => {
      const path = known.get(type) ?? (await look(type));
      if (path === undefined) throw new FailureError('ToolMissing', { tool: type, path: dirs.join(':') });
      return path;
    },
    missing: async (types) => {
      const paths = await Promise.all(types.map(look));
      return types.filter((_, index) => paths[index] === undefined);
    },
    forget: () => known.clear(),
  };
};

const isProgram = async (path: string): Promise<boolean> => {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent, or not reachable for us: the same to a caller
  }
};
