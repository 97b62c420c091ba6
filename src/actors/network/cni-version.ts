/** CNI protocol versions: which we speak, and what depends on them. Source: CNI spec, sections 1 to 3. */

/** Every version that we speak, oldest first. */
export const cniVersions = ['0.1.0', '0.2.0', '0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'] as const;
export type CniVersion = (typeof cniVersions)[number];

/** A configuration without a version is of the first one. */
export const oldestVersion: CniVersion = '0.1.0';

export const isCniVersion = (text: string): text is CniVersion => (cniVersions as readonly string[]).includes(text);

/** Whether `version` is `least` or newer. */
export const isAtLeast = (version: CniVersion, least: CniVersion): boolean =>
  cniVersions.indexOf(version) >= cniVersions.indexOf(least);

/** The highest version that we speak; undefined: none of them. */
export const highestOf = (versions: readonly string[]): CniVersion | undefined =>
  cniVersions.findLast((version) => versions.includes(version));
