/** Limits of huge pages. Source: cgroup-v1/hugetlb.rst, cgroup-v2.rst. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes those that are not what the kernel has.
 * @param dir of the hugetlb controller; undefined: it is not mounted, and nothing is done
 * @throws Error of `writeFile`: the kernel knows no pages of this size, or the cgroup is gone
 */
export const writeHugepageLimits = async (
  dir: string | undefined,
  limits: readonly { readonly pageSize: string; readonly limit: number }[],
): Promise<void> => {
  if (dir === undefined) return;
  for (const { pageSize, limit } of limits) {
    const [v1, v2] = [`hugetlb.${pageSize}.limit_in_bytes`, `hugetlb.${pageSize}.max`].map((name) =>
      join(dir, name),
    ) as [string, string];
    const former = await readFile(v2, 'utf8').catch(() => undefined);
    const file = former === undefined ? v1 : v2;
    const isSame = (former ?? (await readFile(v1, 'utf8').catch(() => ''))).trim() === String(limit);
    if (!isSame) await writeFile(file, String(limit), { flag: 'r+' });
  }
};
