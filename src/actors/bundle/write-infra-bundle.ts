import type { Bundle, InfraBundleInput } from '../../machines/services/bundles.ts';
import type { ImageConfig } from '../../machines/services/images.ts';
import type { Service } from '../../machines/services.ts';
import { idMapOf } from '../../machines/user-namespace.ts';
import { argsOf, cwdOf, envOf } from '../../oci/command.ts';
import type { ResolvedUser } from '../../oci/facts.ts';
import { infraSpec } from '../../oci/infra-spec.ts';
import { hasOwnPidNamespace } from '../../oci/namespaces.ts';
import { hostnameOf } from '../../oci/pod-files.ts';
import { localhostSeccompPath, seccompRequestOf } from '../../oci/seccomp.ts';
import { refuseUnmapped, resolveUser } from '../../oci/user.ts';
import { allSettled } from '../all-settled.ts';
import { withFsFailures } from '../fs-failure.ts';
import type { AccountReader } from './account-files.ts';
import { makeBundleDir, placesOf, writeSpec } from './bundle-files.ts';
import { type BundleOptions, traitsOf } from './options.ts';
import { pauseArgs, pauseRootfs } from './pause-rootfs.ts';
import { readSeccompFile } from './seccomp-file.ts';

/** The built-in program's: nobody in particular, as the usual pause image has it. */
const pauseImage: ImageConfig = {
  user: '65535:65535',
  env: [],
  entrypoint: pauseArgs,
  cmd: [],
  workingDir: '',
  volumes: [],
  stopSignal: '',
  labels: {},
};

/**
 * Writes the bundle of a sandbox's infra container: the image's program, else the built-in one.
 * Effects: the bundle's directory (in the ledger, by the sandbox's id); once, the root of the built-in program.
 * @throws FailureError SpecInvalid {field, reason}, SyscallFailed, NoSpace
 */
export const writeInfraBundle = (options: BundleOptions, readAccounts: AccountReader): Service<'writeInfraBundle'> => {
  const builtInRootfs = pauseRootfs({ pauseFile: options.pauseFile, rootfsDir: options.pauseRootfsDir });
  return (input, signal) =>
    withFsFailures(async (): Promise<Bundle> => {
      const { sandbox } = input;
      const { config, sandboxId } = sandbox;
      const security = config.linux?.securityContext;
      const handler = traitsOf(options, sandbox.runtimeHandler);
      const image = input.image?.config ?? pauseImage;
      const isPrivileged = security?.privileged ?? false;
      const seccompPath = localhostSeccompPath(seccompRequestOf(security, { isPrivileged, policy: options.policy }));
      const { bundleDir } = placesOf(options, sandboxId);
      const ledgerKey = { ownerId: sandboxId, effect: 'bundle' } as const;
      options.ledger.intend({ ...ledgerKey, details: { bundleDir } });
      const ids = idMapOf(config);
      await makeBundleDir(bundleDir, ids);
      const [rootfsDir, user, seccompProfile] = await allSettled([
        input.rootfsDir ?? builtInRootfs(),
        userOf(input, image, readAccounts),
        readSeccompFile(seccompPath),
      ]);
      signal.throwIfAborted();
      refuseUnmapped(user, ids);
      const hostname = hostnameOf(config, { sandboxId, nodeName: options.host.nodeName });
      const spec = infraSpec({
        sandboxId,
        isBuiltIn: input.image === undefined,
        selinuxLevel: options.selinux?.levelOf(sandboxId, config),
        config,
        args: argsOf({ command: [], args: [] }, image),
        env: envOf({ envs: [], imageEnv: image.env, hostname, isTerminal: false }),
        cwd: cwdOf({ workingDir: '' }, image),
        rootfsDir,
        sandbox,
        host: options.host,
        handler,
        policy: options.policy,
        cgroups: options.cgroups,
        user,
        seccompProfile,
      });
      await writeSpec(bundleDir, spec);
      options.ledger.done(ledgerKey);
      return {
        bundleDir,
        user,
        stopSignal: 'SIGTERM',
        cgroupsPath: spec.linux.cgroupsPath,
        hasOwnPidNamespace: hasOwnPidNamespace(spec.linux.namespaces),
      };
    });
};

const userOf = async (
  { image, rootfsDir, sandbox }: InfraBundleInput,
  { user }: ImageConfig,
  readAccounts: AccountReader,
): Promise<ResolvedUser> => {
  const request = sandbox.config.linux?.securityContext ?? {};
  const accounts =
    image === undefined || rootfsDir === undefined ? { users: [], groups: [] } : await readAccounts(image, rootfsDir);
  return resolveUser(request, user, accounts);
};
