/** Which AppArmor profile goes into the spec. Many nodes have no AppArmor. */
import type { SecurityProfile } from '../../proto/generated/api.ts';
import type { AppArmorFacts } from './facts.ts';
import { specInvalid } from './invalid.ts';
import { ProfileType } from './wire-values.ts';

const field = 'linux.security_context';

export interface AppArmorRequest {
  readonly profile: SecurityProfile | undefined;
  /** The deprecated text field: counts where `profile` is absent. */
  readonly profileText: string;
  readonly isPrivileged: boolean;
}

/**
 * Name of the AppArmor profile; undefined: none. Nothing asked means the default, which is skipped where the kernel has
 * no AppArmor, where none is configured, and for a privileged container. A Localhost profile counts for privileged too.
 * @throws FailureError SpecInvalid for a Localhost profile that is not loaded, or on a kernel without AppArmor
 */
export const appArmorProfileOf = (request: AppArmorRequest, facts: AppArmorFacts | undefined): string | undefined => {
  const { type, name } = askedProfile(request);
  if (type === ProfileType.Unconfined) return facts === undefined ? undefined : 'unconfined';
  if (type === ProfileType.RuntimeDefault) return request.isPrivileged ? undefined : facts?.defaultProfile;
  if (facts === undefined) throw specInvalid(`${field}.apparmor`, 'this kernel has no AppArmor');
  if (name === '') throw specInvalid(`${field}.apparmor.localhost_ref`, 'must name a profile');
  if (!facts.loadedProfiles.includes(name)) {
    throw specInvalid(`${field}.apparmor.localhost_ref`, `the profile '${name}' is not loaded`);
  }
  return name;
};

const localhostPrefix = 'localhost/';

const askedProfile = ({ profile, profileText }: AppArmorRequest): { readonly type: number; readonly name: string } => {
  if (profile !== undefined) {
    const name = profile.localhostRef.startsWith(localhostPrefix)
      ? profile.localhostRef.slice(localhostPrefix.length)
      : profile.localhostRef;
    if (profile.profileType !== ProfileType.Localhost && name !== '') {
      throw specInvalid(`${field}.apparmor.localhost_ref`, 'is for profile type Localhost only');
    }
    return { type: profile.profileType, name };
  }
  if (profileText === '' || profileText === 'runtime/default') return { type: ProfileType.RuntimeDefault, name: '' };
  if (profileText === 'unconfined') return { type: ProfileType.Unconfined, name: '' };
  if (profileText.startsWith(localhostPrefix)) {
    return { type: ProfileType.Localhost, name: profileText.slice(localhostPrefix.length) };
  }
  throw specInvalid(`${field}.apparmor_profile`, `'${profileText}' is not a profile`);
};
