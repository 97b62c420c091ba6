/** What the figures depend on besides the runtimes. The last line is the load, which changes. */
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { readCgroupFacts } from '../../src/actors/cgroup-paths.ts';
import { saidFirst } from '../scene/program.ts';
import type { Tools } from '../scene/scene.ts';

export const machineNotes = async ({ runc, cniBinDir }: Tools): Promise<readonly string[]> => {
  const [bridge, pressure] = await Promise.all([
    saidFirst(join(cniBinDir, 'bridge'), '--version'),
    readFile('/proc/pressure/cpu', 'utf8').catch(() => ''),
  ]);
  const [, busy] = /some avg10=\S+ avg60=(\S+)/.exec(pressure) ?? [];
  return [
    `Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, cgroups ${readCgroupFacts().mode}`,
    `node ${process.version}, ${await saidFirst(runc, '--version')}, ${bridge}`,
    `${new Date().toISOString()}, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}${busy === undefined ? '' : `, processes waited for a processor ${busy}% of the last minute`}`,
  ];
};
