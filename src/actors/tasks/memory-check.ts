/** Whether a memory limit can be lowered: the kernel of cgroup v2 does not refuse, it kills. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import type { Resources } from '../../oci/spec.ts';

/**
 * Refuses a limit below what a container holds and could not give back: all but the page cache and reclaimable slab. Where it may
 * swap, that is left to the kernel.
 *
 * @param memoryDir of the memory controller; undefined, or without the files: nobody counts, so nothing is refused
 * @throws FailureError LimitBelowUsage {limitBytes, usedBytes}
 */
export const refuseBelowUsage = async (memoryDir: string | undefined, { memory }: Resources): Promise<void> => {
  const limit = memory?.limit ?? -1;
  const maySwap = memory?.swap !== undefined && memory.swap !== limit;
  if (memoryDir === undefined || limit < 0 || maySwap) return;
  const text = (name: string) => readFile(join(memoryDir, name), 'utf8').catch(() => '');
  const [v2, v1, stat] = await Promise.all([
    text('memory.current'),
    text('memory.usage_in_bytes'),
    text('memory.stat'),
  ]);
  // v1: what is below counts in these with `total_`
  const counted = (name: string) => Number(new RegExp(`^(?:total_)?${name} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0);
  const reclaimable = counted('active_file') + counted('inactive_file') + counted('slab_reclaimable');
  const usedBytes = Number(v2 || v1) - reclaimable;
  if (usedBytes > limit) throw new FailureError('LimitBelowUsage', { limitBytes: limit, usedBytes });
};
