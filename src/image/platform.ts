/** Which entry of an index is for this machine. Source: OCI image-spec, image-index.md; Go's names of architectures. */

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

/** This machine's, as Go calls it. */
export const hostPlatform = (): Platform => {
  const architecture = architectures[process.arch] ?? process.arch;
  const variant = defaultVariants[architecture];
  return { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) };
};

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
/** What a variant that is not told means. */
const defaultVariants: Readonly<Record<string, string>> = { arm64: 'v8', arm: 'v7', amd64: 'v1' };

/**
 * How well `offered` runs on `wanted`: 0 is best; undefined: it does not run. An older variant of the same architecture
 * runs (arm v6 on v7, amd64 v1 on v3), a newer one does not.
 */
export const fitnessOf = (offered: Platform, wanted: Platform): number | undefined => {
  if (offered.os !== wanted.os || offered.architecture !== wanted.architecture) return undefined;
  const ours = levelOf(wanted);
  const theirs = levelOf(offered);
  if (ours === undefined || theirs === undefined) return offered.variant === wanted.variant ? 0 : undefined;
  return theirs <= ours ? ours - theirs : undefined;
};

const levelOf = ({ architecture, variant }: Platform): number | undefined => {
  const [, level] = /^v?(\d+)$/.exec(variant || (defaultVariants[architecture] ?? 'v0')) ?? [];
  return level === undefined ? undefined : Number(level);
};

/** The fittest, the first one among equals; entries without a platform only where none says that it fits. */
export const fittest = <E extends { readonly platform?: Platform | undefined }>(
  entries: readonly E[],
  wanted: Platform,
): E | undefined => {
  const ranked = entries
    .map((entry) => ({ entry, rank: entry.platform === undefined ? 1000 : fitnessOf(entry.platform, wanted) }))
    .filter(({ rank }) => rank !== undefined);
  return ranked.sort((one, other) => Number(one.rank) - Number(other.rank))[0]?.entry;
};
