import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Bundle, BundleInput } from '../../machines/services/bundles.ts';
import type { Service } from '../../machines/services.ts';
import { idMapOf } from '../../machines/user-namespace.ts';
import { overBase } from '../../oci/base-spec.ts';
import { containerSpec, isPrivilegedContainer } from '../../oci/container-spec.ts';
import { ownedDevices, wantedDevices } from '../../oci/devices.ts';
import type { FoundDevice, HandlerTraits } from '../../oci/facts.ts';
import { logPathOf } from '../../oci/log-path.ts';
import { checkMounts, volumesOf } from '../../oci/mounts.ts';
import { hasOwnPidNamespace, pidnsOf, refuseOtherUserNamespace } from '../../oci/namespaces.ts';
import { resourcesInForce } from '../../oci/resources-in-force.ts';
import { localhostSeccompPath, seccompRequestOf } from '../../oci/seccomp.ts';
import { stopSignalOf } from '../../oci/stop-signal.ts';
import { refuseUnmapped, resolveUser } from '../../oci/user.ts';
import { allSettled } from '../all-settled.ts';
import { withFsFailures } from '../fs-failure.ts';
import type { AccountReader } from './account-files.ts';
import { makeBundleDir, placesOf, writeSpec } from './bundle-files.ts';
import { findInjection, injected } from './cdi/inject.ts';
import { allHostDevices, findDevices } from './find-devices.ts';
import { makeVolumes } from './image-volumes.ts';
import { findMountSources } from './mount-sources.ts';
import { type BundleOptions, traitsOf } from './options.ts';
import { relabelMounts } from './relabel-mounts.ts';
import { readSeccompFile } from './seccomp-file.ts';

/**
 * Writes a container's bundle. What can be refused without a look at the node is refused first, before anything is made.
 *
 * Effects: the bundle's directory and those of image volumes (in the ledger); missing sources of mounts and the log's
 * directory, which stay.
 * @throws FailureError SpecInvalid, ImageVolumeMountFailed, RROUnsupported {field, reason}; SyscallFailed, NoSpace
 */
export const writeBundle =
  (options: BundleOptions, readAccounts: AccountReader): Service<'writeBundle'> =>
  (input, signal) =>
    withFsFailures(async (): Promise<Bundle> => {
      const { containerId, config, image, rootfsDir, sandbox } = input;
      const resources = config.linux?.resources;
      const handler = traitsOf(options, sandbox.runtimeHandler);
      const wanted = askedOf(options, input, handler);
      const places = placesOf(options, containerId);
      const ledgerKey = { ownerId: containerId, effect: 'bundle' } as const;
      options.ledger.intend({ ...ledgerKey, details: { ...places } });
      const ids = idMapOf(sandbox.config);
      await makeBundleDir(places.bundleDir, ids);
      const [accounts, mountSources, devices, seccompProfile, injection, appArmor, volumes] = await allSettled([
        readAccounts(image, rootfsDir),
        findMountSources(config.mounts, input.imageMounts),
        devicesFor(wanted),
        readSeccompFile(wanted.seccompPath),
        findInjection(config, options.cdi),
        options.appArmor?.facts(),
        makeVolumes({ destinations: wanted.volumes, rootfsDir, volumesDir: places.volumesDir, ids }, signal),
        wanted.logPath === undefined ? undefined : mkdir(dirname(wanted.logPath), { recursive: true, mode: 0o755 }),
      ]);
      signal.throwIfAborted();
      const user = resolveUser(config.linux?.securityContext ?? {}, image.config.user, accounts);
      refuseUnmapped(user, ids);
      const plain = containerSpec({
        ...input,
        image: image.config,
        host: { ...options.host, appArmor },
        selinuxLevel: options.selinux?.levelOf(sandbox.sandboxId, sandbox.config),
        handler,
        policy: options.policy,
        cgroups: options.cgroups,
        user,
        mountSources,
        volumes,
        devices,
        seccompProfile,
      });
      const spec = injected(overBase(plain, handler.baseSpec), injection);
      await relabelMounts(
        { mounts: config.mounts, sources: mountSources, volumes },
        spec.linux.mountLabel,
        options.selinux,
      );
      await writeSpec(places.bundleDir, spec);
      options.ledger.done(ledgerKey);
      return {
        bundleDir: places.bundleDir,
        user: { ...user, groups: spec.process.user.additionalGids },
        stopSignal: wanted.stopSignal,
        cgroupsPath: spec.linux.cgroupsPath,
        hasOwnPidNamespace: hasOwnPidNamespace(spec.linux.namespaces),
        logPath: wanted.logPath,
        pidnsOf: pidnsOf({ options: config.linux?.securityContext?.namespaceOptions, sandbox, target: input.target }),
        resources: resources && resourcesInForce(resources, options.host),
      };
    });

type Asked = ReturnType<typeof askedOf>;

const askedOf = (options: BundleOptions, { config, image, sandbox }: BundleInput, handler: HandlerTraits) => {
  checkMounts(config.mounts, { handler, sandbox });
  refuseOtherUserNamespace(config.linux?.securityContext?.namespaceOptions, sandbox);
  const isPrivileged = isPrivilegedContainer({ config, sandbox });
  return {
    isWithHostDevices: isPrivileged && !handler.isPrivilegedWithoutHostDevices,
    devices: wantedDevices(config.devices),
    deviceOwner: options.policy.isDeviceOwnerFromContext ? config.linux?.securityContext : undefined,
    volumes: options.ignoresImageDefinedVolumes ? [] : volumesOf(image.config.volumes, config.mounts),
    seccompPath: localhostSeccompPath(
      seccompRequestOf(config.linux?.securityContext, { isPrivileged, policy: options.policy }),
    ),
    stopSignal: stopSignalOf(config.stopSignal, image.config.stopSignal),
    logPath: logPathOf(sandbox.config.logDirectory, config.logPath),
  };
};

/** The request's own come last, so that they win over the host's of the same path. */
const devicesFor = async ({ isWithHostDevices, devices, deviceOwner }: Asked): Promise<readonly FoundDevice[]> => {
  const [ofHost, asked] = await allSettled([isWithHostDevices ? allHostDevices() : [], findDevices(devices)]);
  return [...ofHost, ...ownedDevices(asked, deviceOwner)];
};
