/** A runc that can give pods user namespaces: the machine's, else the one that scripts/build-runc.sh has built. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { programPath, unpackedDir } from './programs.ts';

const mapsIds = (path: string): boolean => {
  const { stdout } = spawnSync(path, ['features'], { encoding: 'utf8' });
  return /"idmap":\s*\{\s*"enabled":\s*true/.test(stdout ?? '');
};

/** Its path; undefined: there is none. */
export const idMappingRunc = (): string | undefined => {
  const built = existsSync(unpackedDir) ? readdirSync(unpackedDir).filter((name) => /^runc-[\d.]+$/.test(name)) : [];
  const candidates = [programPath('runc'), ...built.map((name) => join(unpackedDir, name))];
  return candidates.find((path) => path !== undefined && mapsIds(path));
};

/** Why tests with it cannot run here; undefined: they can. Where CI promises it, its absence is an error. */
export const idMappingRuncMissing = (): string | undefined => {
  if (idMappingRunc() !== undefined) return undefined;
  const reason = 'a runc with id-mapped mounts (sh scripts/build-runc.sh)';
  if (process.env.CI === 'true') throw new Error(`these tests are promised here, but lack ${reason}`);
  return `needs ${reason}`;
};

/** Settings of a node whose containers run under it. */
export const idMappingSettings = (): string => `[runtimes.runc]\nruntime_path = ${JSON.stringify(idMappingRunc())}\n`;
