import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError } from '../../machines/failure.ts';
import { defaultProfileName, defaultProfileText } from '../../oci/apparmor-profile.ts';
import type { AppArmorFacts } from '../../oci/facts.ts';
import { errnoOf } from '../fs-failure.ts';
import type { RunTool } from '../tool.ts';

export interface AppArmorOptions {
  /** Of the kernel: /sys/kernel/security/apparmor. */
  readonly securityDir: string;
  /** Of the kernel: /sys/module/apparmor. */
  readonly moduleDir: string;
  /** Where profiles' usual parts are: /etc/apparmor.d. */
  readonly configDir: string;
  /** apparmor_parser; absent: we load no profile, and take one that others have loaded. */
  readonly parserPath: string | undefined;
  readonly runTool: RunTool;
  /** For the text of the profile while it is loaded; made by others. */
  readonly tempDir: string;
}

/** Asked anew for each container: profiles come and go while the daemon runs. */
export interface AppArmor {
  /**
   * Undefined: the kernel has no AppArmor. Our default profile is loaded first, where it is not.
   * @throws FailureError SpecInvalid where it cannot be loaded: nobody is to run without what was asked for
   */
  readonly facts: () => Promise<AppArmorFacts | undefined>;
}

/** Where ours cannot be loaded for want of a parser, those of other runtimes do. */
const othersProfiles = ['cri-containerd.apparmor.d', 'docker-default'];
const loadMs = 30_000;

/** Effects: the profile `troupe-default` in the kernel, which stays there as everybody's does. */
export const openAppArmor = (options: AppArmorOptions): AppArmor => {
  let loading: Promise<void> | undefined;
  const loaded = (): Promise<void> => {
    loading ??= loadDefault(options).finally(() => {
      loading = undefined;
    });
    return loading;
  };
  return {
    facts: async () => {
      if (!(await isEnabled(options))) return undefined;
      const loadedProfiles = await readProfiles(options);
      if (loadedProfiles.includes(defaultProfileName)) return { loadedProfiles, defaultProfile: defaultProfileName };
      if (options.parserPath === undefined) {
        return { loadedProfiles, defaultProfile: othersProfiles.find((name) => loadedProfiles.includes(name)) };
      }
      await loaded();
      return { loadedProfiles: [...loadedProfiles, defaultProfileName], defaultProfile: defaultProfileName };
    },
  };
};

const isEnabled = async ({ moduleDir }: AppArmorOptions): Promise<boolean> =>
  (await textOf(join(moduleDir, 'parameters/enabled')))?.trim() === 'Y';

/** A line each: `name (mode)`; a name may hold blanks. Source: the kernel's security/apparmor/apparmorfs.c. */
const readProfiles = async ({ securityDir }: AppArmorOptions): Promise<readonly string[]> =>
  ((await textOf(join(securityDir, 'profiles'))) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/ \([\w-]+\)$/, ''));

const loadDefault = async ({ parserPath = '', runTool, tempDir, configDir }: AppArmorOptions): Promise<void> => {
  const hasAbstractions = await exists(join(configDir, 'abstractions/base'));
  const file = join(tempDir, `apparmor-${process.pid}.profile`);
  try {
    await writeFile(file, defaultProfileText({ hasAbstractions }), { mode: 0o600 });
    const { exitCode, stderr } = await runTool({
      path: parserPath,
      // -K: not from a cache, which would be keyed by our temporary file; -r: also where it is there already
      args: ['-Kr', '--base', configDir, file],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      limitMs: loadMs,
      signal: new AbortController().signal,
      maxBytes: 65_536,
    });
    if (exitCode === 0) return;
    const said = stderr.toString('utf8').trim().slice(-500);
    throw refusal(`${parserPath} ended with ${exitCode}: ${said}`);
  } catch (thrown) {
    if (thrown instanceof FailureError) throw thrown;
    throw refusal(thrown instanceof Error ? thrown.message : String(thrown));
  } finally {
    await rm(file, { force: true });
  }
};

const refusal = (reason: string): FailureError =>
  new FailureError('SpecInvalid', {
    field: 'linux.security_context.apparmor',
    reason: `the profile ${defaultProfileName} cannot be loaded: ${reason}`,
  });

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Undefined: absent, or not ours to read: then there is none for us. */
const textOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (errnoOf(thrown) === undefined) throw thrown;
    return undefined;
  }
};
