import { readdir } from 'node:fs/promises';

/**
 * Huge page sizes of this machine as the hugetlb controller writes them in the names of its files: `64KB`, `2MB`, `1GB`.
 * Source: kernel, Documentation/admin-guide/mm/hugetlbpage.rst and cgroup-v2.rst.
 */
export const readPageSizes = async (): Promise<readonly string[]> => {
  const names = await readdir('/sys/kernel/mm/hugepages').catch(() => []);
  return names.flatMap((name) => {
    const kilobytes = Number(/^hugepages-(\d+)kB$/.exec(name)?.[1]);
    return Number.isFinite(kilobytes) ? [pageSizeOf(kilobytes)] : [];
  });
};

export const pageSizeOf = (kilobytes: number): string => {
  if (kilobytes >= 1024 ** 2) return `${kilobytes / 1024 ** 2}GB`;
  return kilobytes >= 1024 ? `${kilobytes / 1024}MB` : `${kilobytes}KB`;
};
