/** Simulated files of sandboxes and bundles of containers. */
import { NamespaceMode, type SandboxConfig } from '../../machines/config.ts';
import { FailureError } from '../../machines/failure.ts';
import type { Bundle } from '../../machines/services/bundles.ts';
import type { SandboxFiles } from '../../machines/services/sandboxes.ts';
import { type Acts, checkId } from './act.ts';
import type { World } from './world.ts';

const filesKey = (sandboxId: string) => ({ ownerId: sandboxId, effect: 'files' }) as const;
const bundleKey = (ownerId: string) => ({ ownerId, effect: 'bundle' }) as const;
const dirOf = (sandboxId: string) => `/run/sim/sandboxes/${sandboxId}`;
const bundleDirOf = (ownerId: string) => `/run/sim/bundles/${ownerId}`;
const ipcOf = ({ linux }: SandboxConfig) => linux?.securityContext?.namespaceOptions?.ipc;

const putFiles = (world: World, sandboxId: string): void => world.add('directory', dirOf(sandboxId), sandboxId);

const bundleOf = (ownerId: string, facts: Partial<Bundle>): Bundle => ({
  bundleDir: bundleDirOf(ownerId),
  user: { uid: 0, gid: 0, groups: [0] },
  stopSignal: 'SIGTERM',
  cgroupsPath: `/troupe/${ownerId}`,
  hasOwnPidNamespace: true,
  ...facts,
});
const putBundle = (world: World, ownerId: string, facts: Partial<Bundle> = {}): Bundle => {
  world.add('bundle', bundleDirOf(ownerId), ownerId);
  world.store.ledger.done(bundleKey(ownerId));
  return bundleOf(ownerId, facts);
};

/** `user[:group]` as numbers; names have no file to be looked up in. */
const userOf = (text: string): Bundle['user'] => {
  const [user = '0', group = '0'] = text.split(':');
  const gid = Number(group) || 0;
  return { uid: Number(user) || 0, gid, groups: [gid] };
};

export const fileActs: Acts<
  'prepareSandboxFiles' | 'removeSandboxFiles' | 'writeBundle' | 'writeInfraBundle' | 'removeBundle'
> = {
  prepareSandboxFiles: {
    begin: ({ store }, { sandboxId, config }) => {
      checkId(sandboxId);
      for (const [field, values] of Object.entries(config.dnsConfig ?? {}))
        if (values.some((value: string) => /[\n\0]/.test(value)))
          throw new FailureError('SpecInvalid', { field: `dns_config.${field}`, reason: 'it has more than one line' });
      store.ledger.intend({ ...filesKey(sandboxId), details: { dir: dirOf(sandboxId) } });
    },
    land: (world, { sandboxId, config }) => {
      const dir = dirOf(sandboxId);
      putFiles(world, sandboxId);
      const hasShm = ipcOf(config) !== NamespaceMode.NODE;
      if (hasShm) world.add('mount', `${dir}/shm`, sandboxId);
      const files: SandboxFiles = {
        resolvConf: `${dir}/resolv.conf`,
        hosts: `${dir}/hosts`,
        hostname: `${dir}/hostname`,
        ...(hasShm ? { shmDir: `${dir}/shm` } : {}),
      };
      world.store.ledger.done(filesKey(sandboxId), { ...files });
      return files;
    },
    half: (world, { sandboxId }) => putFiles(world, sandboxId),
    fails: 'NoSpace',
  },
  removeSandboxFiles: {
    land: (world, { sandboxId }) => {
      world.remove('mount', `${dirOf(sandboxId)}/shm`);
      world.remove('directory', dirOf(sandboxId));
      world.store.ledger.undone(filesKey(sandboxId));
      return {};
    },
    half: (world, { sandboxId }) => world.remove('mount', `${dirOf(sandboxId)}/shm`),
    fails: 'SyscallFailed',
  },
  writeBundle: {
    begin: ({ store }, { containerId, config }) => {
      checkId(containerId);
      const asked = config.linux?.securityContext;
      if (asked?.runAsGroup !== undefined && asked.runAsUser === undefined && asked.runAsUsername === '')
        throw new FailureError('SpecInvalid', {
          field: 'linux.security_context.run_as_group',
          reason: 'without a user',
        });
      store.ledger.intend({ ...bundleKey(containerId), details: {} });
    },
    land: (world, { containerId, config, image, sandbox }) =>
      putBundle(world, containerId, {
        user: userOf(image.config.user),
        stopSignal: image.config.stopSignal === '' ? 'SIGTERM' : image.config.stopSignal,
        hasOwnPidNamespace: config.linux?.securityContext?.namespaceOptions?.pid === NamespaceMode.CONTAINER,
        logPath: config.logPath === '' ? undefined : `${sandbox.config.logDirectory}/${config.logPath}`,
        resources: config.linux?.resources,
      }),
    half: (world, { containerId }) => world.add('bundle', bundleDirOf(containerId), containerId),
    fails: 'NoSpace',
  },
  writeInfraBundle: {
    begin: ({ store }, { sandbox }) => store.ledger.intend({ ...bundleKey(sandbox.sandboxId), details: {} }),
    land: (world, { sandbox }) => putBundle(world, sandbox.sandboxId),
    half: (world, { sandbox }) => world.add('bundle', bundleDirOf(sandbox.sandboxId), sandbox.sandboxId),
    fails: 'NoSpace',
  },
  removeBundle: {
    land: (world, { containerId }) => {
      world.remove('bundle', bundleDirOf(containerId));
      world.store.ledger.undone(bundleKey(containerId));
      return {};
    },
    fails: 'SyscallFailed',
  },
};
