/** What `troupe version` prints, and what the CRI calls the version of the runtime. */
import { readFileSync } from 'node:fs';

/** As package.json has it. */
export const troupeVersion = (): string => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
};

export const versionText = (): string =>
  `troupe ${troupeVersion()}\nCRI    v1, v1alpha2\nNode   ${process.versions.node}\n`;
