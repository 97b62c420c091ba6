export interface KernelVersion {
  readonly major: number;
  readonly minor: number;
}

/** `6.18.44-fc` → 6, 18; undefined where there is no such beginning. */
export const kernelVersionOf = (text: string): KernelVersion | undefined => {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
};

export const isAtLeast = (kernel: KernelVersion, least: KernelVersion): boolean =>
  kernel.major > least.major || (kernel.major === least.major && kernel.minor >= least.minor);
