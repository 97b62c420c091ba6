/** The plugins of a network list, called one after another with nothing around them. Source: CNI spec 1.0.0, sections 2 to 4. */
import { join } from 'node:path';
import type { NetworkConfiguration } from '../scene/cni.ts';
import { runInput } from '../scene/program.ts';

export interface CniCall {
  readonly configuration: NetworkConfiguration;
  readonly binDir: string;
  readonly containerId: string;
  readonly netnsPath: string;
}

/** @returns the last plugin's result, as text. */
export const addNetwork = async (call: CniCall): Promise<string> => {
  let result: string | undefined;
  for (const plugin of call.configuration.plugins) result = await plug(call, 'ADD', plugin, result);
  return result ?? '';
};

/** @param result of the ADD. */
export const deleteNetwork = async (call: CniCall, result: string): Promise<void> => {
  for (const plugin of call.configuration.plugins.toReversed()) await plug(call, 'DEL', plugin, result);
};

const plug = (
  { configuration, binDir, containerId, netnsPath }: CniCall,
  command: 'ADD' | 'DEL',
  { capabilities: _, ...plugin }: NetworkConfiguration['plugins'][number],
  result: string | undefined,
): Promise<string> => {
  const { cniVersion, name } = configuration;
  const prevResult: unknown = result === undefined ? undefined : JSON.parse(result);
  return runInput(join(binDir, String(plugin.type)), {
    stdin: JSON.stringify({ cniVersion, name, ...plugin, prevResult }),
    env: {
      CNI_COMMAND: command,
      CNI_CONTAINERID: containerId,
      CNI_NETNS: netnsPath,
      CNI_IFNAME: 'eth0',
      CNI_PATH: binDir,
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    },
  });
};
