import type { Capability } from '../../proto/generated/api.ts';
import { specInvalid } from './invalid.ts';
import type { Capabilities } from './spec.ts';

/** Every capability by its number. Source: capabilities(7); 40 is the last one of Linux 5.9 to 6.18. */
const known: readonly string[] = `
  CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE
  NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN
  SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE
  MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE`
  .trim()
  .split(/\s+/)
  .map((name) => `CAP_${name}`);

/** What a container has when nothing is said: the set that containerd and Docker give too. */
const defaults = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FSETID',
  'CAP_FOWNER',
  'CAP_MKNOD',
  'CAP_NET_RAW',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETFCAP',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_SYS_CHROOT',
  'CAP_KILL',
  'CAP_AUDIT_WRITE',
];

/** The names in a mask as /proc/PID/status prints it (hexadecimal). Bits without a name are passed over. */
export const capabilitiesOf = (mask: string): readonly string[] => {
  const bits = BigInt(`0x${mask}`);
  return known.filter((_, number) => (bits >> BigInt(number)) & 1n);
};

/**
 * The sets of a container: the defaults, all of the host's (`ALL` added, or privileged) or none (`ALL` dropped), then
 * single names added, then single names dropped. Names go with or without `CAP_`, in any case.
 *
 * Ambient ones are added like others, and besides survive the execution of a program by another user than root; `ALL`
 * among them means all that the container has. A name that is dropped is not ambient either.
 * @param available what the daemon has: no more can be given. A default that is not there is left out.
 * @throws FailureError SpecInvalid for an unknown name, and for an added one that is not available
 */
export const containerCapabilities = (
  request: Partial<Capability> | undefined,
  { isPrivileged, available }: { readonly isPrivileged: boolean; readonly available: readonly string[] },
): Capabilities => {
  const add = readNames('add_capabilities', request?.addCapabilities ?? []);
  const drop = readNames('drop_capabilities', request?.dropCapabilities ?? []);
  const ambient = readNames('add_ambient_capabilities', request?.addAmbientCapabilities ?? []);
  let set = new Set(defaults.filter((name) => available.includes(name)));
  if (add.has(all)) set = new Set(available);
  if (drop.has(all)) set = new Set();
  for (const [list, names] of [['add_capabilities', add] as const, ['add_ambient_capabilities', ambient] as const]) {
    for (const name of names) {
      if (name === all) continue;
      if (!available.includes(name)) {
        throw specInvalid(fieldOf(list), `this node cannot give ${name}: the runtime does not have it`);
      }
      set.add(name);
    }
  }
  for (const name of drop) set.delete(name);
  if (isPrivileged) set = new Set(available);
  const has = [...set];
  return capabilitySets(
    has,
    has.filter((name) => ambient.has(all) || ambient.has(name)),
  );
};

/**
 * As the spec writes them. Only ambient ones are inheritable, as the kernel wants it: else a file's inheritable set would
 * give what was not asked for.
 */
export const capabilitySets = (set: readonly string[], ambient: readonly string[] = []): Capabilities => ({
  bounding: set,
  effective: set,
  permitted: set,
  inheritable: ambient,
  ...(ambient.length === 0 ? {} : { ambient }),
});

const all = 'ALL';

type List = 'add_capabilities' | 'drop_capabilities' | 'add_ambient_capabilities';
const fieldOf = (list: List) => `linux.security_context.capabilities.${list}`;

const readNames = (list: List, asked: readonly string[]): ReadonlySet<string> =>
  new Set(
    asked.map((text) => {
      const upper = text.toUpperCase();
      if (upper === all || upper === 'CAP_ALL') return all;
      const name = upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
      if (!known.includes(name)) throw specInvalid(fieldOf(list), `unknown capability '${text}'`);
      return name;
    }),
  );
