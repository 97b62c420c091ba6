/**
 * A node of a test's own: directories, a bridge network, a cgroup and a daemon in them, and proof that nothing of it is
 * left in the end. Everything has the world's name in it, so that what is found can only be its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runTool } from '../../src/actors/tool.ts';
import { type CriClient, criClient } from '../../src/cri/client.ts';
import { openStore } from '../../src/store/store.ts';
import { programPath } from './programs.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const node = join(project, 'node_modules/.bin/node');

/** Why a test with a daemon cannot run here; undefined: it can. Where CI promises it, not to be able is a failure. */
export const daemonMissing = (): string | undefined => {
  const lacks = [
    process.getuid?.() === 0 ? undefined : 'root',
    existsSync('/usr/sbin/runc') || existsSync('/usr/bin/runc') ? undefined : 'runc',
    existsSync('/usr/bin/conmon') ? undefined : 'conmon',
    existsSync('/usr/lib/cni/bridge') ? undefined : 'CNI plugins in /usr/lib/cni',
    existsSync(join(project, 'native/build/Release/troupe.node')) ? undefined : 'the built addon',
    programPath('busybox') === undefined ? 'busybox-static' : undefined,
  ].filter((lack) => lack !== undefined);
  if (lacks.length === 0) return undefined;
  if (process.env.CI === 'true') throw new Error(`these tests are promised here, but lack ${lacks.join(', ')}`);
  return `needs ${lacks.join(', ')}`;
};

export interface NodeWorld {
  readonly name: string;
  readonly dir: string;
  readonly socketPath: string;
  readonly configFile: string;
  readonly logDir: string;
  /** Cgroup parent for pods, relative to each hierarchy. */
  readonly cgroupParent: string;
  /** Starts a daemon (`troupe serve`, or another script with the same arguments) and waits until it answers. */
  readonly start: (options?: StartOptions) => Promise<RunningDaemon>;
  /** What is there of pods: a line each. After all were removed: nothing. */
  readonly traces: () => Promise<readonly string[]>;
  /** Ends what may still run and takes the world away. */
  readonly end: () => Promise<void>;
}
export interface StartOptions {
  /** A program with arguments that executes the rest of its command line, the daemon's. */
  readonly wrapper?: readonly string[];
  readonly script?: string;
  readonly env?: Readonly<Record<string, string>>;
}
export interface RunningDaemon {
  readonly cri: CriClient;
  readonly pid: number;
  /** Settles when the process has ended, however. */
  readonly ended: Promise<void>;
  /** SIGTERM, and waits for the end. */
  readonly stop: () => Promise<void>;
  /** SIGKILL, and waits for the end. */
  readonly kill: () => Promise<void>;
  readonly output: () => string;
}

export interface NodeWishes {
  /** `systemd`: needs a machine that systemd runs. */
  readonly cgroupDriver?: 'cgroupfs' | 'systemd';
  /** More lines of the table `cri`. */
  readonly cri?: string;
}

/** @param settings TOML below the settings that make it a world of its own. */
export const makeNodeWorld = async (
  settings = '',
  { cgroupDriver = 'cgroupfs', cri = '' }: NodeWishes = {},
): Promise<NodeWorld> => {
  const id = randomBytes(3).toString('hex');
  const name = `trp-${id}`;
  const dir = await mkdtemp(join(tmpdir(), `${name}-`));
  await chmod(dir, 0o711); // as /run/troupe is: who is root in a user namespace passes here
  const logDir = join(dir, 'logs');
  const configFile = join(dir, 'config.toml');
  const socketPath = join(dir, 'troupe.sock');
  const bridge = `trp${id}`;
  const cgroupParent = cgroupDriver === 'systemd' ? `/trp.slice/${name}.slice` : `/${name}`;
  await mkdir(join(dir, 'net.d'));
  await mkdir(logDir);
  await writeFile(
    configFile,
    configOf(dir, { cri, settings: cgroupDriver === 'systemd' ? `${systemdCgroups}${settings}` : settings }),
  );
  await writeFile(join(dir, 'net.d/10-test.conflist'), JSON.stringify(networkOf(dir, name, bridge)));
  if (cgroupDriver === 'cgroupfs') for (const hierarchy of hierarchies()) await prepareCgroup(hierarchy, cgroupParent);
  const daemons = new Set<RunningDaemon>();

  return {
    name,
    dir,
    socketPath,
    configFile,
    logDir,
    cgroupParent,
    start: async (options = {}) => {
      const daemon = await startDaemon({ configFile, socketPath, ...options });
      daemons.add(daemon);
      void daemon.ended.then(() => daemons.delete(daemon));
      return daemon;
    },
    traces: () => tracesOf({ dir, bridge, cgroupParent }),
    end: async () => {
      for (const daemon of daemons) await daemon.kill();
      for (const pid of processesWith(dir)) kill(pid);
      for (const path of mountsBelow(dir).toReversed()) await tool('/bin/umount', ['-l', path]);
      await tool('/sbin/ip', ['link', 'delete', bridge]);
      for (const hierarchy of hierarchies()) await removeCgroups(join(hierarchy, cgroupParent));
      await rm(dir, { recursive: true, force: true });
    },
  };
};

const configOf = (dir: string, { cri, settings }: { readonly cri: string; readonly settings: string }) => `
root = "${dir}/root"
state = "${dir}/state"
[log]
level = "debug"
[grpc]
address = "${dir}/troupe.sock"
[cri]
netns_mounts_under_state_dir = true
restrict_oom_score_adj = true
${cri}
[cni]
conf_dir = "${dir}/net.d"
bin_dirs = ["${dir}/plugins", "/opt/cni/bin", "/usr/lib/cni"]
[registry]
config_path = "${dir}/certs.d"
${settings}`;

const systemdCgroups = ['runc', 'crun']
  .filter((runtime) => programPath(runtime) !== undefined)
  .map((runtime) => `[runtimes.${runtime}.options]\nSystemdCgroup = true\n`)
  .join('');

const networkOf = (dir: string, name: string, bridge: string) => {
  const [second = 0, third = 0] = Buffer.from(bridge.slice(-4), 'hex');
  const subnet = `10.${64 + (second % 64)}.${third}.0/24`;
  const ipam = { type: 'host-local', dataDir: join(dir, 'leases'), ranges: [[{ subnet }]] };
  return {
    cniVersion: '1.0.0',
    name,
    plugins: [
      { type: 'bridge', bridge, isGateway: true, ipMasq: false, ipam },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
};

const startDaemon = async (
  options: { readonly configFile: string; readonly socketPath: string } & StartOptions,
): Promise<RunningDaemon> => {
  const { configFile, socketPath, script, env = {}, wrapper = [] } = options;
  const args = script === undefined ? [join(project, 'src/cli/main.ts'), 'serve'] : [script];
  const [program = node, ...line] = [...wrapper, node, ...args, '--config', configFile];
  const child: ChildProcess = spawn(program, line, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(String(chunk)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const cri = criClient({ socketPath });
  const end = async (signal: NodeJS.Signals) => {
    cri.close();
    child.kill(signal);
    await ended;
  };
  const daemon = {
    cri,
    pid: child.pid ?? -1,
    ended,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    output: () => chunks.join(''),
  };
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answered = await cri.runtime.listPodSandbox({ filter: undefined }, { timeoutMs: 2000 }).then(
      () => true,
      () => false,
    );
    if (answered) return daemon;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await daemon.kill();
      throw new Error(`the daemon does not answer:\n${daemon.output()}`);
    }
    await pause(20); // polling a socket that is yet to be made
  }
};

/** Mount points of the cgroup hierarchies. */
export const hierarchies = (): readonly string[] =>
  readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .flatMap(([, path]) => path ?? []);

/** As a kubelet makes it: with processors and memory nodes where the hierarchy wants them said. */
const prepareCgroup = async (hierarchy: string, cgroup: string): Promise<void> => {
  const path = join(hierarchy, cgroup);
  await mkdir(path, { recursive: true });
  for (const file of ['cpuset.cpus', 'cpuset.mems'])
    if (
      existsSync(join(path, file)) &&
      existsSync(join(hierarchy, file)) &&
      !existsSync(join(hierarchy, 'cgroup.controllers'))
    )
      await writeFile(join(path, file), await readFile(join(hierarchy, file)));
};

/** Ends whoever is in there, which monitors that were killed have left alone, and removes it. */
const removeCgroups = async (path: string): Promise<void> => {
  const deadline = Date.now() + 10_000;
  while (existsSync(path)) {
    for (const pid of processesIn(path)) kill(pid);
    await removeEmptyCgroups(path);
    if (Date.now() > deadline) throw new Error(`the cgroup ${path} cannot be removed`);
    await pause(20); // the kernel tells nobody when a cgroup is empty
  }
};

const removeEmptyCgroups = async (path: string): Promise<void> => {
  for (const below of cgroupsBelow(path)) await removeEmptyCgroups(below);
  await rmdir(path).catch(() => undefined);
};

const processesIn = (path: string): readonly number[] => [
  ...readFileSync(join(path, 'cgroup.procs'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(Number),
  ...cgroupsBelow(path).flatMap(processesIn),
];

const cgroupsBelow = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(path, entry.name));

/** Never 0, which is what a process of another pid namespace is shown as, and would be our own group. */
const kill = (pid: number): void => {
  if (pid <= 1) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone already
  }
};

const tracesOf = async (world: { readonly dir: string; readonly bridge: string; readonly cgroupParent: string }) => {
  const { dir, bridge, cgroupParent } = world;
  const traces: string[] = [];
  const note = (kind: string, things: readonly string[]) => traces.push(...things.map((thing) => `${kind} ${thing}`));
  note(
    'process',
    processesWith(dir)
      .map((pid) => `${pid} ${commandOf(pid)}`)
      .filter((line) => !line.includes('--config')),
  );
  note('mount', mountsBelow(dir));
  note('port of the bridge', await portsOf(bridge));
  note('rule', await rulesOf(readNetworkName(dir)));
  note(
    'lease',
    entriesOf(join(dir, 'leases', readNetworkName(dir))).filter((file) => /^\d/.test(file)),
  );
  for (const part of ['containers', 'sandboxes', 'exits', 'pins', 'netns', 'runtimes/runc'])
    note(
      'file',
      entriesOf(join(dir, 'state', part)).map((entry) => `${part}/${entry}`),
    );
  for (const part of ['snapshots', 'volumes'])
    note(
      'file',
      entriesOf(join(dir, 'root', part))
        .map((entry) => `${part}/${entry}`)
        .filter((path) => !path.includes('.trash')),
    );
  for (const hierarchy of hierarchies())
    note(
      'cgroup',
      existsSync(join(hierarchy, cgroupParent))
        ? readdirSync(join(hierarchy, cgroupParent), { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .map((entry) => join(hierarchy, cgroupParent, entry.name))
        : [],
    );
  return traces;
};

/** Asked by netlink: /sys has the interfaces of the network namespace in which it was mounted. */
const portsOf = async (bridge: string): Promise<readonly string[]> => {
  const { stdout } = await tool('/sbin/ip', ['-json', 'link', 'show', 'master', bridge]);
  const links = JSON.parse(stdout.toString() || '[]') as readonly { readonly ifname?: string }[];
  return links.flatMap(({ ifname }) => ifname ?? []);
};

/** iptables rules that bear the network's name. */
const rulesOf = async (network: string): Promise<readonly string[]> => {
  const { stdout } = await tool('/usr/sbin/iptables', ['-w', '10', '-t', 'nat', '-S']);
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line.includes(`\\"${network}\\"`));
};

/** Rows that the store of a daemon that has ended still has of pods. */
export const recordsIn = (world: NodeWorld): readonly string[] => {
  const store = openStore(join(world.dir, 'root/troupe.db'));
  try {
    const rows = store.ledger.all().map(({ ownerId, effect }) => `${effect} of ${ownerId}`);
    const records = (['sandbox', 'container'] as const).flatMap((kind) =>
      store.records.all(kind).map(({ id }) => `${kind} ${id}`),
    );
    return [...rows, ...records];
  } finally {
    store.close();
  }
};

const readNetworkName = (dir: string): string =>
  (JSON.parse(readFileSync(join(dir, 'net.d/10-test.conflist'), 'utf8')) as { readonly name: string }).name;

const entriesOf = (dir: string): readonly string[] => (existsSync(dir) ? readdirSync(dir) : []);

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};
/** Processes that have the directory in their command line: monitors, runtimes and plugins of this world. */
const processesWith = (dir: string): readonly number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && commandOf(pid).includes(dir));

const mountsBelow = (dir: string): readonly string[] =>
  readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${dir}/`));

const tool = (path: string, args: readonly string[]) =>
  runTool({
    path,
    args,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    limitMs: 10_000,
    signal: new AbortController().signal,
    maxBytes: 65_536,
  });
