/** The demo's own pod network: a bridge that goes away with it. */
import { readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { FailureError } from '../../machines/failure.ts';
import { findProgram } from '../doctor/find-program.ts';

export interface DemoNetwork {
  /** Writes the CNI configuration; the bridge itself comes with the first pod. */
  readonly make: (confDir: string) => Promise<void>;
  /** Removes the bridge and sets IP forwarding back, which the bridge plugin turns on. Absent: fine. */
  readonly remove: () => Promise<void>;
}

export const demoBridge = 'troupe-demo0';
const forwardingFile = '/proc/sys/net/ipv4/ip_forward';

/** @param leasesDir where host-local keeps addresses in use; removed with the demo's other directories. */
export const demoNetwork = (leasesDir: string, searchPath: string): DemoNetwork => {
  let forwardingBefore: string | undefined;
  return {
    make: async (confDir) => {
      forwardingBefore = await readFile(forwardingFile, 'utf8');
      const subnet = freeSubnet(addressesInUse());
      if (subnet === undefined)
        throw new FailureError('NetworkConfigInvalid', { reason: 'no private /24 is free for the demo' });
      await writeFile(join(confDir, '10-demo.conflist'), JSON.stringify(configuration(subnet, leasesDir), null, 2));
    },
    remove: async () => {
      const ip = findProgram('ip', searchPath);
      if (ip === undefined) throw new FailureError('ToolMissing', { tool: 'ip' });
      await execa(ip, ['link', 'delete', demoBridge], { reject: false, timeout: 10_000, stdin: 'ignore' });
      if (forwardingBefore !== undefined) await writeFile(forwardingFile, forwardingBefore);
    },
  };
};

const configuration = (subnet: string, dataDir: string) => ({
  cniVersion: '1.0.0',
  name: 'troupe-demo',
  plugins: [
    {
      type: 'bridge',
      bridge: demoBridge,
      isGateway: true,
      ipMasq: false,
      ipam: { type: 'host-local', dataDir, ranges: [[{ subnet }]], routes: [{ dst: '0.0.0.0/0' }] },
    },
  ],
});

const addressesInUse = (): readonly string[] =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    name === demoBridge ? [] : addresses.map(({ address }) => address),
  );

/** The first of 256 private subnets of 254 addresses in which the machine has no address. */
export const freeSubnet = (inUse: readonly string[]): string | undefined => {
  const candidates = Array.from({ length: 256 }, (_, third) => `10.241.${third}.`);
  const free = candidates.find((prefix) => !inUse.some((address) => address.startsWith(prefix)));
  return free === undefined ? undefined : `${free}0/24`;
};
