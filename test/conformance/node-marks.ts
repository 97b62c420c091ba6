/**
 * What a run could leave on its node besides what has the world's name in it: interfaces, rules of the packet filter, mounts,
 * and cgroups of pods that named no parent. Each is a line; what is there afterwards and was not before is left.
 * Source: proc_pid_mountinfo(5), iptables-save(8).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../../src/actors/tool.ts';

export const nodeMarks = async (): Promise<ReadonlySet<string>> =>
  new Set([
    ...(await interfaces()).map((name) => `interface ${name}`),
    ...(await rules('iptables-save')),
    ...(await rules('ip6tables-save')),
    ...mountsMadeHere(await readFile('/proc/self/mountinfo', 'utf8')).map((path) => `mount ${path}`),
    ...(await cgroups()).map((path) => `cgroup ${path}`),
  ]);

/** @returns what came between, in order. */
export const marksLeft = (before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] =>
  [...after].filter((mark) => !before.has(mark)).toSorted();

/** Those that come from elsewhere by propagation are somebody else's; what is mounted in our own namespace has no master. */
export const mountsMadeHere = (mountinfo: string): readonly string[] =>
  mountinfo
    .split('\n')
    .filter((line) => !/ master:\d+/.test(line))
    .flatMap((line) => line.split(' ')[4] ?? []);

/**
 * Rules and chains without their counters. Without those that the portmap plugin makes once for a node and keeps: they match
 * nothing when no pod has a port.
 */
export const rulesIn = (saved: string): readonly string[] =>
  saved
    .split('\n')
    .map((line) => line.replace(/ \[\d+:\d+\]$/, ''))
    .filter((line) => /^(-A|:)/.test(line) && !/^:[A-Z]+ ACCEPT$/.test(line) && !portmapsOwn.test(line));

const portmapsOwn =
  /^(:CNI-HOSTPORT-\w+ -|-A (PREROUTING|OUTPUT|POSTROUTING) .*-j CNI-HOSTPORT-\w+|-A CNI-HOSTPORT-(MASQ|SETMARK) .*)$/;

const rules = async (program: string): Promise<readonly string[]> =>
  rulesIn(await said(`/usr/sbin/${program}`)).map((rule) => `${program}: ${rule}`);

/** By netlink: /sys has those of the network namespace in which it was mounted. */
const interfaces = async (): Promise<readonly string[]> => {
  const links = JSON.parse(await said('/sbin/ip', '-json', 'link', 'show')) as readonly { readonly ifname?: string }[];
  return links.flatMap(({ ifname }) => ifname ?? []);
};

const said = async (path: string, ...args: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await runTool({
    path,
    args,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    limitMs: 10_000,
    signal: new AbortController().signal,
    maxBytes: 1_048_576,
  });
  if (exitCode !== 0) throw new Error(`${path} ended with ${exitCode}: ${stderr}`);
  return stdout.toString();
};

const cgroups = async (): Promise<readonly string[]> => {
  const hierarchies = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .flatMap(([, path]) => path ?? []);
  const found = await Promise.all(
    hierarchies.map(async (hierarchy) => [
      ...(await entries(hierarchy)).filter((name) => name === 'troupe').map(() => join(hierarchy, 'troupe')),
      ...(await entries(join(hierarchy, 'troupe'))).map((name) => join(hierarchy, 'troupe', name)),
    ]),
  );
  return found.flat();
};

/** Directories and links below a directory; none where it is not there. */
const entries = async (dir: string): Promise<readonly string[]> =>
  (await readdir(dir, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name);
