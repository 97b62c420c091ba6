/** What an OCI runtime says that it can do. Source: OCI runtime-spec, features.md; runc has it since 1.1, crun since 1.8. */
import type { RunTool } from '../tool.ts';
import { toolEnv } from './runtime.ts';

export interface RuntimeFeatures {
  /** It knows the mount option `rro`. */
  readonly hasRecursiveReadOnlyMounts: boolean;
}

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
    if (exitCode !== 0) return { hasRecursiveReadOnlyMounts: false };
    const said: unknown = JSON.parse(stdout.toString('utf8'));
    const options = typeof said === 'object' && said !== null && 'mountOptions' in said ? said.mountOptions : [];
    return { hasRecursiveReadOnlyMounts: Array.isArray(options) && options.includes('rro') };
  } catch {
    return { hasRecursiveReadOnlyMounts: false };
  }
};
