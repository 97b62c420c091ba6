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

/** @param index tells networks apart: 0 to 9. Masquerading is off, so that no plugin writes a rule of iptables. */
export const makeNetwork = async (dir: string, index: number): Promise<PodNetwork> => {
  const confDir = join(dir, 'net.d');
  const bridge = `trp-bench${index}`;
  const configuration = {
    cniVersion: '1.0.0',
    name: `trp-bench${index}`,
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
          ranges: [[{ subnet: `10.213.${index * 16}.0/20` }]],
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
