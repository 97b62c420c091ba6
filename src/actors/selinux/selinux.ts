/** SELinux labels that files need before a container uses them, and the levels that part pods from each other. */
import type { SandboxConfig } from '../../machines/config.ts';
import { FailureError } from '../../machines/failure.ts';
import type { SelinuxAsked } from '../../machines/services/images.ts';
import type { setTreeXattr } from '../../native.ts';
import { specInvalid } from '../../oci/invalid.ts';
import { isWithin } from '../../oci/mountinfo.ts';
import { freeLevel, type SelinuxContexts, selinuxLabelsOf } from '../../oci/selinux.ts';
import type { Ledger } from '../../store/records.ts';

export interface SelinuxOptions {
  readonly ledger: Ledger;
  /** The policy's. */
  readonly contexts: SelinuxContexts;
  /** How many categories levels are made of. */
  readonly categoryRange: number;
  /** Like Math.random. */
  readonly random: () => number;
  readonly setTreeXattr: typeof setTreeXattr;
}

/** There is none where SELinux is off. */
export interface Selinux {
  /** The pod's: what it asks for, or a pair of categories that no other pod has. Kept in the ledger until released. */
  readonly levelOf: (sandboxId: string, config: Pick<SandboxConfig, 'linux'>) => string;
  /** The label of a container's files, or of its pod's. */
  readonly mountLabelOf: (asked: SelinuxAsked) => string | undefined;
  /** Absent: fine. */
  readonly releaseLevel: (sandboxId: string) => void;
  /**
   * Labels a file, or a directory with all below it. A filesystem without labels is fine.
   * @throws FailureError SpecInvalid for a directory that the node itself lives on
   */
  readonly relabel: (path: string, label: string, field: string) => Promise<void>;
}

/** A volume with millions of files takes its time; beyond this the creation fails, and goes on where it was when retried. */
const relabelMs = 120_000;

/** Effects: a row `label` {level} in the ledger for each pod; security.selinux of files. */
export const openSelinux = (options: SelinuxOptions): Selinux => {
  const { ledger, contexts, categoryRange, random, setTreeXattr } = options;
  const levelOf: Selinux['levelOf'] = (sandboxId, config) => {
    const key = { ownerId: sandboxId, effect: 'label' } as const;
    const kept = ledger.find(key)?.details.level;
    if (typeof kept === 'string') return kept;
    const asked = config.linux?.securityContext?.selinuxOptions?.level || undefined;
    const rows = ledger.all().filter(({ effect }) => effect === 'label');
    const taken = new Set(rows.map(({ details }) => String(details.level)));
    const level = asked ?? freeLevel(taken, categoryRange, random);
    ledger.intend({ ...key, details: { level } });
    ledger.done(key);
    return level;
  };
  return {
    levelOf,
    mountLabelOf: ({ sandboxId, sandboxConfig, config }) =>
      selinuxLabelsOf({
        options: config?.linux?.securityContext?.selinuxOptions,
        sandboxOptions: sandboxConfig.linux?.securityContext?.selinuxOptions,
        podLevel: levelOf(sandboxId, sandboxConfig),
        isPrivileged: false,
        contexts,
      })?.mountLabel,
    releaseLevel: (sandboxId) => ledger.undone({ ownerId: sandboxId, effect: 'label' }),
    relabel: async (path, label, field) => {
      if (isOfNode(path)) throw specInvalid(field, `'${path}' must not be relabelled: the node itself needs its label`);
      try {
        await setTreeXattr({ path, name: 'security.selinux', value: label, limitMs: relabelMs });
      } catch (thrown) {
        if (!(thrown instanceof FailureError) || thrown.details.code !== 'ENOTSUP') throw thrown;
      }
    },
  };
};

/** Whole trees that programs of the node are in, and directories that have many owners. Their subdirectories may be labelled. */
const nodeTrees = ['/bin', '/boot', '/dev', '/lib', '/lib32', '/lib64', '/proc', '/sbin', '/sys', '/usr'];
const nodeDirs = [
  ...['/', '/etc', '/home', '/media', '/mnt', '/opt', '/root', '/run', '/srv', '/tmp', '/var', '/var/lib', '/var/log'],
  ...['/var/run', '/var/tmp', '/etc/passwd', '/etc/shadow', '/etc/group', '/etc/pki', '/etc/ssl', '/etc/selinux'],
];

/** @param path without links */
const isOfNode = (path: string): boolean =>
  nodeDirs.includes(path) || /^\/home\/[^/]+$/.test(path) || nodeTrees.some((tree) => isWithin(tree, path));
