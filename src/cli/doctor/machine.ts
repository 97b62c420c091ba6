/** What troupe needs of a machine, and whether this one has it. Looks only; changes nothing. */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { basename, join } from 'node:path';
import { type CgroupFacts, readCgroupFacts } from '../../actors/cgroup-paths.ts';
import { type Config, cgroupDriverOf } from '../../config/schema.ts';
import { cdiFindings } from './cdi.ts';
import { cgroupFindings, crunRefuses } from './cgroups.ts';
import { findProgram } from './find-program.ts';
import { type Finding, fail, ok, warn } from './findings.ts';

export interface MachineInput {
  readonly config: Config;
  readonly searchPath: string;
  readonly uid: number;
  /** Throws where the native addon cannot be loaded. */
  readonly loadAddon: () => Promise<unknown>;
}

export const examineMachine = async (input: MachineInput): Promise<readonly Finding[]> => {
  const cgroups = readCgroupFacts();
  return [
    rootFinding(input.uid),
    kernelFinding(release()),
    await addonFinding(input.loadAddon),
    ...runtimeFindings(input, cgroups),
    ...pluginFindings(input.config.cni.binDirs),
    programFinding(input, 'iptables', 'iptables', 'the network plugins use it for host ports and masquerading'),
    overlayFinding(),
    ...cgroupFindings(cgroups, cgroupDriverOf(input.config)),
    ...(await cdiFindings(input.config)),
    oomFinding(input.config),
    forwardingFinding(),
  ];
};

const rootFinding = (uid: number) =>
  uid === 0 ? ok('root', 'running as root') : fail('root', 'not running as root', 'run it as root (sudo)');

const kernelFinding = (version: string) => {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const isNewEnough = major > 5 || (major === 5 && minor >= 6);
  return isNewEnough
    ? ok('kernel', `Linux ${version}`)
    : fail('kernel', `Linux ${version} lacks openat2 and pidfds`, 'use Linux 5.6 or newer');
};

const addonFinding = async (loadAddon: () => Promise<unknown>) => {
  try {
    await loadAddon();
    return ok('addon', 'the native addon loads');
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return fail('addon', `the native addon does not load: ${reason}`, 'run npm run build in the project folder');
  }
};

const programFinding = (
  { searchPath }: MachineInput,
  check: string,
  program: string,
  use: string,
  isNeeded = false,
) => {
  const found = findProgram(program, searchPath);
  if (found !== undefined) return ok(check, `${program}: ${found}`);
  const remedy = `install it: apt-get install ${check}`;
  return (isNeeded ? fail : warn)(check, `${program} is not installed: ${use}`, remedy);
};

const runtimeFindings = (input: MachineInput, cgroups: CgroupFacts): readonly Finding[] =>
  Object.entries(input.config.runtimes).flatMap(([name, { runtimePath, monitorPath }]) => {
    const isDefault = name === input.config.cri.defaultRuntimeName;
    const program = runtimePath === '' ? name : runtimePath;
    const monitor = monitorPath === '' ? 'conmon' : monitorPath;
    // A second runtime that nobody asked for by its path need not be there.
    if (!isDefault && runtimePath === '' && findProgram(name, input.searchPath) === undefined) return [];
    return [
      programFinding(input, name, program, `pods of runtime ${name} cannot run`, isDefault),
      ...(basename(program) === 'crun' && crunRefuses(cgroups) ? [crunFinding(name, isDefault)] : []),
      ...(isDefault || monitorPath !== ''
        ? [programFinding(input, 'conmon', monitor, 'it watches every container and writes its log', isDefault)]
        : []),
    ];
  });

const crunFinding = (name: string, isDefault: boolean) =>
  (isDefault ? fail : warn)(
    'crun-hybrid',
    `crun refuses this machine's hybrid cgroups: pods of runtime ${name} cannot run`,
    'use runc, or boot with systemd.unified_cgroup_hierarchy=1',
  );

const pluginFindings = (binDirs: readonly string[]): readonly Finding[] =>
  ['bridge', 'host-local', 'portmap', 'loopback'].map((plugin) => {
    const check = `cni-${plugin}`;
    const found = binDirs.map((dir) => findProgram(join(dir, plugin), '')).find((file) => file !== undefined);
    if (found !== undefined) return ok(check, `CNI plugin ${plugin}: ${found}`);
    return warn(
      check,
      `CNI plugin ${plugin} is in none of ${binDirs.join(', ')}`,
      'install it if a network of yours uses it: apt-get install containernetworking-plugins',
    );
  });

const overlayFinding = () => {
  const isThere = /\toverlay$/m.test(readOr('/proc/filesystems', ''));
  return isThere
    ? ok('overlay', 'the kernel has overlayfs')
    : warn('overlay', 'the kernel does not list overlayfs yet', 'modprobe overlay, if containers cannot be made');
};

/** Bit 24 of the effective set. Source: linux/capability.h. */
const capSysResource = 1n << 24n;
const oomFinding = (config: Config) => {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readOr('/proc/self/status', ''))?.[1] ?? '0';
  const isHeld = (BigInt(`0x${effective}`) & capSysResource) !== 0n;
  if (isHeld || config.cri.restrictOomScoreAdj) return ok('oom-score', 'oom_score_adj of containers can be set');
  return warn(
    'oom-score',
    'without CAP_SYS_RESOURCE, oom_score_adj cannot be lowered; such values are raised to the own one',
    'set cri.restrict_oom_score_adj = true to have it so without this line',
  );
};

const forwardingFinding = () =>
  readOr('/proc/sys/net/ipv4/ip_forward', '0').trim() === '1'
    ? ok('ip-forward', 'IPv4 is forwarded')
    : warn('ip-forward', 'IPv4 is not forwarded: pods reach only this machine', 'sysctl -w net.ipv4.ip_forward=1');

const readOr = (file: string, otherwise: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
};
