/** CRIU: whether it is here, and new enough. It is the OCI runtime that runs it, by its name. */
import { dirname } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import { toolEnv } from '../tasks/runtime.ts';
import type { RunTool } from '../tool.ts';

export interface CriuOptions {
  readonly isEnabled: () => boolean;
  /** Absolute path of the program; undefined: it is not installed. Asked each time, for it may be installed later. */
  readonly find: () => string | undefined;
  readonly runTool: RunTool;
}

export interface Criu {
  /**
   * The PATH by which an OCI runtime finds it.
   * @throws FailureError NotImplemented where it is switched off; ToolMissing {tool, package}; CheckpointUnsupported {reason}
   */
  readonly searchPath: (signal: AbortSignal) => Promise<string>;
}

/** The first that leaves the namespaces of a pod alone. */
export const oldestCriu = { major: 3, minor: 16 } as const;

export const openCriu = ({ isEnabled, find, runTool }: CriuOptions): Criu => ({
  searchPath: async (signal) => {
    if (!isEnabled()) throw new FailureError('NotImplemented', { setting: 'cri.enable_criu' });
    const path = find();
    if (path === undefined) throw new FailureError('ToolMissing', { tool: 'criu', package: 'criu' });
    const { stdout } = await runTool({
      path,
      args: ['--version'],
      env: toolEnv,
      limitMs: 10_000,
      signal,
      maxBytes: 4096,
    });
    const version = criuVersionIn(stdout.toString('utf8'));
    if (version === undefined || !isNewEnough(version)) {
      const needed = `${oldestCriu.major}.${oldestCriu.minor}`;
      const found = version === undefined ? 'unknown' : `${version.major}.${version.minor}`;
      throw new FailureError('CheckpointUnsupported', { reason: `criu ${needed} or newer is needed`, path, found });
    }
    return `${dirname(path)}:${toolEnv.PATH}`;
  },
});

export interface CriuVersion {
  readonly major: number;
  readonly minor: number;
}

/** What `criu --version` says. */
export const criuVersionIn = (text: string): CriuVersion | undefined => {
  const [, major, minor] = /^Version:\s*(\d+)\.(\d+)/m.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
};

export const isNewEnough = ({ major, minor }: CriuVersion): boolean =>
  major > oldestCriu.major || (major === oldestCriu.major && minor >= oldestCriu.minor);
