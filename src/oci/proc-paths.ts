import type { LinuxContainerSecurityContext } from '../../proto/generated/api.ts';
import { absolutePath } from './invalid.ts';

/** Paths through which a process could learn about, or disturb, the node. */
export const standardMaskedPaths: readonly string[] = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];
export const standardReadonlyPaths: readonly string[] = [
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sys',
  '/proc/sysrq-trigger',
];

/**
 * What is hidden and what is read-only in a container: exactly the request's lists, of which an empty one means nothing;
 * the standard ones where the node is told to give no other; nothing for a privileged container.
 * @throws FailureError SpecInvalid for a path that is not absolute
 */
export const procPathsOf = (
  asked: Partial<Pick<LinuxContainerSecurityContext, 'maskedPaths' | 'readonlyPaths'>> | undefined,
  { isPrivileged, isFixed }: { readonly isPrivileged: boolean; readonly isFixed: boolean },
): { readonly maskedPaths: readonly string[]; readonly readonlyPaths: readonly string[] } => {
  if (isPrivileged) return { maskedPaths: [], readonlyPaths: [] };
  if (isFixed) return { maskedPaths: standardMaskedPaths, readonlyPaths: standardReadonlyPaths };
  const checked = (name: string, list: readonly string[] = []) =>
    list.map((path) => absolutePath(`linux.security_context.${name}`, path));
  return {
    maskedPaths: checked('masked_paths', asked?.maskedPaths),
    readonlyPaths: checked('readonly_paths', asked?.readonlyPaths),
  };
};
