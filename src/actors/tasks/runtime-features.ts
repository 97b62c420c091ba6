/** What an OCI runtime says that it can do. Source: OCI runtime-spec, features.md; runc has it since 1.1, crun since 1.8. */
import type { RunTool } from '../tool.ts';
import { toolEnv } from './runtime.ts';

export interface RuntimeFeatures {
  /** It knows the mount option `rro`. */
  readonly hasRecursiveReadOnlyMounts: boolean;
  /** It can show the files of a mount with other owners, which volumes of pods with user namespaces need. */
  readonly hasIdMappedMounts: boolean;
}

const none: RuntimeFeatures = { hasRecursiveReadOnlyMounts: false, hasIdMappedMounts: false };

/** A runtime that does not say can nothing. Never fails. */
export const runtimeFeatures = async (runTool: RunTool, path: string): Promise<RuntimeFeatures> => {
  try {
    const { exitCode, stdout } = await runTool({
      path,
      args: ['features'],
      env: toolEnv,
      limitMs: 10_000,
      signal: new AbortController().signal,
      maxBytes: 1024 * 1024,
    });
    if (exitCode !== 0) return none;
    const said: unknown = JSON.parse(stdout.toString('utf8'));
    const options = partOf(said, 'mountOptions');
    const idMap = ['linux', 'mountExtensions', 'idmap', 'enabled'].reduce(partOf, said);
    return {
      hasRecursiveReadOnlyMounts: Array.isArray(options) && options.includes('rro'),
      hasIdMappedMounts: idMap === true,
    };
  } catch {
    return none;
  }
};

const partOf = (whole: unknown, name: string): unknown =>
  typeof whole === 'object' && whole !== null ? (whole as Readonly<Record<string, unknown>>)[name] : undefined;
