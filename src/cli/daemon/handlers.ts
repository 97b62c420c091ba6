/** The configured OCI runtimes, found and asked what they can do. */
import { join } from 'node:path';
import { runtimeFeatures } from '../../actors/tasks/runtime-features.ts';
import type { RuntimeHandler } from '../../actors/tasks/scene.ts';
import type { RunTool } from '../../actors/tool.ts';
import type { Config, RuntimeConfig } from '../../config/schema.ts';
import { FailureError } from '../../machines/failure.ts';
import type { RuntimeHandlerView } from '../../machines/views.ts';
import type { HandlerTraits } from '../../oci/facts.ts';
import { findProgram } from '../doctor/find-program.ts';
import { loadBaseSpec } from './base-spec.ts';

export interface Handlers {
  /** All three have the default one under the empty name too. */
  readonly runtimes: ReadonlyMap<string, RuntimeHandler>;
  readonly traits: ReadonlyMap<string, HandlerTraits>;
  /** As far as the runtimes are concerned; what the kernel cannot do, they cannot. */
  readonly views: readonly RuntimeHandlerView[];
  readonly conmonPath: string;
}

export interface HandlerSearch {
  readonly config: Config;
  readonly runtimesDir: string;
  readonly searchPath: string;
  readonly runTool: RunTool;
}

/** @throws FailureError ToolMissing where the default runtime or conmon is not there; another runtime that lacks is left out. */
export const findHandlers = async (search: HandlerSearch): Promise<Handlers> => {
  const { config, searchPath } = search;
  const defaultName = config.cri.defaultRuntimeName;
  const found = await Promise.all(
    Object.entries(config.runtimes).map(([name, runtime]) => findHandler(search, name, runtime)),
  );
  const handlers = found.filter((handler) => handler !== undefined);
  const standard = handlers.find(({ runtime }) => runtime.name === defaultName);
  if (standard === undefined) throw new FailureError('ToolMissing', { tool: defaultName, searched: searchPath });
  const asked = config.runtimes[defaultName]?.monitorPath || 'conmon';
  const conmonPath = findProgram(asked, searchPath);
  if (conmonPath === undefined) throw new FailureError('ToolMissing', { tool: asked, searched: searchPath });
  const all = [{ ...standard, view: { ...standard.view, name: '' } }, ...handlers];
  return {
    runtimes: new Map(all.map(({ runtime, view }) => [view.name, runtime])),
    traits: new Map(all.map(({ traits, view }) => [view.name, traits])),
    views: all.map(({ view }) => view),
    conmonPath,
  };
};

const findHandler = async (
  { runTool, searchPath, runtimesDir }: HandlerSearch,
  name: string,
  runtime: RuntimeConfig,
) => {
  const path = findProgram(runtime.runtimePath || name, searchPath);
  if (path === undefined) return undefined;
  const { hasRecursiveReadOnlyMounts, hasIdMappedMounts } = await runtimeFeatures(runTool, path);
  const { SystemdCgroup: systemdCgroup, NoNewKeyring: noNewKeyring } = runtime.options;
  return {
    runtime: {
      name,
      path,
      rootDir: join(runtimesDir, name),
      options: { systemdCgroup, noNewKeyring, fastStart: true },
    },
    traits: {
      hasRecursiveReadOnlyMounts,
      hasIdMappedMounts,
      isPrivilegedWithoutHostDevices: runtime.privilegedWithoutHostDevices,
      isPrivilegedWithAllDevicesAllowed: runtime.privilegedWithoutHostDevicesAllDevicesAllowed,
      isCgroupWritable: runtime.cgroupWritable,
      baseSpec: await loadBaseSpec(runtime.baseRuntimeSpec),
      podAnnotations: runtime.podAnnotations,
      containerAnnotations: runtime.containerAnnotations,
    },
    view: { name, hasRecursiveReadOnlyMounts, hasUserNamespaces: hasIdMappedMounts },
  };
};
