/** Times, sizes and rates in a few letters. */

const steps = [
  [86_400, 'd', 3600, 'h'],
  [3600, 'h', 60, 'm'],
  [60, 'm', 1, 's'],
] as const;

/** `45s`, `3m20s`, `45m`, `5h12m`, `2d4h`, `31d`: two units while the first is small. A clock that went back: `0s`. */
export const ageOf = (elapsedMs: number): string => {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  for (const [size, unit, nextSize, nextUnit] of steps) {
    if (seconds < size) continue;
    const whole = Math.floor(seconds / size);
    const rest = Math.floor((seconds % size) / nextSize);
    return whole >= 10 || rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${nextUnit}`;
  }
  return `${seconds}s`;
};

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `512 B`, `1.5 KiB`, `23 MiB`. */
export const bytesOf = (bytes: number): string => {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1023.5 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  const text = unit === 0 || amount >= 99.95 ? amount.toFixed(0) : amount.toFixed(1);
  return `${text} ${units[unit]}`;
};

/** Cores in use: `0.02`, `1.50`, `12.0`. */
export const coresOf = (nanoCores: number): string => {
  const cores = nanoCores / 1e9;
  return cores < 10 ? cores.toFixed(2) : cores.toFixed(1);
};

/** The contract's times are int64 as text; 0 is not yet. */
export const msOf = (nanoseconds: string): number | undefined => {
  const whole = BigInt(nanoseconds);
  return whole === 0n ? undefined : Number(whole / 1_000_000n);
};

/** RFC 3339; undefined: not yet. */
export const timeOf = (nanoseconds: string): string | undefined => {
  const ms = msOf(nanoseconds);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};
