/** A private containerd: its configuration, for major versions 1 and 2, and how it is started. */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'smol-toml';
import type { RuntimeHome } from './runtime.ts';

export interface ContainerdInput {
  readonly program: string;
  readonly major: number;
  readonly pauseImage: string;
}

export const containerdCommand = async (home: RuntimeHome, input: ContainerdInput) => {
  const file = join(home.dir, 'config.toml');
  await writeFile(file, stringify(input.major >= 2 ? version3(home, input) : version2(home, input)));
  return {
    path: input.program,
    args: ['--config', file],
    // it looks for its shim in PATH
    env: { PATH: `${dirname(input.program)}:${process.env.PATH ?? ''}` },
  };
};

const common = (home: RuntimeHome) => ({
  root: home.root,
  state: home.state,
  grpc: { address: home.socketPath },
  ttrpc: { address: `${home.socketPath}.ttrpc` },
  debug: { level: 'warn' },
});

const runtimesOf = ({ runc }: RuntimeHome) => ({
  default_runtime_name: 'runc',
  runtimes: { runc: { runtime_type: 'io.containerd.runc.v2', options: { BinaryName: runc } } },
});

const version2 = (home: RuntimeHome, { pauseImage }: ContainerdInput) => ({
  version: 2,
  ...common(home),
  plugins: {
    'io.containerd.grpc.v1.cri': {
      sandbox_image: pauseImage,
      restrict_oom_score_adj: true,
      netns_mounts_under_state_dir: true,
      containerd: runtimesOf(home),
      cni: { bin_dir: home.cniBinDir, conf_dir: home.cniConfDir },
      registry: { config_path: home.certsDir },
    },
    'io.containerd.internal.v1.opt': { path: join(home.dir, 'opt') },
  },
});

const version3 = (home: RuntimeHome, { pauseImage }: ContainerdInput) => ({
  version: 3,
  ...common(home),
  plugins: {
    'io.containerd.cri.v1.runtime': {
      restrict_oom_score_adj: true,
      netns_mounts_under_state_dir: true,
      containerd: runtimesOf(home),
      cni: { bin_dirs: [home.cniBinDir], conf_dir: home.cniConfDir },
    },
    'io.containerd.cri.v1.images': {
      pinned_images: { sandbox: pauseImage },
      registry: { config_path: home.certsDir },
    },
    'io.containerd.internal.v1.opt': { path: join(home.dir, 'opt') },
    'io.containerd.nri.v1.nri': { disable: true, socket_path: join(home.dir, 'nri.sock') },
  },
});
