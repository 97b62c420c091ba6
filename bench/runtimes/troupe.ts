/** A private troupe: its configuration, and how it is started. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'smol-toml';
import type { RuntimeHome } from './runtime.ts';

const tree = fileURLToPath(new URL('../..', import.meta.url));
export const pauseFile = join(tree, 'native/build/pause');
/** As operators start it; it becomes the daemon, whose pid it so has. */
const command = join(tree, 'bin/troupe');

/** Tables of a configuration, beside those that make it private. */
export type MoreConfig = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Writes the configuration. @returns its file. */
export const writeTroupeConfig = async (home: RuntimeHome, more: MoreConfig = {}): Promise<string> => {
  const file = join(home.dir, 'config.toml');
  const config = {
    root: home.root,
    state: home.state,
    log: { level: 'warn' },
    grpc: { address: home.socketPath },
    cri: { restrict_oom_score_adj: true, netns_mounts_under_state_dir: true },
    runtimes: { runc: { runtime_path: home.runc } },
    cni: { bin_dirs: [home.cniBinDir], conf_dir: home.cniConfDir },
    registry: { config_path: home.certsDir },
    ...more,
  };
  await writeFile(file, stringify(config));
  return file;
};

export const troupeCommand = async (home: RuntimeHome, more?: MoreConfig) => ({
  path: command,
  args: ['serve', '--config', await writeTroupeConfig(home, more)],
});
