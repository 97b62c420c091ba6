/**
 * Results on disk, in the form and under the names that libcni uses, for tools that look there. We never read them: the
 * ledger is what we trust. Source: libcni, api.go (`cniCacheV1`).
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttachmentRecord } from './attachment.ts';
import type { CniResult } from './cni-result.ts';

export interface ResultCache {
  readonly write: (attachment: AttachmentRecord, result: CniResult) => Promise<void>;
  /** Absent: fine. */
  readonly remove: (attachment: AttachmentRecord) => Promise<void>;
}

/** @param cacheDir undefined: nothing is written. Best effort, for nobody's life depends on these files. */
export const resultCache = (cacheDir: string | undefined): ResultCache => {
  if (cacheDir === undefined) return { write: async () => {}, remove: async () => {} };
  const dir = join(cacheDir, 'results');
  const fileOf = ({ list, containerId, ifName }: AttachmentRecord) =>
    join(dir, `${list.name}-${containerId}-${ifName}`);
  return {
    write: async (attachment, result) => {
      const { list, containerId, ifName, netnsPath, args, capabilityArgs } = attachment;
      const content = {
        kind: 'cniCacheV1',
        containerId,
        config: Buffer.from(JSON.stringify(list)).toString('base64'),
        ifName,
        networkName: list.name,
        netns: netnsPath,
        cniArgs: args,
        capabilityArgs,
        result,
      };
      const write = () => writeFile(fileOf(attachment), JSON.stringify(content), { mode: 0o600 });
      await write()
        .catch(async () => {
          await mkdir(dir, { recursive: true, mode: 0o700 });
          await write();
        })
        .catch(() => {});
    },
    remove: async (attachment) => {
      await rm(fileOf(attachment), { force: true }).catch(() => {});
    },
  };
};
