/** What a kubelet changes on the machine whatever it is told, kept and given back. Source: kubernetes 1.36, pkg/kubelet. */
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** It writes these at start. */
const sysctls = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
].map((name) => `/proc/sys/${name}`);
/** It empties this one and serves there, wherever its root is. */
const devicePlugins = '/var/lib/kubelet/device-plugins';
/** It makes a link here to each log. */
const logLinks = '/var/log/containers';

export interface BorrowedHost {
  /**
   * Gives back what differs; for a kubelet that has ended.
   * @param dir of it: links to files below are its own.
   */
  readonly giveBack: (dir: string) => void;
}

/** @throws where the machine seems to have a kubelet of its own, which would lose its device plugins. */
export const borrowHost = (): BorrowedHost => {
  if (existsSync(dirname(devicePlugins)) && readdirSync(dirname(devicePlugins)).length > 0)
    throw new Error(`this machine has a kubelet of its own: ${dirname(devicePlugins)} is not empty`);
  const missing = [logLinks, dirname(devicePlugins)].filter((path) => !existsSync(path));
  const values = sysctls.filter((path) => existsSync(path)).map((path) => [path, readFileSync(path, 'utf8')] as const);
  return {
    giveBack: (dir) => {
      for (const [path, value] of values) if (readFileSync(path, 'utf8') !== value) writeFileSync(path, value);
      rmSync(devicePlugins, { recursive: true, force: true });
      for (const link of linksInto(dir)) unlinkSync(link);
      for (const path of missing) if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path);
    },
  };
};

const linksInto = (dir: string): readonly string[] =>
  (existsSync(logLinks) ? readdirSync(logLinks, { withFileTypes: true }) : [])
    .filter((entry) => entry.isSymbolicLink())
    .map(({ name }) => join(logLinks, name))
    .filter((link) => readlinkSync(link).startsWith(`${dir}/`));
