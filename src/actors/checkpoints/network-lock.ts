/**
 * CRIU closes the network of what it dumps, by a chain `CRIU` in iptables of its network namespace, and opens it again when
 * it is done. A CRIU that was killed leaves the pod without a network. Source: criu, net.c and `--network-lock` in criu(8).
 */
import { FailureError } from '../../machines/failure.ts';
import { toolEnv } from '../tasks/runtime.ts';
import type { TaskOptions } from '../tasks/scene.ts';

/** All or nothing: where there is no lock, the first removal fails and nothing has changed. */
const removal = [
  '*filter',
  ':CRIU - [0:0]',
  '-D INPUT -j CRIU',
  '-D OUTPUT -j CRIU',
  '-F CRIU',
  '-X CRIU',
  'COMMIT',
  '',
];

/** Opens the network again, where it is closed. A node without iptables or nsenter cannot have been closed that way. */
export const unlockNetwork = async (
  scene: Pick<TaskOptions, 'launcher' | 'limits'>,
  netnsPath: string,
): Promise<void> => {
  for (const program of ['iptables-restore', 'ip6tables-restore'])
    try {
      await scene.launcher.runTool({
        path: '/usr/bin/nsenter',
        args: [`--net=${netnsPath}`, program, '--noflush', '--wait', '5'],
        env: toolEnv,
        stdin: removal.join('\n'),
        limitMs: scene.limits.runtimeMs,
        signal: new AbortController().signal,
        maxBytes: 4096,
      });
    } catch (error) {
      if (!(error instanceof FailureError && error.code === 'ToolMissing')) throw error;
    }
};
