/** Limits of a simulated task: what is asked for over what is in force; 0 and empty leave a value as it is. */
import type { LinuxResources } from '../../machines/config.ts';
import { FailureError } from '../../machines/failure.ts';

export const mergedLimits = (current: LinuxResources | undefined, asked: LinuxResources): LinuxResources => {
  if (current === undefined) return asked;
  const isSet = (value: unknown) => value !== '0' && value !== '' && value !== undefined;
  const changes = Object.entries(asked).filter(([, value]) => typeof value === 'string' && isSet(value));
  return {
    ...current,
    ...Object.fromEntries(changes),
    hugepageLimits: [...current.hugepageLimits, ...asked.hugepageLimits],
    unified: { ...current.unified, ...asked.unified },
  };
};

/** Every process uses that much, and no kernel takes a shorter time. */
const usedBytes = 1024 * 1024;
const minQuotaUs = 1000;

export const checkLimits = ({ cpuQuota, memoryLimitInBytes }: LinuxResources): void => {
  const quota = Number(cpuQuota);
  if (quota > 0 && quota < minQuotaUs)
    throw new FailureError('RuntimeFailed', { reason: 'the quota is too small', quota });
  const limitBytes = Number(memoryLimitInBytes);
  if (limitBytes > 0 && limitBytes < usedBytes) throw new FailureError('LimitBelowUsage', { limitBytes, usedBytes });
};
