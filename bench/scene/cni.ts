/** Equal pod networks for all: a bridge each, host-local addresses, and portmap as most nodes have it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './program.ts';

export interface PodNetwork {
  readonly confDir: string;
  readonly configuration: NetworkConfiguration;
  readonly remove: () => Promise<void>;
}
export interface NetworkConfiguration {
  readonly cniVersion: string;
  readonly name: string;
  readonly plugins: readonly (Readonly<Record<string, unknown>> & { readonly type: string })[];
}

/** Of this run: two may go on at once. Names of interfaces have 15 characters at most. */
const tag = process.pid.toString(36);
const subnetOf = (index: number) => `10.${200 + (process.pid % 50)}.${index * 16}.0/20`;

/** @param index tells networks apart: 0 to 9. Masquerading is off, so that no plugin writes a rule of iptables. */
export const makeNetwork = async (dir: string, index: number): Promise<PodNetwork> => {
  const confDir = join(dir, 'net.d');
  const bridge = `trp-b${tag}-${index}`;
  const configuration = {
    cniVersion: '1.0.0',
    name: bridge,
    plugins: [
      {
        type: 'bridge',
        bridge,
        isGateway: true,
        ipMasq: false,
        hairpinMode: true,
        ipam: {
          type: 'host-local',
          dataDir: join(dir, 'leases'),
          ranges: [[{ subnet: subnetOf(index) }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
  await mkdir(confDir, { recursive: true });
  await writeFile(join(confDir, '10-bench.conflist'), JSON.stringify(configuration));
  return {
    confDir,
    configuration,
    remove: async () => {
      await run('ip', ['link', 'delete', bridge]).catch((error: unknown) => {
        if (!/Cannot find device/.test(String(error))) throw error;
      });
      await rm(dir, { recursive: true, force: true });
    },
  };
};
