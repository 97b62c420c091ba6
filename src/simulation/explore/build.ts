/** What a finding was found with: the version, and the charts as they are on disk. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const machines = join(root, 'src/machines');

/** `0.1.0 charts 3f2a91c0`: equal for equal files. */
export const buildOf = (): string => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
  const digest = createHash('sha256');
  const files = readdirSync(machines, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  for (const file of files.sort()) digest.update(file).update(readFileSync(join(machines, file)));
  return `${version} charts ${digest.digest('hex').slice(0, 8)}`;
};
