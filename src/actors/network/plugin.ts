/**
 * One run of one plugin: environment, configuration on stdin, and what its answer means.
 * Source: CNI spec 1.1.0, section 2 and "Error".
 */

import { FailureError } from '../../machines/failure.ts';
import type { Json, JsonObject } from '../../machines/json.ts';
import { type RunTool, tail } from '../tool.ts';
import { type CniArgs, cniArgsText } from './cni-args.ts';
import type { NetworkList, PluginConfig } from './network-list.ts';
import type { PluginPaths } from './plugin-paths.ts';

export type CniCommand = 'ADD' | 'DEL' | 'CHECK' | 'STATUS' | 'GC';

/** Whom an ADD, DEL or CHECK is about. */
export interface AttachmentParameters {
  readonly containerId: string;
  /** Empty: the namespace is gone. */
  readonly netnsPath: string;
  readonly ifName: string;
  readonly args: CniArgs;
}

export interface PluginCall {
  readonly command: CniCommand;
  readonly list: NetworkList;
  readonly plugin: PluginConfig;
  /** Added to the plugin's configuration. */
  readonly inserted: JsonObject;
  /** Absent for STATUS and GC. */
  readonly attachment?: AttachmentParameters | undefined;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Runs plugins; settles with what was printed on stdout. */
export type RunPlugin = (call: PluginCall) => Promise<string>;

export interface PluginTools {
  readonly runTool: RunTool;
  readonly paths: PluginPaths;
  /** Handed to plugins below the CNI variables; `PATH` must lead to `iptables` and the like. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The runner of plugins. Its failures: NetworkPluginFailed {network, plugin, command, exitCode, code, msg, details,
 * stderr}, and ToolMissing, ToolTimedOut, Cancelled of `runTool`.
 */
export const pluginRunner =
  ({ runTool, paths, env }: PluginTools): RunPlugin =>
  async ({ command, list, plugin, inserted, attachment, limitMs, signal }) => {
    const { capabilities: _ours, ...passed } = plugin;
    const input = {
      env: {
        ...env,
        CNI_COMMAND: command,
        CNI_PATH: paths.dirs.join(':'),
        ...(attachment && {
          CNI_CONTAINERID: attachment.containerId,
          CNI_NETNS: attachment.netnsPath,
          CNI_IFNAME: attachment.ifName,
          CNI_ARGS: cniArgsText(attachment.args),
        }),
      },
      args: [],
      stdin: JSON.stringify({ ...passed, ...inserted, name: list.name, cniVersion: list.cniVersion }),
      maxBytes: 1 << 20,
      limitMs,
      signal,
    };
    const run = async () => runTool({ ...input, path: await paths.find(plugin.type) });
    // The remembered path may be stale: a program that was not there has done nothing, so it is looked for again.
    const { exitCode, stdout, stderr } = await run().catch((error: unknown) => {
      if (!(error instanceof FailureError && error.code === 'ToolMissing')) throw error;
      paths.forget();
      return run();
    });
    const output = stdout.toString('utf8');
    if (exitCode === 0) return output;
    throw new FailureError('NetworkPluginFailed', {
      network: list.name,
      plugin: plugin.type,
      command,
      exitCode,
      ...errorIn(output),
      ...(stderr.length > 0 ? { stderr: tail(stderr) } : {}),
    });
  };

/** The error object that a plugin printed; empty where it printed something else. */
const errorIn = (stdout: string): JsonObject => {
  let value: Json;
  try {
    value = JSON.parse(stdout) as Json;
  } catch {
    return stdout.trim() === '' ? {} : { msg: stdout.trim().slice(0, 2048) };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const { code, msg, details } = value as JsonObject;
  return {
    ...(typeof code === 'number' ? { code } : {}),
    ...(typeof msg === 'string' ? { msg: msg.slice(0, 2048) } : {}),
    ...(typeof details === 'string' && details !== '' ? { details: details.slice(0, 2048) } : {}),
  };
};
