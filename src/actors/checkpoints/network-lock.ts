/**
 * CRIU closes the network of what it dumps and opens it again when it is done. A CRIU that was killed leaves the pod without a
 * network: by a chain `CRIU` in iptables of its network namespace, or by a table `inet CRIU-…` of nftables, as it was built.
 * Source: criu, net.c and netfilter.c; `--network-lock` in criu(8).
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

/** Opens the network again, where it is closed. What is not installed cannot have closed it. */
export const unlockNetwork = async (
  { launcher, limits }: Pick<TaskOptions, 'launcher' | 'limits'>,
  netnsPath: string,
): Promise<void> => {
  const inside = async (args: readonly string[], stdin = ''): Promise<string> => {
    try {
      const { exitCode, stdout } = await launcher.runTool({
        path: '/usr/bin/nsenter',
        args: [`--net=${netnsPath}`, ...args],
        env: toolEnv,
        stdin,
        limitMs: limits.runtimeMs,
        signal: new AbortController().signal,
        maxBytes: 65_536,
      });
      return exitCode === 0 ? stdout.toString('utf8') : '';
    } catch (error) {
      if (error instanceof FailureError && error.code === 'ToolMissing') return '';
      throw error;
    }
  };
  for (const program of ['iptables-restore', 'ip6tables-restore'])
    await inside([program, '--noflush', '--wait', '5'], removal.join('\n'));
  for (const table of locksIn(await inside(['nft', 'list', 'tables'])))
    await inside(['nft', 'delete', 'table', ...table]);
};

/** Family and name of each table of CRIU's. */
export const locksIn = (tables: string): readonly (readonly [family: string, name: string])[] =>
  [...tables.matchAll(/^table (inet) (CRIU-[\w-]+)$/gm)].map(([, family = '', name = '']) => [family, name] as const);
