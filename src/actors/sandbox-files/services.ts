import { chmod, chown, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxFiles, SandboxFilesInput } from '../../machines/services/sandboxes.ts';
import type { Driver } from '../../machines/services.ts';
import { idMapOf, rootOf } from '../../machines/user-namespace.ts';
import { mount, unmount } from '../../native.ts';
import { specInvalid } from '../../oci/invalid.ts';
import { isHostIpc } from '../../oci/namespaces.ts';
import { hostnameOf, resolvConfOf } from '../../oci/pod-files.ts';
import type { Ledger } from '../../store/records.ts';
import { allSettled } from '../all-settled.ts';
import { errnoOf, withFsFailures } from '../fs-failure.ts';
import { removeTrees } from '../remove-tree.ts';
import type { Selinux } from '../selinux/selinux.ts';

export interface SandboxFilesOptions {
  /** One folder a sandbox. */
  readonly sandboxesDir: string;
  readonly nodeName: string;
  /** The node's own files; absent ones count as empty. */
  readonly nodeFiles: { readonly resolvConf: string; readonly hosts: string };
  readonly ledger: Ledger;
  /** Absent: SELinux is off. */
  readonly selinux?: Selinux | undefined;
}

/** Of /dev/shm, in bytes: what every runtime gives a pod. */
const shmSizeBytes = 64 * 1024 * 1024;
/** More than once mounted is only what a crash left. */
const maxStackedMounts = 16;

/**
 * The files that all containers of a sandbox share: resolv.conf, hosts, hostname and, unless IPC is the host's,
 * /dev/shm (tmpfs of 64 MiB, mode 1777). All of them belong to who is root in the pod.
 *
 * Effects: `<sandboxesDir>/<id>/` with a mount in it, in the ledger as `files`. Preparing again starts afresh; removing
 * works on half of it and on nothing.
 * @throws FailureError SpecInvalid {field, reason}, SyscallFailed {syscall, path, code}, NoSpace
 */
export const sandboxFilesServices = (
  options: SandboxFilesOptions,
): Driver<'prepareSandboxFiles' | 'removeSandboxFiles'> => {
  const { ledger } = options;
  const remove = async (sandboxId: string): Promise<void> => {
    const { dir, shmDir } = placesOf(options, sandboxId);
    for (let left = maxStackedMounts; left > 0; left -= 1) {
      if (!(await unmount(shmDir, { isLazy: true }))) break;
    }
    await removeTrees([dir]);
    ledger.undone({ ownerId: sandboxId, effect: 'files' });
    options.selinux?.releaseLevel(sandboxId);
  };
  return {
    prepareSandboxFiles: (input, signal) =>
      withFsFailures(async () => {
        const { sandboxId } = input;
        const content = contentOf(options, input);
        const key = { ownerId: sandboxId, effect: 'files' } as const;
        if (ledger.find(key) !== undefined) await remove(sandboxId);
        const { dir, shmDir } = placesOf(options, sandboxId);
        ledger.intend({ ...key, details: { dir, shmDir } });
        await mkdir(dir, { recursive: true, mode: 0o755 });
        signal.throwIfAborted();
        const label = options.selinux?.mountLabelOf({ sandboxId, sandboxConfig: input.config });
        const [files] = await allSettled([
          writeFiles(options, dir, content),
          content.hasShm ? mountShm(shmDir, content.owner, label) : undefined,
        ]);
        if (label !== undefined)
          for (const file of Object.values(files)) await options.selinux?.relabel(file, label, 'config.linux');
        const prepared = { ...files, ...(content.hasShm ? { shmDir } : {}) };
        ledger.done(key, prepared);
        return prepared;
      }),
    removeSandboxFiles: ({ sandboxId }) =>
      withFsFailures(async () => {
        await remove(sandboxId);
        return {};
      }),
  };
};

const placesOf = (
  { sandboxesDir }: SandboxFilesOptions,
  sandboxId: string,
): { readonly dir: string; readonly shmDir: string } => {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(sandboxId)) throw specInvalid('id', `'${sandboxId}' is not an id`);
  const dir = join(sandboxesDir, sandboxId);
  return { dir, shmDir: join(dir, 'shm') };
};

type Content = ReturnType<typeof contentOf>;

/** All that can be refused is, before anything is made. */
const contentOf = ({ nodeName }: SandboxFilesOptions, { sandboxId, config }: SandboxFilesInput) => {
  const namespaces = config.linux?.securityContext?.namespaceOptions;
  return {
    resolvConf: resolvConfOf(config.dnsConfig),
    hostname: hostnameOf(config, { sandboxId, nodeName }),
    hasShm: !isHostIpc(namespaces),
    owner: ownerOf(config),
  };
};

type Owner = ReturnType<typeof rootOf>;

const ownerOf = (config: SandboxFilesInput['config']): Owner => {
  const ids = idMapOf(config);
  return ids === undefined ? { uid: 0, gid: 0 } : rootOf(ids);
};

const writeFiles = async (
  { nodeFiles }: SandboxFilesOptions,
  dir: string,
  content: Content,
): Promise<Omit<SandboxFiles, 'shmDir'>> => {
  const files = { resolvConf: join(dir, 'resolv.conf'), hosts: join(dir, 'hosts'), hostname: join(dir, 'hostname') };
  await allSettled([
    writeFile(files.hostname, `${content.hostname}\n`, { mode: 0o644 }),
    copyOrEmpty(nodeFiles.hosts, files.hosts),
    content.resolvConf === undefined
      ? copyOrEmpty(nodeFiles.resolvConf, files.resolvConf)
      : writeFile(files.resolvConf, content.resolvConf, { mode: 0o644 }),
  ]);
  // For every user of the pod to read, whatever the mode of the node's own and the daemon's umask.
  await allSettled(
    Object.values(files).map(async (file) => {
      await chmod(file, 0o644);
      await chown(file, content.owner.uid, content.owner.gid);
    }),
  );
  return files;
};

const copyOrEmpty = async (from: string, to: string): Promise<void> => {
  try {
    await copyFile(from, to);
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown;
    await writeFile(to, '', { mode: 0o644 });
  }
};

const mountShm = async (shmDir: string, { uid, gid }: Owner, label: string | undefined): Promise<void> => {
  await mkdir(shmDir, { recursive: true, mode: 0o755 });
  await mount({
    source: 'shm',
    target: shmDir,
    fsType: 'tmpfs',
    flags: ['noexec', 'nosuid', 'nodev'],
    data: [
      `mode=1777,size=${shmSizeBytes},uid=${uid},gid=${gid}`,
      ...(label === undefined ? [] : [`context="${label}"`]),
    ].join(','),
  });
};
